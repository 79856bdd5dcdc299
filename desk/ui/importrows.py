"""The rows of an import's preview: what would be new, changed, left as it is, and what waits and why."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desk.kinds import Text
from desk.service.importing import Preview
from desk.service.imports.model import Change
from desk.service.query import ColumnView
from desk.ui.gridview import Grid

OUTCOMES = (("new", "新增"), ("updated", "修改"), ("waiting", "待处理"), ("unchanged", "没有变化"))
_WHY = {"title": "标题", "unit_and_date": "填报单位、日期", "header": "表头", "blank": "空行", "totals": "合计",
        "note": "说明", "signature": "签名", "section": "分段标题", "instructions": "填表说明", "summary": "汇总",
        "unmatched": "对不上登记表"}
TABS = (*OUTCOMES, ("warnings", "提醒"), ("ignored", "没有导入的行"))
_HEADS = {
    "rows": (("工作表", 12), ("行", 6), ("姓名", 14)),
    "changes": (("工作表", 12), ("行", 6), ("姓名", 14), ("修改", 60)),
    "remarks": (("工作表", 12), ("行", 6), ("列", 14), ("内容", 22), ("原因", 50)),
    "ignored": (("工作表", 12), ("行", 6), ("原因", 30)),
}
_SHAPE = {"new": "rows", "unchanged": "rows", "updated": "changes", "waiting": "remarks", "warnings": "remarks",
          "ignored": "ignored"}


def table(preview: Preview, key: str) -> tuple[QWidget, int]:
    """A table of one group, and how many rows it has."""
    lines = _lines(preview, key)
    heads = _HEADS[_SHAPE[key]]
    columns = [ColumnView(title, title, Text(), title == "行", width) for title, width in heads]
    grid = Grid()
    grid.horizontalHeader().setSectionsClickable(False)
    grid.show_rows(columns, array("q", range(len(lines))), lambda ids: [lines[i] for i in ids])
    return grid, len(lines)


def _lines(preview: Preview, key: str) -> list[list[str]]:
    if key == "ignored":
        return [[one.sheet, str(one.row), _WHY.get(one.why, one.why)] for one in preview.ignored]
    if key in ("waiting", "warnings"):
        found = preview.waiting if key == "waiting" else preview.warnings
        return [[one.sheet, str(one.row), one.column, one.value, one.reason] for one in found]
    if key == "updated":
        return [[r.sheet, str(r.row), r.title, changes(r.changes)] for r in preview.of(key)]
    return [[r.sheet, str(r.row), r.title] for r in preview.of(key)]


def changes(found: Sequence[Change]) -> str:
    """「联系电话：138… → 139…；文化程度：（空）→ 大专」."""
    return "；".join(f"{title}：{old or '（空）'} → {new or '（空）'}" for title, old, new in found)
