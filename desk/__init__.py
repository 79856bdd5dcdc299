"""居务台: the desktop program in which a neighbourhood committee keeps its work."""

__version__ = "0.1.0"
