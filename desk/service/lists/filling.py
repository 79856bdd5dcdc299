"""The street office's own blank workbook, filled with any ledger; kept as a template under a name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from desk.errors import Invalid
from desk.kinds import Cell, Code, Codes, YesNo, address
from desk.service.desk import Desk
from desk.service.imports.reading import written
from desk.service.jobs import Job, Step
from desk.service.lists.columns import cell_of, is_masked, rows_of_query
from desk.service.lists.exporting import log_export
from desk.service.lists.filltargets import fill_targets
from desk.service.lists.query import Query, ids
from desk.sheets.filling import SEQUENCE_KEY, Form, FormColumn, Place, find_form, write_form
from desk.sheets.refs import letters_of
from desk.spec.catalog import Resolved

KIND = "form"
"""The kind of a kept form among what the office made."""
NUMBERING = SEQUENCE_KEY
"""The path of a column of running numbers."""


@dataclass(frozen=True)
class PlanColumn:
    """A column of the form: its letter and title, the path of what fills it (None: nothing), why it is not filled."""

    letter: str
    title: str
    path: str | None
    fixed: str = ""


@dataclass(frozen=True)
class FillPlan:
    """How a workbook is to be filled with rows of a record; correct its columns with `corrected`."""

    file: str
    record: str
    ledger: str
    form: Form
    content: bytes = field(repr=False)

    @property
    def sheet(self) -> str:
        return self.form.sheet

    @property
    def places(self) -> tuple[Place, ...]:
        """All tables of the workbook that could be filled, as sheet and first row of the head."""
        return self.form.places

    @property
    def protected(self) -> bool:
        """Whether the sheet is locked; it stays so."""
        return self.form.protected

    @property
    def header(self) -> tuple[int, ...]:
        """The spreadsheet's rows of the head."""
        return self.form.header_rows

    @property
    def prepared(self) -> tuple[int, int]:
        """The first and the last prepared row."""
        return self.form.first, self.form.last

    @property
    def columns(self) -> tuple[PlanColumn, ...]:
        return tuple(PlanColumn(letters_of(c.column), c.title, c.key, _WHY.get(c.fixed, "")) for c in self.form.columns)

    @property
    def suffix(self) -> str:
        """The ending that a filled copy must have."""
        return Path(self.file).suffix.lower() or ".xlsx"

    def corrected(self, mapping: Mapping[str, str]) -> FillPlan:
        """The plan with other columns: {letter: path, "#" for running numbers, "" for nothing}.

        Raises Invalid("unknown_column") for a column that the form does not have or fills by itself.
        """
        known = {letters_of(one.column): one for one in self.form.columns}
        for letter, path in mapping.items():
            one = known.get(letter.upper())
            if one is None or (path and one.fixed):
                why = _WHY[one.fixed] if one else "表格没有这一列"
                raise Invalid("unknown_column", f"表里的{letter}列不能填：{why}")
            known[letter.upper()] = replace(one, key=path or None, how="user")
        return replace(self, form=replace(self.form, columns=tuple(known.values())))


_WHY = {"formula": "表格用公式自己计算", "merged": "与旁边的单元格合并"}


@dataclass(frozen=True)
class KeptForm:
    """A form kept under a name."""

    name: str
    file: str
    record: str
    ledger: str
    columns: int
    """How many columns it fills."""


def fillable(desk: Desk, ledger: str) -> list[tuple[str, str]]:
    """(path, title) of all that a ledger's rows can fill a column with, the ledger's own first."""
    return [(NUMBERING, "序号"), *((one.key, one.title) for one in fill_targets(desk, ledger))]


def offer(desk: Desk, file: Path, ledger: str, mapping: Mapping[str, str] | None = None, sheet: str | None = None,
          row: int | None = None) -> FillPlan:
    """How a blank workbook would be filled with a ledger's rows; nothing is written.

    `mapping` is the user's own, {column letter: path, "#" or ""}; `sheet` and `row` (the first of its head) choose
    another table than the one that fits best. Raises Invalid: a file that cannot be read or is no
    .xlsx, no table in it, no room under its head, an unknown ledger or path.
    """
    record = desk.catalog.ledger(ledger).record
    for path in (mapping or {}).values():
        _column(desk, record, path)
    form = find_form(file, fill_targets(desk, ledger), sheet=sheet, row=row)
    plan = FillPlan(file.name, record, ledger, form, file.read_bytes())
    return plan.corrected(mapping) if mapping else plan


def _column(desk: Desk, record: str, path: str) -> Resolved | None:
    """What a path means; None for nothing and running numbers. Raises Invalid("unknown_column")."""
    path = path.partition("#")[0]
    return desk.catalog.column(record, path) if path else None


def fill(desk: Desk, query: Query, plan: FillPlan, out: Path, full: bool = True, purpose: str = "报送") -> Job[int]:
    """Fill the form with a ledger's rows into a copy; how many rows. The form itself is not touched.

    Raises Invalid for a ledger of another record, Trouble of the disk. Closing the job leaves nothing.
    """
    if desk.catalog.ledger(query.ledger).record != plan.record:
        title = desk.catalog.record(plan.record).title
        raise Invalid("form_record", f"这个模板是填{title}的，请选择{title}类的台账")
    wanted = ids(desk, query)
    ledger = desk.catalog.ledger(query.ledger)
    for done, total in write_form(plan.content, plan.form, _cells(desk, query, plan, wanted, full), len(wanted), out):
        yield Step(done, total, f"正在填写「{plan.file}」")
    log_export(desk, f"{ledger.title}（{Path(plan.file).stem}）", len(wanted), full, purpose)
    return len(wanted)


