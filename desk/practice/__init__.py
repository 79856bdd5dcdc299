"""The practice community's maker: invented people, families, homes, and five years of a committee's work."""
