"""The rows of an import's preview by what would become of them, and why some wait."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desk.service.desk import Desk
from desk.service.imports.importing import Preview, Remark, WaitingRow, targets
from desk.service.imports.model import Change, ParsedRow, ParsedTable
from desk.service.imports.reading import written
from desk.ui.parts.pickfield import Option
from desk.ui.parts.plaintable import Heads, PlainTable
from desk.ui.sheets.mending import Doubtful, Mender

DIFFERS = "existing_differs"
"""The code of a row that only contradicts what is registered."""
OUTCOMES = (("new", "新增"), ("updated", "更新"), ("waiting", "待处理"), ("unchanged", "没有变化"))
GROUPS = (*OUTCOMES, ("warnings", "提醒"), ("ignored", "忽略"))
"""The groups of a preview, by key with their words."""
_WHY = {"title": "标题", "unit_and_date": "填报单位、日期", "header": "表头", "blank": "空行", "totals": "合计",
        "note": "说明", "signature": "签名", "section": "分段标题", "instructions": "填表说明", "summary": "汇总",
        "unmatched": "没有认出要导入的列，请到「原表」里点列头指定", "skipped": "您选择了不要这一行"}
_PLACE = (("工作表", 12), ("行", 6))
_HEADS: dict[str, Heads] = {
    "new": (*_PLACE, ("姓名/名称", 14), ("内容", 80)), "unchanged": (*_PLACE, ("姓名/名称", 14), ("内容", 80)),
    "updated": (*_PLACE, ("姓名/名称", 14), ("原来 → 改为", 80)), "ignored": (*_PLACE, ("原因", 40)),
    "waiting": (*_PLACE, ("原因", 60)), "warnings": (*_PLACE, ("提醒", 60)),
}
_SHOWN = 9
"""Cells of a row that are shown beside its name."""
At = tuple[str, int]
"""A sheet and a row of it."""


class GroupTable(PlainTable):
    """The rows of one group."""

    def __init__(self, preview: Preview, key: str, title: str) -> None:
        super().__init__(title)
        self.count, line = _lines(preview, key)
        self.show_lines(_HEADS[key], self.count, line)


class RemarkView(QWidget):
    """The rows that wait, or that something is to be said about; the one marked can be mended beside the table.

    `mended` carries sheet, row and cells by field key; `skipped` sheet and row.
    """

    mended = Signal(str, int, object)
    skipped = Signal(str, int)

    def __init__(self, desk: Desk, preview: Preview, key: str, title: str) -> None:
        super().__init__()
        self._desk = desk
        self._found = preview.waiting if key == "waiting" else preview.warnings
        self._rows = {(row.sheet, row.number): (table, row) for table in preview.tables for row in table.rows}
        self.table = GroupTable(preview, key, title)
        self.mender = Mender("改好了", "不要这一行")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.mender)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)
        self.table.moved.connect(self._show)
        self.table.entered.connect(lambda _: self.mender.to_cell())
        self.mender.mended.connect(lambda cells: self.mended.emit(*self.place(), cells))
        self.mender.left.connect(lambda: self.skipped.emit(*self.place()))
        self.table.to_row(0)

    def place(self) -> At:
        """Sheet and row that the cursor is on."""
        one = self._found[max(0, self.table.currentIndex().row())]
        return one.sheet, one.row

    def _show(self, at: int) -> None:
        one = self._found[at] if 0 <= at < len(self._found) else None
        found = self._rows.get((one.sheet, one.row)) if one else None
        self.mender.show_row(of_preview(one, *found) if one and found else None, "这一条说的是整张表，不用改")


def of_preview(one: Remark, table: ParsedTable, row: ParsedRow) -> Doubtful:
    """A row of the preview, to be mended."""
    asks = one.code == DIFFERS
    reason = f"{one.reason}。导入后在「导入待处理」里逐条决定" if asks else one.reason
    more = [(t.key, t.title, "") for t in table.targets.values()]
    cells = {key: written(cell) for key, cell in row.cells.items()}
    titles = {key: table.title(key) for key in row.cells}
    return Doubtful(f"工作表「{one.sheet}」第 {one.row} 行", reason, one.field, cells, titles, one.hint, False, more)


def of_tray(desk: Desk, one: WaitingRow) -> Doubtful:
    """A row of the tray, to be mended."""
    more: list[Option] = [(t.key, t.title, "") for t in targets(desk, one.record)]
    where = f"{Path(one.file).name}　工作表「{one.remark.sheet}」第 {one.remark.row} 行"
    return Doubtful(where, one.remark.reason, one.remark.field, one.cells, one.titles, one.remark.hint,
                    one.remark.code == DIFFERS, more)


def _lines(preview: Preview, key: str):  # type: ignore[no-untyped-def]
    """How many rows a group has, and the function that makes the texts of one."""
    if key == "ignored":
        skipped = preview.ignored
        return len(skipped), lambda at: [skipped[at].sheet, str(skipped[at].row), _WHY.get(skipped[at].why, "")]
    if key in ("waiting", "warnings"):
        said = preview.waiting if key == "waiting" else preview.warnings
        return len(said), lambda at: [said[at].sheet, str(said[at].row), said[at].reason]
    rows = preview.of(key)
    if key == "updated":
        return len(rows), lambda at: [rows[at].sheet, str(rows[at].row), rows[at].title, changes(rows[at].changes)]
    known = {(row.sheet, row.number): row for table in preview.tables for row in table.rows}
    return len(rows), lambda at: [
        rows[at].sheet, str(rows[at].row), rows[at].title,
        _content(known.get((rows[at].sheet, rows[at].row)), rows[at].title)]


def _content(row: ParsedRow | None, title: str) -> str:
    """The first cells of a row beside its title."""
    texts = [" ".join(written(cell).split()) for cell in row.cells.values()] if row else []
    return "　".join([text for text in texts if text and text != title][:_SHOWN])


def changes(found: Sequence[Change]) -> str:
    """「联系电话：138… → 139…；文化程度：（空）→ 大专」."""
    return "；".join(f"{title}：{old or '（空）'} → {new or '（空）'}" for title, old, new in found)
