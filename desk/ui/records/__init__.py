"""One record: its form, its panel, its history, its own page."""
