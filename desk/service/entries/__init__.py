"""Entering: what a draft must be to be saved, forms, history and undoing, the recycle bin, a record's own page."""
