"""What stands in the middle of the 报表 tab beside the reports themselves: pages that are read for a period."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.service.periods import Period
from desk.ui.session import Session


class ReportPage(QWidget):
    """`read` may run in another thread; `show_answer` takes what it gave and returns a short word on it.

    `again` asks the tab to read the page once more; `dated` pages have a period.
    """

    title = ""
    dated = True
    again = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.session = session

    def prepare(self) -> None:
        """Called before `read`, in the window's thread: what the widgets say is kept for it."""

    def read(self, period: Period) -> Any:
        """What the page shows for a period."""
        raise AssertionError(type(self).__name__)

    def show_answer(self, answer: Any, period: Period) -> str:
        """Show it; the words stand beside the title."""
        raise AssertionError(type(self).__name__)
