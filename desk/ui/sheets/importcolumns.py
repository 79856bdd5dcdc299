"""原表: the sheet as it stands in the file; over each column what it means, to be corrected by clicking there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desk.service.imports.importing import Preview
from desk.service.imports.model import ParsedTable
from desk.service.imports.reading import written
from desk.sheets.model import SheetData
from desk.ui.parts.pickfield import choose_field
from desk.ui.parts.small import column, label, row
from desk.ui.parts.theme import C, em

IGNORED = "（不导入）"
_LOOKED = 200
"""Rows by which a column is made as wide as it needs."""
_COLOURS = {"waiting": C.bad_soft, "warnings": C.warn_soft, "new": C.good_soft, "updated": C.accent_soft,
            "ignored": C.side}
LEGEND = "点列头（或在那一列按回车）可以改这一列的含义。底色：绿 新增，蓝 更新，红 待处理，黄 有提醒，灰 忽略。"
Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


class _Cells(QAbstractTableModel):
    """The sheet's own cells; rows coloured by what becomes of them."""

    def __init__(self, sheet: SheetData, tables: list[ParsedTable], marks: dict[int, str]) -> None:
        super().__init__()
        self._sheet, self._marks = sheet, marks
        self.width = max((len(line) for line in sheet.rows), default=0)
        self.heads = {one.column: (table, one) for table in reversed(tables) for one in reversed(table.columns)}
        self._titles = {at: table.title(one.target or "") for at, (table, one) in self.heads.items() if one.target}

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._sheet.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else self.width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            line = self._sheet.rows[index.row()]
            return " ".join(written(line[index.column()]).split()) if index.column() < len(line) else ""
        if role == Qt.ItemDataRole.BackgroundRole:
            colour = _COLOURS.get(self._marks.get(self._sheet.first_row + index.row(), ""))
            return QColor(colour) if colour else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._sheet.first_row + section if role == Qt.ItemDataRole.DisplayRole else None
        meant = self.meaning(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{meant or IGNORED} ▾" if section in self.heads else ""
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(C.accent_dark if meant else C.faint)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def meaning(self, at: int) -> str:
        """The title of the field that a column became."""
        if at not in self.heads:
            return ""
        table, one = self.heads[at]
        return table.targets[one.target].title if one.target in table.targets else ""


class _Tinted(QStyledItemDelegate):
    """Paints the cell's own ground, which a style sheet hides."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class _SheetTable(QTableView):
    """`asked` carries the column whose head was clicked, or in which Enter was pressed."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("原表")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_Tinted(self))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(em(1.8))
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self.asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.currentIndex().isValid():
            self.asked.emit(self.currentIndex().column())
        else:
            super().keyPressEvent(event)


class ColumnsView(QWidget):
    """`mapped` carries sheet, column from 0 and field key ("" leaves the column out)."""

    mapped = Signal(str, int, str)

    def __init__(self, preview: Preview, sheet: str = "") -> None:
        super().__init__()
        self.setObjectName("clear")
        self._preview = preview
        self._marks = _marks(preview)
        self.table = _SheetTable()
        self.sheets = QComboBox()
        self.sheets.setAccessibleName("工作表")
        names = [one.name for one in preview.source.book.sheets]
        with_tables = [one.sheet for one in preview.tables]
        self.sheets.addItems(names)
        first = sheet if sheet in names else next(iter(with_tables), "")
        self.sheets.setCurrentText(first)
        self.sheets.currentIndexChanged.connect(lambda _: self._show())
        asked = label("工作表：", "quiet")
        choice = row(asked, self.sheets)
        self.setLayout(column(row(choice, label(LEGEND, "small", wrap=True), gap=0.6), self.table, gap=0.4))
        for one in (asked, self.sheets):
            one.setVisible(len(names) > 1)
        self.table.asked.connect(self._ask)
        self._show()

    def _show(self) -> None:
        name = self.sheets.currentText()
        sheet = next((one for one in self._preview.source.book.sheets if one.name == name), None)
        if sheet is None:
            return
        tables = [one for one in self._preview.tables if one.sheet == name]
        self.cells = _Cells(sheet, tables, self._marks.get(name, {}))
        self.table.setModel(self.cells)
        for at in range(self.cells.width):
            self.table.setColumnWidth(at, self._wide(at, sheet, tables))
        if tables and (head := tables[0].header_row):
            top = self.cells.index(max(0, head - sheet.first_row), 0)
            self.table.setCurrentIndex(top)
            self.table.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)

    def _wide(self, at: int, sheet: SheetData, tables: list[ParsedTable]) -> int:
        """As wide as the head and the first rows of people; titles and notes run over the sheet."""
        metrics = self.table.fontMetrics()
        rows = [row.number - sheet.first_row for table in tables for row in table.rows[:_LOOKED]]
        texts = [self.cells.data(self.cells.index(row, at)) or "" for row in rows]
        head = str(self.cells.headerData(at, Qt.Orientation.Horizontal) or "")
        wide = max((metrics.horizontalAdvance(text) for text in (*texts, head)), default=0)
        return min(em(16), max(em(3), wide + em(1.4)))

    def _ask(self, at: int) -> None:
        """What does this column mean?"""
        if at not in self.cells.heads:
            return
        table, one = self.cells.heads[at]
        taken = {match.target: match.title or "另一列" for match in table.columns if match.target}
        options = [("", IGNORED, "")]
        for target in table.targets.values():
            detail = "必填" if target.required else ""
            if target.key in taken and target.key != one.target:
                detail = f"现在是「{taken[target.key]}」列"
            options.append((target.key, target.title, detail))
        key = choose_field(self, f"「{one.title or '没有标题'}」这一列是什么？", options, one.target or "")
        if key is not None and key != (one.target or ""):
            self.mapped.emit(table.sheet, at, key)


def _marks(preview: Preview) -> dict[str, dict[int, str]]:
    """What becomes of each row, by sheet."""
    made: dict[str, dict[int, str]] = {}
    for gone in preview.ignored:
        made.setdefault(gone.sheet, {})[gone.row] = "ignored"
    for result in preview.rows:
        made.setdefault(result.sheet, {})[result.row] = result.outcome
    for one in preview.warnings:
        own = made.setdefault(one.sheet, {})
        if own.get(one.row) in ("new", "updated", "unchanged"):
            own[one.row] = "warnings"
    return made
