"""Paper: PDF and Word files made from plain values (desk.papers.model). Nothing here knows a record or a database.

Import the modules of this room inside functions: reportlab and python-docx take long to load.
"""
