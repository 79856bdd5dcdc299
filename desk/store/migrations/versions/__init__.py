"""The steps; `python -m desk.store.schema "what changed"` writes the next one."""
