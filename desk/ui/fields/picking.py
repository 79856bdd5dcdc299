"""A line with a list under it: type to narrow, arrows to move, Enter to take.

The list never takes the focus, so an input method keeps working, and it follows committed
text only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desk.ui.fields.base import Choice
from desk.ui.parts.icons import icon
from desk.ui.parts.theme import C, em

DETAIL, LEVEL = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
Source = Callable[[str], Sequence[Choice]]


class ChoiceDelegate(QStyledItemDelegate):
    """Draws a choice: its title, and what tells it apart in a quiet colour."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(option.rect, QColor(C.select))
        left = em(0.5) + em(1.0) * int(index.data(LEVEL) or 0)
        box = QRect(option.rect).adjusted(left, 0, -em(0.5), 0)
        title, detail = str(index.data() or ""), str(index.data(DETAIL) or "")
        painter.setPen(QColor(C.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)
        if detail:
            used = painter.fontMetrics().horizontalAdvance(title) + em(0.9)
            rest = box.adjusted(used, 0, 0, 0)
            painter.setPen(QColor(C.quiet))
            short = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, short)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(em(10), em(2.0))


class PickLine(QLineEdit):
    """A line edit with the list of what may be picked.

    `picked` carries the choice; `source` answers a typed text. `delay` is in milliseconds,
    for sources that ask the database. With `keeps` it always shows what was picked: what was typed
    and not taken is put back when one goes on.
    """

    picked = Signal(object)

    def __init__(self, source: Source, delay: int = 0, open_empty: bool = True, keeps: bool = False) -> None:
        super().__init__()
        self._keeps, self._kept = keeps, ""
        self._source, self._open_empty = source, open_empty
        self._list: QListWidget | None = None
        self._choices: Sequence[Choice] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay)
        self._timer.timeout.connect(self.open_list)
        self.textEdited.connect(lambda _: self._timer.start())
        if open_empty:
            opener = self.addAction(icon("down"), QLineEdit.ActionPosition.TrailingPosition)
            opener.triggered.connect(lambda: self.open_list(whole=True))

    def open_list(self, whole: bool = False) -> None:
        """Show what the text may mean (`whole`: everything)."""
        if self.isReadOnly() or not self.isVisible():
            return
        text = "" if whole else self.text().strip()
        if not text and not (whole or self._open_empty):
            return self.close_list()
        self._choices = self._source(text)
        if not self._choices:
            return self.close_list()
        self._show(text)

    def _show(self, text: str) -> None:
        shown = self._list or self._make_list()
        shown.clear()
        for choice in self._choices:
            item = QListWidgetItem(choice.title)
            item.setData(DETAIL, choice.detail)
            item.setData(LEVEL, choice.level if not text else 0)
            shown.addItem(item)
        titles = [c.title for c in self._choices]
        shown.setCurrentRow(titles.index(self.text()) if self.text() in titles else 0 if text else -1)
        height = em(2.0) * min(9, len(titles)) + 8
        width = max(self.width(), em(17))
        corner = self.mapToGlobal(QPoint(0, self.height() + 1))
        room = self.screen().availableGeometry()
        if corner.y() + height > room.bottom():
            corner = self.mapToGlobal(QPoint(0, -height - 1))
        corner.setX(max(room.left(), min(corner.x(), room.right() - width)))
        shown.setGeometry(corner.x(), corner.y(), width, height)
        shown.show()
        shown.raise_()

    def _make_list(self) -> QListWidget:
        made = QListWidget(self)
        made.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        made.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        made.setObjectName("popup")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMouseTracking(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setItemDelegate(ChoiceDelegate(made))
        made.itemClicked.connect(lambda item: self._take(made.row(item)))
        self._list = made
        return made

    def close_list(self) -> None:
        """Put the list away."""
        self._timer.stop()
        if self._list is not None:
            self._list.hide()

    def list_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _take(self, place: int) -> None:
        choice = self._choices[place]
        self.close_list()
        self.setText(choice.title)
        self.picked.emit(choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._move(1 if key == Qt.Key.Key_Down else -1):
            return
        if key == Qt.Key.Key_Escape and self.list_open():
            self.close_list()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            if not self.hasFocus():  # what was taken leads elsewhere: the key presses nothing there
                return
        super().keyPressEvent(event)

    def _enter(self) -> None:
        """Take the marked choice; a list still on its way is asked for first."""
        if self._timer.isActive():
            self._timer.stop()
            self.open_list()
        if self._list is not None and self._list.isVisible() and self._list.currentRow() >= 0:
            self._take(self._list.currentRow())
        self.close_list()

    def _move(self, by: int) -> bool:
        if not self.list_open():
            self.open_list(whole=by > 0 and not self.isModified())
            return self.list_open()
        assert self._list is not None
        self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + by)))
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self._open_empty and not self.list_open():
            self.open_list(whole=True)
            self.selectAll()

    def setText(self, text: str | None, /) -> None:
        self._kept = text or ""
        super().setText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)
        if self._keeps and self.isModified() and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.setText(self._kept)

    def hideEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        self.close_list()
        super().hideEvent(event)


__all__ = ["ChoiceDelegate", "PickLine", "Source"]