def sample(desk: Desk, query: Query, plan: FillPlan) -> dict[str, str]:
    """What the first row would put into each column, by letter, masked; {} where the list is empty."""
    made = next(_cells(desk, query, plan, ids(desk, query)[:1], full=False), [])
    return {letters_of(one.column): "" if cell is None else written(cell)
            for one, cell in zip(plan.form.filled, made, strict=False)}


def _cells(desk: Desk, query: Query, plan: FillPlan, wanted: Any, full: bool) -> Iterator[list[Cell]]:
    filled = plan.form.filled
    found = [desk.catalog.column(plan.record, str(one.key).partition("#")[0]) for one in filled]
    makers = [_Maker(column, one, full) for column, one in zip(found, filled, strict=True)]
    for row in rows_of_query(desk, query, found, wanted):
        yield [make(value) for make, value in zip(makers, row, strict=True)]


class _Maker:
    """Makes the cells of one column: in the words of the form's drop-down, or one part of an address."""

    def __init__(self, column: Resolved, form: FormColumn, full: bool) -> None:
        self.column, self.full = column, full
        self.part = int(number) if (number := str(form.key).partition("#")[2]) else None
        self.words: dict[Any, str] = {}
        for word in form.choices if isinstance(column.kind, Code | Codes | YesNo) else ():
            try:
                self.words.setdefault(column.kind.parse(word), word)
            except Invalid:
                continue

    def __call__(self, value: Any) -> Cell:
        if self.part is not None:
            parts = address.parse(str(value)) if value else None
            return parts[self.part] if parts else None
        if self.words and value is not None and not is_masked(self.column, self.full):
            return self._word(value) or cell_of(self.column, value, self.full)
        return cell_of(self.column, value, self.full)

    def _word(self, code: Any) -> str:
        """The drop-down's word for a code, or for the nearest one above it."""
        parents = {one.code: one.parent for one in self.column.kind.codes.entries} if isinstance(
            self.column.kind, Code) else {}
        while code and code not in self.words and code in parents:
            code = parents[code]
        return self.words.get(code, "")


def keep_form(desk: Desk, plan: FillPlan, name: str) -> None:
    """Keep a form with its columns under a name; one of the same name is replaced. Raises Invalid("required")."""
    name = name.strip()
    if not name:
        raise Invalid("required", "请给模板起个名字")
    form = plan.form
    spec = {
        "file": plan.file, "record_key": plan.record, "ledger": plan.ledger,
        "ref": desk.attachments.put(plan.content, plan.file),
        "sheet": form.sheet, "header": form.header_rows, "first": form.first, "last": form.last,
        "protected": form.protected,
        "columns": [[c.column, c.title, c.key, c.how, c.choices, c.fixed, c.stale] for c in form.columns],
    }
    table = desk.meta.tables["made"]
    with desk.write("保存表格模板") as writer:
        writer.conn.execute(delete(table).where(table.c.kind == KIND, table.c.key == name))
        writer.conn.execute(insert(table).values(kind=KIND, key=name, spec=json.dumps(spec, ensure_ascii=False)))


def forms(desk: Desk) -> list[KeptForm]:
    """The forms that are kept, by name."""
    found = [(name, spec) for name, spec in _kept(desk).items() if spec["ledger"] in desk.catalog.ledgers]
    return [KeptForm(name, s["file"], s["record_key"], s["ledger"], sum(bool(c[2] and not c[5]) for c in s["columns"]))
            for name, s in found]


def _kept(desk: Desk) -> dict[str, dict[str, Any]]:
    table = desk.meta.tables["made"]
    with desk.read() as conn:
        rows = conn.execute(select(table.c.key, table.c.spec).where(table.c.kind == KIND).order_by(table.c.key)).all()
    return {key: json.loads(spec) for key, spec in rows}


def kept_form(desk: Desk, name: str) -> FillPlan:
    """The plan of a kept form. Raises Invalid("unknown_form")."""
    spec = _kept(desk).get(name)
    if spec is None:
        raise Invalid("unknown_form", f"没有名为“{name}”的表格模板")
    columns = tuple(FormColumn(c[0], c[1], c[2], c[3], tuple(c[4]), c[5], c[6]) for c in spec["columns"])
    form = Form(spec["sheet"], tuple(spec["header"]), spec["first"], spec["last"], columns,
                protected=spec.get("protected", False))
    return FillPlan(spec["file"], spec["record_key"], spec["ledger"], form, desk.attachments.get(spec["ref"]))


def drop_form(desk: Desk, name: str) -> None:
    """Forget a kept form."""
    table = desk.meta.tables["made"]
    with desk.write("删除表格模板") as writer:
        writer.conn.execute(delete(table).where(table.c.kind == KIND, table.c.key == name))


def fill_form(
    desk: Desk, name: str, query: Query | None, out: Path, full: bool = True, purpose: str = "报送"
) -> Job[int]:
    """Fill a kept form with a ledger (its own when none is given); how many rows. Raises as `fill`."""
    plan = kept_form(desk, name)
    return (yield from fill(desk, query or Query(plan.ledger), plan, out, full, purpose))


__all__ = [
    "NUMBERING", "FillPlan", "KeptForm", "PlanColumn", "drop_form", "fill", "fill_form", "fillable", "forms",
    "keep_form", "kept_form", "offer", "sample",
]
