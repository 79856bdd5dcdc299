"""Everything out: registers as .xlsx, ledgers as PDF, empty sheets to fill in. Each is logged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from desk import clock
from desk.errors import Invalid
from desk.kinds import Code, Kind, Link, Text
from desk.service.desk import Desk
from desk.service.jobs import Job, Step
from desk.service.lists.columns import cells, is_masked
from desk.service.lists.query import Query, ids, resolved, texts, time_of, totals
from desk.service.periods import Period, spoken
from desk.service.trust.marks import HEAD, WIDTH, Marks, marks
from desk.spec import Field, Ledger
from desk.spec.catalog import Resolved

if TYPE_CHECKING:
    from desk.papers.model import LedgerPages

_PAGE = 500
MASKED = "本表个人信息已作遮盖处理"


def register(
    desk: Desk, query: Query, out: Path, full: bool = False, columns: Sequence[str] | None = None, purpose: str = ""
) -> Job[int]:
    """Write a list as a print-ready workbook; the number of rows. Masked unless `full`."""
    from desk.sheets.writing import OutColumn, Register, write_register

    ledger = desk.catalog.ledger(query.ledger)
    found = _narrowed(desk, ledger, columns)
    wanted, marked = ids(desk, query), marks(desk, query)
    sums, late = _totals(desk, query, found), OutColumn(HEAD)
    made = Register(
        _title(desk, query), f"填报单位（盖章）：{desk.name}居民委员会", _period(desk, query),
        [*(_out_column(c, full) for c in found), *([late] if marked.said else [])],
        _with_marks(marked, wanted, cells(desk, query, found, wanted, full)),
        [*sums, None] if sums and marked.said else sums,
        f"填表人：　　审核人：　　日期：{spoken(desk.today)}", len(wanted), [marked.note] if marked.said else ())
    for done, total in write_register(out, made):
        yield Step(done, total, f"正在写出「{ledger.title}」")
    log_export(desk, f"{ledger.title}（Excel）", len(wanted), full, purpose)
    return len(wanted)


def _with_marks(marked: Marks, wanted: Sequence[int], rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Rows with a last column that says 补记, where any row of the list came late."""
    if not marked.said:
        return rows
    return ([*row, marked.said.get(id, "")] for id, row in zip(wanted, rows, strict=True))


def _narrowed(desk: Desk, ledger: Ledger, columns: Sequence[str] | None) -> list[Resolved]:
    """The ledger's columns, or those asked for, in that order. Raises Invalid("unknown_column")."""
    found = resolved(desk, ledger)
    known = {name: c for c in reversed(found) for name in _names(desk, ledger, c)}
    if strange := [one for one in columns or () if one not in known]:
        raise Invalid("unknown_column", f"「{ledger.title}」没有这一栏：{'、'.join(strange)}")
    return [known[one] for one in columns] if columns else found


def _names(desk: Desk, ledger: Ledger, column: Resolved) -> Iterator[str]:
    """What a column may be called: its path, its field's key, the key of a derived column."""
    yield column.path
    if column.form in ("field", "extra"):
        yield column.key
    spec = desk.catalog.record(ledger.record)
    yield from (key for key, one in (*spec.shown.items(), *spec.extras.items()) if one.path == column.path)


def _title(desk: Desk, query: Query) -> str:
    return f"{desk.name}{desk.catalog.ledger(query.ledger).title}"


def _period(desk: Desk, query: Query) -> str:
    if time_of(desk, desk.catalog.ledger(query.ledger)) == "event" and not (query.since or query.until):
        return f"截至{spoken(query.on or desk.today)}"
    return Period(query.since, query.until, query.on).text(desk.today)


def _out_column(column: Resolved, full: bool) -> Any:
    from desk.sheets.writing import OutColumn

    kind = Text() if isinstance(column.kind, Link) or is_masked(column, full) else column.kind
    return OutColumn(column.title, kind.excel_format, numeric=kind.numeric)


def _totals(desk: Desk, query: Query, found: Sequence[Resolved]) -> list[Any] | None:
    """合计 in the first column, as it is looked for; sums stand under theirs."""
    ledger = desk.catalog.ledger(query.ledger)
    sums = totals(desk, query) if ledger.totals else {}
    numbers = {c.path: c.kind.parse(sums[c.path]) for c in found if c.path in sums}
    return ["合计", *(c.kind.excel(numbers[c.path]) if c.path in numbers else None for c in found[1:])]


