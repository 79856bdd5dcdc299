"""The ledgers of a tab with their live counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk.ui.parts.small import button, column
from desk.ui.parts.theme import C, em

KEY, COUNT = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


class Listed(Protocol):
    """What can stand in the list."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...


class _Delegate(QStyledItemDelegate):
    """A ledger's title at the left, its count at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        box = QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(C.select if chosen else C.soft_line))
            painter.drawRoundedRect(box.adjusted(em(0.3), 1, -em(0.3), -1), em(0.3), em(0.3))
        count = index.data(COUNT)
        number = "" if count is None else f"{count:,}"
        width = painter.fontMetrics().horizontalAdvance(number)
        inner = box.adjusted(em(0.8), 0, -em(0.8), 0)
        painter.setPen(QColor(C.accent_dark if chosen else C.ink))
        title = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inner.width() - width - em(0.5))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.setPen(QColor(C.accent if chosen else C.quiet if count else C.faint))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(em(10), em(2.0))


class Sidebar(QWidget):
    """`chosen` carries a ledger's key; `library` asks for the others."""

    chosen = Signal(str)
    library = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = QListWidget()
        self.list.setObjectName("sidelist")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setStyleSheet("QListWidget#sidelist { background: transparent; border: 0; }")
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName("台账")
        self.list.currentItemChanged.connect(self._moved)
        self.more = button("台账库…", self.library.emit, "library", "link")
        self.setLayout(column(self.list, self.more, gap=0.2, edge=0.4))
        self.setMinimumWidth(em(9))

    def fill(self, ledgers: Sequence[Listed]) -> None:
        """Show these, each by its title."""
        here = self.key()
        self.list.blockSignals(True)
        self.list.clear()
        for one in ledgers:
            item = QListWidgetItem(one.title)
            item.setData(KEY, one.key)
            item.setToolTip(one.title)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if here:
            self.select(here)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Put the numbers beside the titles."""
        for item in self._items():
            key = item.data(KEY)
            if key in counts:
                item.setData(COUNT, counts[key])
        self.list.viewport().update()

    def keys(self) -> list[str]:
        """The ledgers shown."""
        return [item.data(KEY) for item in self._items() if item.data(KEY)]

    def has(self, key: str) -> bool:
        """Is this ledger shown?"""
        return key in self.keys()

    def key(self) -> str:
        """The ledger that is marked."""
        item = self.list.currentItem()
        return str(item.data(KEY) or "") if item is not None else ""

    def select(self, key: str) -> None:
        """Mark a ledger without saying so."""
        self.list.blockSignals(True)
        for item in self._items():
            if item.data(KEY) == key:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(i) for i in range(self.list.count())]

    def _moved(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(KEY):
            self.chosen.emit(item.data(KEY))
