"""The store: one encrypted database file, its keys, its log, its backups."""
