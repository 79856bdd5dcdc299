"""Spreadsheets into the register: columns to fields, rows to people, a preview, one short transaction, a way back."""
