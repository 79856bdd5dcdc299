"""Spreadsheets and lists in and out."""
