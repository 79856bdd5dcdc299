"""Dates: any spelling may be typed; a small calendar helps."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from desk import clock
from desk.errors import Invalid
from desk.kinds import Kind, Value
from desk.ui.fields.text import LineEditor
from desk.ui.parts.icons import icon
from desk.ui.parts.theme import C, em


class Calendar(QWidget):
    """A calendar that drops down and goes away when a day is picked."""

    def __init__(self, near: QWidget, shown: date, pick) -> None:  # type: ignore[no-untyped-def]
        super().__init__(near, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("card")
        self.days = QCalendarWidget()
        self.days.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.days.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        plain = QTextCharFormat()
        plain.setForeground(QColor(C.ink))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.days.setWeekdayTextFormat(day, plain)
        self.days.setFixedSize(em(21), em(17))
        self.days.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self.days)
        self.days.clicked.connect(lambda day: self._take(day, pick))
        self.days.activated.connect(lambda day: self._take(day, pick))
        self.move(_below(near, self.sizeHint().width(), self.sizeHint().height()))
        self.show()
        self.days.setFocus()

    def _take(self, day: QDate, pick) -> None:  # type: ignore[no-untyped-def]
        self.close()
        pick(day.toString(Qt.DateFormat.ISODate))


def _below(near: QWidget, width: int, height: int) -> QPoint:
    """Where a drop-down goes: below, or above where the screen ends."""
    corner = near.mapToGlobal(QPoint(0, near.height() + 2))
    room = near.screen().availableGeometry()
    y = corner.y() if corner.y() + height <= room.bottom() else near.mapToGlobal(QPoint(0, 0)).y() - height - 2
    return QPoint(max(room.left(), min(corner.x(), room.right() - width)), max(room.top(), y))


class DateEditor(LineEditor):
    """A line for a date, with a calendar at its end (F4 or Alt+Down opens it)."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        opener = self.line.addAction(icon("calendar", C.accent), QLineEdit.ActionPosition.TrailingPosition)
        opener.setToolTip("打开日历 (F4)")
        opener.triggered.connect(self.open_calendar)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt_down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F4 or alt_down:
            self.open_calendar()
            return
        super().keyPressEvent(event)

    def open_calendar(self) -> None:
        """Drop the calendar down at the date typed so far, else today."""
        if not self.line.isReadOnly():
            Calendar(self.line, self._shown(), self._picked)

    def _shown(self) -> date:
        try:
            return date.fromisoformat(str(self.value() or "")[:10])
        except (Invalid, ValueError):
            return clock.today()

    def _picked(self, iso: str) -> None:
        self.line.setText(self._text(iso))
        self.line.setFocus()
        self.edited.emit()
        self.settled.emit()

    def _text(self, iso: str) -> str:
        value: Value = self.kind.parse(iso)
        return self.kind.show(value)


class MomentEditor(DateEditor):
    """A date with a time; the calendar keeps the time that stands there."""

    def _text(self, iso: str) -> str:
        try:
            time = str(self.value() or "")[10:].strip()
        except Invalid:
            time = ""
        return self.kind.show(self.kind.parse(f"{iso} {time or '09:00'}"))


class MonthEditor(DateEditor):
    """A month; the calendar's day is dropped."""

    def _shown(self) -> date:
        try:
            return date.fromisoformat(f"{self.value()}-01")
        except (Invalid, ValueError):
            return clock.today()

    def _text(self, iso: str) -> str:
        return self.kind.show(self.kind.parse(iso[:7]))
