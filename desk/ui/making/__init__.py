"""Ledgers and figures of one's own, by clicking."""
