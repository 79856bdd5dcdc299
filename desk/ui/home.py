"""首页: find anybody; due today, late, coming; this month at a glance. Every number leads to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from desk.service import start
from desk.service.imports import importing
from desk.service.lists import find
from desk.service.start import Card, Overview, Task
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.parts import errors
from desk.ui.parts.background import Background
from desk.ui.parts.icons import icon
from desk.ui.parts.small import boxed, button, clear, column, empty, label, row, scrolled
from desk.ui.parts.theme import C, em
from desk.ui.reports.figurerows import FigureRows, number
from desk.ui.session import Session

_WEEK = "一二三四五六日"


class CardView(QFrame):
    """A number with its name; a click, Enter or Space tells what it counts, its rows and people."""

    pressed = Signal()

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        value = card.value
        self.setAccessibleName(" ".join(filter(None, (card.title, number(value.value), value.unit, card.remark))))
        digits = row(label(number(value.value), "huge"), label(value.unit, "quiet"), None, gap=0.25)
        remark = [label(card.remark, "small", wrap=True)] if card.remark else []
        self.setLayout(column(label(card.title, "quiet"), digits, *remark, gap=0.1, edge=0.7))
        self.setMinimumWidth(em(8.5))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class CardRow(QWidget):
    """Cards of one width, as many beside each other as there is room for; the rows equally full."""

    def __init__(self, cards: Sequence[CardView]) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._cards, self._columns = cards, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(em(0.6))
        self._arrange(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        most = max(1, min(len(self._cards), event.size().width() // em(9)))
        self._arrange(ceil(len(self._cards) / ceil(len(self._cards) / most)))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for place in range(max(columns, self._columns)):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)


class Home(QWidget):
    """The start page, read again whenever it comes into sight and something has changed.

    `wants` names an action of the main window.
    """

    wants = Signal(str)

    def __init__(self, session: Session, back: Background) -> None:
        super().__init__()
        self.setObjectName("ground")
        self._session, self._back = session, back
        self._stale = True
        self._sought = ""
        self.search = PickLine(self._found, 160, open_empty=False)
        self.search.setObjectName("search")
        self.search.setPlaceholderText("找人找事：姓名、拼音首字母（如 xhw）、身份证或电话后四位、房号")
        self.search.setAccessibleName("查找")
        self.search.addAction(icon("search", C.accent), PickLine.ActionPosition.LeadingPosition)
        self.search.setMaximumWidth(em(46))
        self.search.setMinimumWidth(em(20))
        self.search.picked.connect(self._open_hit)
        self._head = label("", "title")
        self._day = label("", "quiet")
        inner = QWidget()
        inner.setObjectName("clear")
        self._body = column(gap=0.8)
        self._body.setContentsMargins(0, 0, em(0.4), 0)
        inner.setLayout(self._body)
        find_row = row(self.search, None)
        find_row.setStretch(0, 5)
        find_row.setStretch(1, 1)
        head = row(self._head, self._day, None, gap=0.8)
        self.setLayout(column(head, find_row, scrolled(inner), gap=0.7, edge=1.1))
        self._lists: list[QHBoxLayout] = []
        session.changed.connect(self._changed)

    def enter(self) -> None:
        """The tab comes into sight."""
        today = date.fromisoformat(self._session.desk.today)
        self._head.setText(self._session.desk.name)
        self._day.setText(f"{today.year}年{today.month}月{today.day}日　星期{_WEEK[today.weekday()]}")
        self.search.setFocus()
        if self._stale:
            self._stale = False
            desk = self._session.desk
            self._back.ask(
                "home", lambda: (start.overview(desk), len(importing.waiting(desk))), lambda seen: self._show(*seen),
                lambda error: errors.show(self, error))

    def _changed(self, changes: Any) -> None:
        self._stale = True
        if self.isVisible():
            self.enter()

    def _found(self, text: str) -> list[Choice]:
        titles = self._session.desk.catalog.records
        found = [Choice((h.record, h.id), h.title, f"{titles[h.record].title}　{h.detail}")
                 for h in find.find(self._session.desk, text, 30)]
        self._sought = text
        return found or [Choice(None, "没有找到", "换个说法，或少输几个字")]

    def _open_hit(self, choice: Choice) -> None:
        if choice.value is None:
            self.search.setText(self._sought)
            return
        record, id = choice.value
        self.search.clear()
        self._session.open_record.emit(record, id)

    def _show(self, seen: Overview, waiting: int) -> None:
        clear(self._body)
        if waiting:
            said = label(f"导入的表格里有 {waiting:,} 处疑问还没有处理", wrap=True)
            line = row(said, None, button("去处理", lambda: self._run("tray"), "bell"), edge=0.5)
            self._body.addWidget(boxed(line, role="warn"))
        if not any(card.value.value for card in (*seen.cards, *seen.month)):
            self._body.addWidget(self._welcome())
            return
        self._body.addWidget(label("现在", "heading"))
        self._body.addWidget(self._cards(seen.cards))
        self._body.addWidget(label("本月", "heading"))
        self._body.addWidget(self._cards(seen.month))
        self._body.addLayout(self._tasks(seen))
        self._body.addStretch(1)

    def _welcome(self) -> QWidget:
        return empty(
            "drop", "还没有居民", "把街道发的《居民花名册》Excel 表直接拖进窗口，先预览、再导入；也可以一个一个登记。",
            button("导入花名册", lambda: self._run("import_file"), "import", "main"),
            button("登记居民", lambda: self._session.new_record.emit("resident", {}), "plus"))

    def _run(self, command: str) -> None:
        self.wants.emit(command)

    def _cards(self, cards: Sequence[Card]) -> QWidget:
        views = []
        for card in cards:
            view = CardView(card)
            view.pressed.connect(lambda card=card: self._open_card(card))
            views.append(view)
        return CardRow(views)

    def _open_card(self, card: Card) -> None:
        with errors.told(self):
            dialog = FigureRows(self.window(), self._session, card.figure, card.period)
            dialog.exec()
            dialog.deleteLater()

    def _tasks(self, seen: Overview) -> QHBoxLayout:
        lists = (("已超期", seen.late, C.bad, "没有超期的事"), ("今天到期", seen.due, C.accent, "今天没有到期的事"),
                 ("七天内到期", seen.coming, C.quiet, "七天内没有到期的事"))
        line = row(*(self._task_list(*one) for one in lists), gap=0.8)
        for place in range(len(lists)):
            line.setStretch(place, 1)
        return line

    def _task_list(self, title: str, tasks: Sequence[Task], colour: str, nothing: str) -> QWidget:
        head = label(f"{title}　{len(tasks)}" if tasks else title, "heading")
        head.setStyleSheet(f"color: {colour}")
        lines = column(head, gap=0.15, edge=0.7)
        for task in tasks[:12]:
            lines.addWidget(self._task(task))
        if not tasks:
            lines.addWidget(label(nothing, "quiet"))
        if len(tasks) > 12:
            lines.addWidget(label(f"还有 {len(tasks) - 12} 件", "small"))
        lines.addStretch(1)
        return boxed(lines, role="card")

    def _task(self, task: Task) -> QWidget:
        opener = button(task.title, lambda: self._open(task), role="link")
        opener.setToolTip(f"{task.title}　{task.detail}")
        opener.setMinimumWidth(em(4))
        day = label(task.date[5:], "small")
        line = row(opener, None, day, gap=0.3)
        made = QWidget()
        made.setObjectName("clear")
        made.setLayout(line)
        return made

    def _open(self, task: Task) -> None:
        if task.command:
            return self._run(task.command)
        with errors.told(self):
            self._session.open_record.emit(task.record, task.id)
