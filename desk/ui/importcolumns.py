"""各列含义: which column of the sheet is which field, to be corrected by choosing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from desk.service.imports.model import ParsedTable
from desk.ui.parts import label, scrolled
from desk.ui.theme import em

IGNORED = "（不导入这一列）"


class ColumnsView(QWidget):
    """`mapped` carries {sheet: {column from 0: field key or ""}} after every choice."""

    mapped = Signal(object)

    def __init__(self, tables: Sequence[ParsedTable]) -> None:
        super().__init__()
        self.setObjectName("clear")
        inner = QWidget()
        inner.setObjectName("clear")
        lines = QVBoxLayout(inner)
        self._boxes: list[tuple[str, int, QComboBox]] = []
        for table in tables:
            lines.addWidget(label(f"工作表「{table.sheet}」", "heading"))
            lines.addLayout(self._grid(table))
        lines.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scrolled(inner))

    def _grid(self, table: ParsedTable) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(em(1))
        grid.setColumnStretch(2, 1)
        for place, match in enumerate(table.columns):
            choice = QComboBox()
            choice.setAccessibleName(match.title)
            choice.addItem(IGNORED, "")
            for target in table.targets.values():
                choice.addItem(target.title + ("（必填）" if target.required else ""), target.key)
            choice.setCurrentIndex(max(0, choice.findData(match.target or "")))
            choice.activated.connect(lambda _: self._tell())
            grid.addWidget(label(match.title or "（没有标题）"), place, 0)
            grid.addWidget(choice, place, 1)
            self._boxes.append((table.sheet, match.column, choice))
        return grid

    def _tell(self) -> None:
        made: dict[str, dict[int, str]] = {}
        for sheet, place, choice in self._boxes:
            made.setdefault(sheet, {})[place] = choice.currentData()
        self.mapped.emit(made)
