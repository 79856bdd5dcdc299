"""Python's garbage is collected in the window's thread only.

Windows hold each other in circles, which only the collector frees; it runs in whatever thread happens to
allocate. A widget or model freed in a background thread corrupts the memory of Qt, some moments later, anywhere.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds between two looks whether there is enough to collect."""


class Collector(QObject):
    """Takes over from Python's own collector until it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(EVERY)

    def look(self) -> None:
        """Collect the oldest generation that is due, as Python would have done."""
        due = [g for g, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
               if count > limit > 0]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Give the collecting back."""
        self._timer.stop()
        gc.enable()
