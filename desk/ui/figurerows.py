"""A click on a number shows what it counts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desk.service import figures
from desk.service.figures import FigureValue
from desk.service.periods import Period
from desk.ui.dialog import Dialog
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts import button, column, empty, label, row
from desk.ui.session import Session
from desk.ui.theme import em

_ROW = Qt.ItemDataRole.UserRole + 5


class FigureRows(Dialog):
    """A figure, its definition, last year's, and the records behind it."""

    def __init__(self, parent: QWidget, session: Session, key: str, period: Period) -> None:
        super().__init__(parent)
        self._session = session
        value = figures.compute(session.desk, period, [key])[0]
        rows = figures.rows(session.desk, key, period)
        self.setWindowTitle(value.title)
        self.resize(em(36), em(36))
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        for one in rows:
            item = QListWidgetItem(one.title or "（无名称）")
            item.setData(DETAIL, one.date)
            item.setData(_ROW, (one.record, one.id))
            self.list.addItem(item)
        self.list.itemActivated.connect(self._open)
        self.list.itemClicked.connect(self._open)
        meaning = f"{period.text(session.desk.today)}。口径：{figures.definition(session.desk, key)}。"
        self.setLayout(column(
            label(value.title, "large", wrap=True), label(said(value), "huge"),
            label(compared(value), "quiet", wrap=True), label(meaning, "small", wrap=True),
            self.list if rows else empty("info", "没有记录", value.why),
            row(label(f"共 {len(rows):,} 条记录，点一条可打开", "small"), None, button("关闭", self.reject)), edge=1))
        if rows:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _open(self, item: QListWidgetItem) -> None:
        record, id = item.data(_ROW)
        self.accept()
        self._session.open_record.emit(record, id)


def number(value: float | None) -> str:
    """A figure's digits; unknown is a dash."""
    return "—" if value is None else f"{value:,}"


def said(value: FigureValue) -> str:
    """Number and unit."""
    return f"{number(value.value)} {value.unit}" if value.value is not None else "—"


def compared(value: FigureValue) -> str:
    """Last year's beside it, or why there is none."""
    if value.value is None:
        return value.why
    if value.last_year is None:
        return "上年同期没有可比的记录"
    words = f"上年同期 {number(value.last_year)} {value.unit}"
    if value.change:
        rate = f"（{value.rate:+}%）" if value.rate is not None else ""
        words += f"，{'增加' if value.change > 0 else '减少'} {number(abs(value.change))}{rate}"
    return words if value.change else f"{words}，持平"
