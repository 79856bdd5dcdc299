"""Lists: the rows of a ledger, whom a search finds, and every list that goes out or is held against ours."""
