"""放假安排: a year's days off and moved working days, read from the pasted notice or ticked in the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desk.errors import Invalid
from desk.service.holidays.arrangement import arrangement, keep, missing_year, whole_year
from desk.service.holidays.notice import WEEKDAYS, described, read_notice
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import boxed, button, column, label, row, scrolled
from desk.ui.parts.theme import C, em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

_SOURCES = {"office": "年的安排已经录入。", "library": "年的安排程序已经知道，有补充通知时可以再改。",
            "": "年的安排还没有录入，程序先按周一至周五推算。"}
_DAY, _COLOURS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_COLUMNS = 37
"""Six weeks, less what no month reaches."""


class _DayDelegate(QStyledItemDelegate):
    """Paints a day: its number, below it 休 or 班 where it is not as usual."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ink, ground = index.data(_COLOURS) or (C.ink, C.paper)
        painter.save()
        painter.fillRect(option.rect, QColor(ground))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(C.accent))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.setPen(QColor(ink))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data() or ""))
        painter.restore()


class YearGrid(QTableWidget):
    """A year, a month a line, under the days of the week. A click, Space or Enter turns a day off or on.

    `days` are those that are not as Monday to Friday would have it: is it worked?"""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__(12, _COLUMNS)
        self.days: dict[str, bool] = {}
        self.setAccessibleName("全年日历")
        self.setHorizontalHeaderLabels([WEEKDAYS[n % 7] for n in range(_COLUMNS)])
        self.setVerticalHeaderLabels([f"{n}月" for n in range(1, 13)])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_DayDelegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header, size in ((self.horizontalHeader(), em(1.7)), (self.verticalHeader(), em(2.5))):
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
        self.setFixedHeight(em(2.5) * 12 + em(4))
        self.cellClicked.connect(self._turn)

    def fill(self, year: int, days: Mapping[str, bool]) -> None:
        """Show a year; of `days` those that differ from Monday to Friday count."""
        self.days = {day: works for day, works in days.items() if works != _usual(date.fromisoformat(day))}
        self.clearContents()
        day = date(year, 1, 1)
        while day.year == year:
            first = day.replace(day=1).weekday()
            item = QTableWidgetItem()
            item.setData(_DAY, day.isoformat())
            self.setItem(day.month - 1, first + day.day - 1, item)
            self._paint(item)
            day += timedelta(days=1)

    def _paint(self, item: QTableWidgetItem) -> None:
        day = date.fromisoformat(item.data(_DAY))
        moved = self.days.get(item.data(_DAY))
        works = _usual(day) if moved is None else moved
        mark = {None: "", True: "班", False: "休"}[moved]
        item.setText(f"{day.day}\n{mark}" if mark else str(day.day))
        plain = (C.ink, C.paper) if works else (C.quiet, C.side)
        ink, ground = {None: plain, True: (C.accent_dark, C.accent_soft), False: (C.bad, C.bad_soft)}[moved]
        item.setData(_COLOURS, (ink, ground))
        item.setToolTip(f"{day.month}月{day.day}日，周{WEEKDAYS[day.weekday()]}，{'上班' if works else '休息'}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._turn(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def _turn(self, line: int, place: int) -> None:
        item = self.item(line, place)
        if item is None:
            return
        day = item.data(_DAY)
        if day in self.days:
            del self.days[day]
        else:
            self.days[day] = not _usual(date.fromisoformat(day))
        self._paint(item)
        self.turned.emit()


def _usual(day: date) -> bool:
    return day.weekday() < 5


class Holidays(Dialog):
    """The notice is pasted, the calendar shows what was understood, 保存 keeps it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._desk = window.session, window.session.desk
        self._dirty = False
        self.setWindowTitle("放假安排")
        self.year = QComboBox()
        self.year.setAccessibleName("年份")
        now = int(self._desk.today[:4])
        for year in range(now - 1, now + 3):
            self.year.addItem(f"{year}年", year)
        self.year.setCurrentIndex(self.year.findData(missing_year(self._desk) or now + 1))
        self.state = label("", "quiet")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("放假通知")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(em(6))
        self.understood, self.unread = label("", wrap=True), label("", "warning", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.grid = YearGrid()
        self.saver = button("保存", self._save, "save", "main")
        self._lay_out()
        self.year.currentIndexChanged.connect(self._show)
        self.text.textChanged.connect(self._read)
        self.grid.turned.connect(lambda: self._settle(True))
        self._show()

    def _lay_out(self) -> None:
        notice = column(label("粘贴通知", "heading"), self.text, self.problem, self.understood, self.unread, edge=0.8)
        legend = "「休」是放假的日子，「班」是调休上班的周末。点一个日子（或按空格键）可以改。"
        calendar = column(label("核对日历", "heading"), label(legend, "small", wrap=True), self.grid, edge=0.8)
        inner = QWidget()
        inner.setObjectName("clear")
        inner.setLayout(column(boxed(notice, role="card"), boxed(calendar, role="card"), None, gap=0.7))
        head = row(label("放假安排", "large"), self.year, self.state, None, gap=0.7)
        foot = row(None, button("关闭", self.reject), self.saver)
        self.setLayout(column(head, scrolled(inner), foot, gap=0.7, edge=1))
        self.resize(em(74), em(50))

    @property
    def _chosen(self) -> int:
        return int(self.year.currentData())

    def _show(self) -> None:
        """The chosen year as it is known."""
        now = arrangement(self._desk, self._chosen)
        self.state.setText(f"{now.year}{_SOURCES[now.source]}")
        self.text.setPlaceholderText(f"把《国务院办公厅关于{now.year}年部分节假日安排的通知》的正文粘贴在这里；"
                                     "也可以不粘贴，直接在下面的日历上点。")
        self.text.clear()
        self._say()
        self.grid.fill(now.year, now.days)
        self._settle(False)

    def _settle(self, dirty: bool) -> None:
        self._dirty = dirty
        self.saver.setEnabled(dirty)

    def _say(self, problem: str = "", understood: str = "", unread: str = "") -> None:
        for place, text in ((self.problem, problem), (self.understood, understood), (self.unread, unread)):
            place.setText(text)
            place.setVisible(bool(text))

    def _read(self) -> None:
        """What was pasted, in words and in the calendar."""
        text = self.text.toPlainText()
        if not text.strip():
            return self._say()
        try:
            notice = read_notice(text, self._chosen)
            days = whole_year(self._desk, notice)
        except Invalid as refusal:
            return self._say(refusal.text)
        unread = "".join(f"\n{one}" for one in notice.unread)
        self._say("", "\n".join(["读到的安排：", *map(described, notice.festivals)]),
                  f"没有读懂、没有计入的话：{unread}" if unread else "")
        self.grid.fill(self._chosen, days)
        self._settle(True)

    def _save(self) -> None:
        with errors.told(self):
            kept = keep(self._desk, self._chosen, self.grid.days)
            counted = sum(map(len, kept.changes.values()))
            self._session.changed.emit(dict(kept.changes))
            more = f"，{counted}件的承诺办结日已重算" if counted else ""
            self._session.tell(f"{kept.year}年放假安排已保存{more}")
            self._show()

    def reject(self) -> None:
        question = ("不保存就关闭？", "放假安排改过了，还没有保存。", "不保存", "回去保存")
        if not self._dirty or errors.ask(self, *question) == 0:
            super().reject()
