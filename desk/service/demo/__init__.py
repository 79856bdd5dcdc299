"""A practice community: invented people, families, homes, and five years of a committee's work."""

from desk.service.demo.populate import populate

__all__ = ["populate"]
