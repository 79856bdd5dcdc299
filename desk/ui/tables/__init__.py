"""The rows of a ledger: the table, its filters, its footer."""
