"""Upgrades of the database, one file a step, numbered in order."""
