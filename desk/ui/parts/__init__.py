"""Pieces that every screen is put together from."""
