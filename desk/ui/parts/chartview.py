"""A chart on the screen: the drawing that is printed, rendered from its PDF."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desk.ui.parts.pages import PdfPages
from desk.ui.parts.theme import THEME, em

if TYPE_CHECKING:
    from desk.papers.model import Chart

_WIDE, _HIGH = 620.0, 290.0
"""Points; narrower with large text, so that the letters in it grow too."""


class ChartView(QLabel):
    """Shows one chart as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(em(20), em(16))
        self.setAccessibleName("统计图")

    def show_chart(self, chart: Chart) -> None:
        """Draw it."""
        from desk.papers.chart import chart_pdf

        with TemporaryDirectory() as folder:
            file = Path(folder) / "chart.pdf"
            chart_pdf(chart, file, _WIDE / max(1.0, THEME.percent / 130), _HIGH)
            pdf = PdfPages(file)
            self._picture = QPixmap.fromImage(pdf.image(0, 2.4))
            pdf.close()
        self._fit()

    def sizeHint(self) -> QSize:
        """The picture follows the room that there is, not the room the picture."""
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._picture.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        shown = self._picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio,
                                     Qt.TransformationMode.SmoothTransformation)
        shown.setDevicePixelRatio(ratio)
        self.setPixmap(shown)
