"""Reports and slips: our templates, the office's edited ones, and the papers of one record."""
