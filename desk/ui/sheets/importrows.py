"""The rows of an import's preview by what would become of them, and why some wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desk.service.desk import Desk
from desk.service.imports.again import Found, by_place, left_of, row_of
from desk.service.imports.deciding import nameless
from desk.service.imports.importing import Preview, Remark, RowResult, WaitingRow, targets
from desk.service.imports.model import Change, IgnoredRow, ParsedRow, ParsedTable
from desk.service.imports.reading import written
from desk.ui.parts.pickfield import Option
from desk.ui.parts.plaintable import Heads, PlainTable
from desk.ui.sheets.mending import Doubtful, Mender

DIFFERS = "existing_differs"
"""The code of a row that only contradicts what is registered."""
GROUPS = (
    ("differs", "请您决定"), ("waiting", "待处理"), ("new", "新增"), ("updated", "更新"),
    ("unchanged", "没有变化"), ("warnings", "提醒"), ("ignored", "忽略"))
"""The groups of a preview, by key with their words: what asks for somebody goes first."""
_WHY = {"title": "标题", "unit_and_date": "填报单位、日期", "header": "表头", "blank": "空行", "totals": "合计",
        "note": "说明", "signature": "签名", "section": "分段标题", "instructions": "填表说明", "summary": "汇总",
        "unmatched": "没有认出要导入的列，请到「原表」里点列头指定", "skipped": "您选择了不要这一行"}
HOW = {
    "id_checksum": "多半有一位写错了，请对照证件改；一时查不到就留着，导入后在「导入待处理」里还能改。",
    "id_length": "少了或多了几位，请对照证件补全。", "id_date": "号码中间的八位是出生年月日，请对照证件改。",
    "id_number_cell": "Excel 只保得住前 15 位，后面几位变成了 0，要对照证件重填。",
    "person_unclear": "补上身份证号最好；没有的话，补出生日期或住址也行；确实都没有，点「仍要新增」。",
    "person_ambiguous": "补上身份证号就能分清。",
    "id_name_conflict": "先弄清是同音字、改过名，还是号码抄错了，再改这里。",
    "required": "把空着的那一格补上就行。",
}
"""What to do about a doubt, by its code."""
_ASKS = {"person_unclear": "id_number", "person_ambiguous": "id_number"}
"""The field to fill in, where it is not the one in doubt."""
_NAMES = ("name", "resident.name", "title", "number")
_MOST = 16
"""Columns shown of a sheet; the rest are in 原表."""
At = tuple[str, int]
"""A sheet and a row of it."""
Line = Callable[[int], list[str]]


def count(preview: Preview, key: str) -> int:
    """How many rows or remarks a group has."""
    return len(_found(preview, key))


def _found(preview: Preview, key: str) -> Sequence[RowResult | Remark | IgnoredRow]:
    """What a group shows, in order."""
    if key == "differs":
        return [row for row in preview.rows if row.asked]
    if key == "waiting":
        return [one for one in preview.waiting if one.code != DIFFERS]
    return getattr(preview, key) if key in ("warnings", "ignored") else preview.of(key)


class GroupTable(PlainTable):
    """The rows of one group, under the numbers that they have in the sheet."""

    def __init__(self, preview: Preview, key: str, title: str) -> None:
        super().__init__(title)
        self.verticalHeader().hide()
        self.found = _found(preview, key)
        self.count = len(self.found)
        self._preview = preview
        self._many = len(preview.source.book.sheets) > 1
        self._known = by_place(preview)
        heads, line = self._shown(key)
        self.show_lines([*([("工作表", 12)] if self._many else []), ("行", 6), *heads], self.count,
                        lambda at: [*self._place(self.found[at]), *line(at)])

    def _place(self, one: RowResult | Remark | IgnoredRow) -> list[str]:
        return [one.sheet, str(one.row)] if self._many else [str(one.row)]

    def _shown(self, key: str) -> tuple[Heads, Line]:
        """Heads and texts behind the place of a row."""
        if key == "ignored":
            return (("原因", 24), ("内容", 60)), lambda at: self._ignored(self.found[at])  # type: ignore[arg-type]
        if key in ("waiting", "warnings"):
            said = "原因" if key == "waiting" else "提醒"
            return (("姓名/名称", 14), (said, 60)), lambda at: self._said(self.found[at])  # type: ignore[arg-type]
        if key == "updated":
            return (("姓名/名称", 14), ("原来 → 改为", 80)), lambda at: self._changed(self.found[at])  # type: ignore[arg-type]
        return self._cells()

    def _ignored(self, one: IgnoredRow) -> list[str]:
        sheet = next((sheet for sheet in self._preview.source.book.sheets if sheet.name == one.sheet), None)
        cells = (" ".join(written(cell).split()) for cell in (sheet.row(one.row) if sheet else ()))
        return [_WHY.get(one.why, ""), "　".join(text for text in cells if text)]

    def _said(self, one: Remark) -> list[str]:
        found = self.row_of(one)
        return [named(*found) if found and one.column else "", reason(one)]

    def row_of(self, one: Remark) -> Found | None:
        """The row of the sheet that a remark is about."""
        return row_of(self._preview, one, self._known.get((one.sheet, one.row), ()))

    def _changed(self, one: RowResult) -> list[str]:
        return [one.title, changes(one.changes)]

    def _cells(self) -> tuple[Heads, Line]:
        """The cells of the sheet under the titles of what they mean."""
        pairs = (pair for one in self.found for pair in self._known.get((one.sheet, one.row), ()))
        tables = list({id(table): table for table, _ in pairs}.values())
        heads = {key: table.targets[key] for table in tables for one in table.columns
                 if (key := one.target) and key in table.targets}
        keys = list(heads)[:_MOST]
        shown = [(heads[key].title, min(26, max(heads[key].kind.width, 2 * len(heads[key].title)))) for key in keys]

        def line(at: int) -> list[str]:
            one = self.found[at]
            rows = [row for _, row in self._known[one.sheet, one.row]]
            same = (row for row in rows if row.values.get("name") == one.title)  # type: ignore[union-attr]
            row = next(same, rows[0])
            return [" ".join(written(row.cells.get(key)).split()) for key in keys]

        return shown, line


def named(table: ParsedTable, row: ParsedRow) -> str:
    """Whom or what a row is about, from its own cells."""
    texts = (written(row.cells.get(key)) for key in (*_NAMES, *(key for key in table.titles if key.endswith(".name"))))
    return next((text for text in texts if text.strip()), "")


def reason(one: Remark) -> str:
    """Why, without the number of the row, which stands beside it."""
    return one.reason.removeprefix(f"第{one.row}行：")


class RemarkView(QWidget):
    """The rows that wait, or that something is to be said about; the one marked can be mended beside the table.

    `mended` carries sheet, row, cells by field key and the first column of the row's table; `skipped` the same
    without cells.
    """

    mended = Signal(str, int, object, int)
    skipped = Signal(str, int, int)

    def __init__(self, preview: Preview, key: str, title: str) -> None:
        super().__init__()
        self.table = GroupTable(preview, key, title)
        self.mender = Mender("改好了", "不要这一行")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(beside(self.table, self.mender))
        self.table.moved.connect(self._show)
        self.table.entered.connect(lambda _: self.mender.to_cell())
        self.mender.mended.connect(lambda cells: self.mended.emit(*self.place(), cells, self._left()))
        self.mender.left.connect(lambda: self.skipped.emit(*self.place(), self._left()))
        self.table.to_row(0)

    def place(self) -> At:
        """Sheet and row that the cursor is on."""
        one = self.table.found[max(0, self.table.currentIndex().row())]
        return one.sheet, one.row

    def _left(self) -> int:
        one = self.table.found[max(0, self.table.currentIndex().row())]
        found = self.table.row_of(one) if isinstance(one, Remark) else None
        return left_of(found[0]) if found else 0

    def _show(self, at: int) -> None:
        one = self.table.found[at] if 0 <= at < self.table.count else None
        found = self.table.row_of(one) if isinstance(one, Remark) else None
        there = isinstance(one, Remark) and one.column and found
        self.mender.show_row(of_preview(one, *found) if isinstance(one, Remark) and there and found else None,
                             "这一条说的是整张表，不用改")


def beside(table: QWidget, other: QWidget) -> QSplitter:
    """A table, and what is to be done about its row at the right of it."""
    split = QSplitter(Qt.Orientation.Horizontal)
    for place, widget in enumerate((table, other)):
        split.addWidget(widget)
        split.setStretchFactor(place, 3 - place)
    split.setChildrenCollapsible(False)
    return split


def of_preview(one: Remark, table: ParsedTable, row: ParsedRow) -> Doubtful:
    """A row of the preview, to be mended."""
    more = [(t.key, t.title, "") for t in table.targets.values()]
    cells = {key: written(cell) for key, cell in row.cells.items()}
    titles = {key: table.title(key) for key in row.cells}
    return _doubtful(f"工作表「{one.sheet}」第 {one.row} 行", one, cells, titles, more)


def of_tray(desk: Desk, one: WaitingRow) -> Doubtful:
    """A row of the tray, to be mended."""
    more: list[Option] = [(t.key, t.title, "") for t in targets(desk, one.record)]
    where = f"{Path(one.file).name}　工作表「{one.remark.sheet}」第 {one.remark.row} 行"
    return replace(_doubtful(where, one.remark, one.cells, one.titles, more), new=nameless(one.remark))


def _doubtful(
    where: str, one: Remark, cells: Mapping[str, str], titles: Mapping[str, str], more: list[Option],
) -> Doubtful:
    return Doubtful(where, reason(one), _ASKS.get(one.code, one.field), cells, titles, one.hint, one.code == DIFFERS,
                    more, HOW.get(one.code, ""))


def changes(found: Sequence[Change]) -> str:
    """「联系电话：138… → 139…；文化程度：（空）→ 大专」."""
    return "；".join(f"{title}：{old or '（空）'} → {new or '（空）'}" for title, old, new in found)