def ledger_pdf(
    desk: Desk, query: Query, out: Path, full: bool = False, purpose: str = "打印", columns: Sequence[str] | None = None
) -> Job[LedgerPages]:
    """Print a list as a PDF ledger (A4, head on every page), all its columns or those asked for; what was printed."""
    from desk.papers.ledger import ledger_pdf as draw
    from desk.papers.model import Column, LedgerPaper

    ledger = desk.catalog.ledger(query.ledger)
    found = _narrowed(desk, ledger, columns)
    wanted, marked = ids(desk, query), marks(desk, query)
    sums = totals(desk, query)
    paper = LedgerPaper(
        _title(desk, query), f"{desk.name}居民委员会", _period(desk, query), f"共{len(wanted)}条",
        (*(Column(c.title, max(c.kind.width, 2 * len(c.title)), numeric=c.kind.numeric) for c in found),
         *([Column(HEAD, WIDTH)] if marked.said else [])),
        _with_marks(marked, wanted, _texts(desk, query, found, wanted, full)), len(wanted),
        [*(sums.get(c.path, "") for c in found), *([""] if marked.said else [])] if sums else None,
        masked_note="；".join(([] if full else [MASKED]) + ([marked.note.rstrip("。")] if marked.said else [])))
    drawing = draw(paper, out)
    try:
        while True:
            done, total = next(drawing)
            yield Step(done, total, f"正在排版「{ledger.title}」")
    except StopIteration as stop:
        pages: LedgerPages = stop.value
    finally:
        drawing.close()
    log_export(desk, f"{ledger.title}（打印）", len(wanted), full, purpose)
    return pages


def _texts(desk: Desk, query: Query, found: Sequence[Resolved], wanted: Sequence[int], full: bool
           ) -> Iterator[list[str]]:
    """The rows as text, of the ledger's columns those that are wanted."""
    all_of_it = [one.path for one in resolved(desk, desk.catalog.ledger(query.ledger))]
    places = [all_of_it.index(one.path) for one in found]
    for start in range(0, len(wanted), _PAGE):
        for row in texts(desk, query, wanted[start:start + _PAGE], full):
            yield [row[place] for place in places]


def log_export(desk: Desk, what: str, rows: int, full: bool, purpose: str) -> None:
    """Personal data leaves the program only through an export that is logged."""
    with desk.write("导出") as writer:
        writer.conn.execute(insert(desk.meta.tables["export_log"]).values(
            at=clock.now().isoformat(" "), worker=desk.caller.worker, what=what, rows=rows, full=int(full),
            purpose=purpose))


@dataclass(frozen=True)
class Exported:
    """One line of the log of exports: when, by whom, what, how many rows, whole numbers or masked, what for."""

    at: str
    worker: str
    what: str
    rows: int
    full: bool
    purpose: str


def exported(desk: Desk, limit: int = 2000) -> list[Exported]:
    """What left the program, the newest first."""
    table = desk.meta.tables["export_log"]
    with desk.read() as conn:
        found = conn.execute(select(table).order_by(table.c.id.desc()).limit(limit)).mappings()
        return [Exported(one["at"], one["worker"], one["what"], one["rows"], bool(one["full"]), one["purpose"])
                for one in found]


def _choices(kind: Kind) -> tuple[str, ...]:
    return tuple(entry.label for entry in kind.codes.offered) if isinstance(kind, Code) else ()


def template(desk: Desk, record: str, out: Path) -> None:
    """An empty sheet to fill in: titles, drop-downs, text columns for numbers, a note a column."""
    from desk.sheets.template import TemplateColumn, write_template

    spec = desk.catalog.record(record)
    from desk.service.imports.importing import targets

    write_template(out, f"{desk.name}{spec.title}登记表", [
        TemplateColumn(
            t.title, _note(t.kind, t.required), _choices(t.kind), t.kind.excel_format,
            max(t.kind.width, 2 * len(t.title) + 2), t.required)
        for t in targets(desk, record)])


def _note(kind: Any, required: bool) -> str:
    known = [text for text, _ in kind.samples() if text][:1]
    return ("必填。" if required else "") + (f"例：{known[0]}" if known else "")


def field_list(desk: Desk, record: str) -> list[dict[str, Any]]:
    """The record's fields as `desk fields` prints them."""
    spec = desk.catalog.record(record)
    rows: Iterable[tuple[str, Field]] = desk.catalog.fields(record).items()
    made = [_told(key, f.title, f, f.required, f.aliases) for key, f in rows]
    for key, one in spec.shown.items():
        column = desk.catalog.column(record, key)
        field = desk.catalog.fields(column.record)[column.key]
        made.append(_told(key, one.title, field, one.required, one.aliases))
    made += [_told(key, f.title, f, f.required, f.aliases) for key, f in desk.catalog.extra_fields(record).items()]
    return made


def _told(key: str, title: str, field: Field, required: bool, aliases: Sequence[str]) -> dict[str, Any]:
    codes = field.kind.codes.offered if isinstance(field.kind, Code) else ()
    return {
        "key": key, "title": title, "kind": field.kind.key, "required": required,
        "codes": [{"code": e.code, "label": e.label} for e in codes], "aliases": list(aliases),
    }


__all__ = ["MASKED", "Exported", "exported", "field_list", "ledger_pdf", "log_export", "register", "template"]
