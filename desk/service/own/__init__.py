"""What the office makes for itself: ledgers, figures, categories and codes, and what may be clicked together."""
