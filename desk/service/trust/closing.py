"""What leaves the office and stays as it was: issued reports and closed periods.

An issued report is kept as its bytes, with every figure as it was that day and the records
behind those it printed. It is reprinted to the same bytes, may be voided, and is never undone.
Closing a period freezes its figures: later entries are not refused but marked 补记 (`late_entries`, `marks`),
and a report of the period goes on saying what was given out, with today's numbers beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import compress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, insert, select, update

from desk.errors import Invalid
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.figures import FigureValue, compute, definition
from desk.service.figures.engine import Engine
from desk.service.figures.hidden import WHY
from desk.service.jobs import Job, Step
from desk.service.periods import Period
from desk.service.reports.writing import Beside, Report, build, paper_of
from desk.service.trust.frozen import Frozen, closing_of, closings, fixed_in, papers, ranges
from desk.service.trust.inuse import in_use
from desk.service.trust.late import Late, late_entries
from desk.service.trust.readings import Fixed, fixed, opened, readers, stored
from desk.service.trust.told import told

Row = tuple[str, int, str]
"""A record, an id and the row's title."""


def issue(desk: Desk, report: str, period: Period | None, out: Path) -> Job[Frozen]:
    """Write a report as PDF and keep what was written. Raises Invalid("usage") for other files, Trouble."""
    from desk.papers.files import replacing
    from desk.papers.report import report_pdf

    if out.suffix.lower() != ".pdf":
        raise Invalid("usage", "印发的报告要存为 .pdf 文件，以后才能原样重印")
    yield Step(0, 3, "正在计算指标")
    made = build(desk, report, period)
    yield Step(1, 3, "正在排版")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        report_pdf(paper_of(desk, made), file)
        content = file.read_bytes()
    yield Step(2, 3, "正在留存")
    figures = _all_figures(desk, made)
    with replacing(out) as part:
        part.write_bytes(content)
        with desk.write("印发") as writer:
            id = _put(writer.conn, desk, "paper", {
                "kind": "report", "key": report, "title": made.title, "since": made.period.since,
                "until": made.period.until, "at": writer.stamp.at, "worker": writer.stamp.worker,
                "figures": figures, "bytes": content})
    return _paper(desk, id)


def _put(conn: Connection, desk: Desk, table: str, values: dict[str, object]) -> int:
    """Add a row that knows the log up to now. Its id."""
    save = desk.meta.tables["change_set"]
    log = conn.execute(select(func.coalesce(func.max(save.c.id), 0))).scalar()
    made = conn.execute(insert(desk.meta.tables[table]).values(**values, log=log))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _all_figures(desk: Desk, report: Report) -> str:
    """Every figure of the report's period, whether it names it or not, for each way of seeing."""
    printed = {key for _, said in report.sections for s in said for key, _, _ in s.figures}
    mine = opened(desk)
    views = {open: _said(one, report, printed, report.values if open == mine else {})
             for open, one in readers(desk).items()}
    closed = fixed_in(desk, report.key, report.period)
    return stored(desk, report.period, views,
                  closed.kept if closed else in_use(desk, report.period, desk.catalog.figures))


def _said(desk: Desk, report: Report, printed: Collection[str], values: Mapping[str, FigureValue]) -> dict[str, Fixed]:
    """The figures of a report's period as the caller reads them, `values` as they were printed.

    A printed one is kept with its definition and the records behind it, as far as they are still the ones."""
    seen = told(desk, report.period, None, report.key)
    behind, made = _behind(desk, printed, report.period), dict[str, Fixed]()
    for key, value in ({**seen.values, **values}).items():
        before = seen.fixed.figures.get(key) if seen.fixed else None
        if before and before.definition:
            made[key] = before
        elif value.why != WHY:
            made[key] = fixed(value)
            if key in printed:
                same = before is None or before.value == seen.now[key].value
                made[key] = replace(made[key], definition=definition(desk, key), behind=behind[key] if same else ())
    return made


def _behind(desk: Desk, keys: Collection[str], period: Period) -> dict[str, tuple[tuple[str, str], ...]]:
    """The records behind figures; of a share, its numerator."""
    figures = [desk.catalog.figure(key) for key in keys]
    with desk.read() as conn:
        engine = Engine(desk, conn, [(figure, period) for figure in figures])
        made = {}
        for figure in figures:
            made[figure.key] = tuple(
                (record, ranges(compress(rows.ids, rows.bytes(mask))))
                for record, mask in engine.read(figure, period).behind for rows in (engine.memory.rows(record),))
    return made


# papers


def issued(desk: Desk) -> list[Frozen]:
    """The issued reports, newest first, voided ones too."""
    return papers(desk)


def _paper(desk: Desk, id: int, figures: bool = False) -> Frozen:
    found = next((p for p in papers(desk, figures=figures) if p.id == id), None)
    if found is None:
        raise Invalid("unknown_paper", "没有这份印发的报告")
    return found


def content(desk: Desk, paper: int) -> bytes:
    """The bytes of an issued report. Raises Invalid("unknown_paper")."""
    table = desk.meta.tables["paper"]
    _paper(desk, paper)
    with desk.read() as conn:
        return bytes(conn.execute(select(table.c.bytes).where(table.c.id == paper)).scalar_one())


def reprint(desk: Desk, paper: int, out: Path) -> Path:
    """Write an issued report once more, the same bytes. Raises Invalid("unknown_paper"), Trouble."""
    from desk.papers.files import replacing

    found = content(desk, paper)
    with replacing(out) as part:
        part.write_bytes(found)
    return out


def printed(desk: Desk, paper: int) -> dict[str, Fixed]:
    """The figures of an issued report as they were that day."""
    return dict(_paper(desk, paper, figures=True).figures)


def printed_rows(desk: Desk, paper: int, figure: str) -> list[Row]:
    """The records that stood behind a printed figure, under their titles of today."""
    one = printed(desk, paper).get(figure)
    if one is None:
        raise Invalid("unknown_figure", f"这份报告里没有这个指标：{figure}")
    hidden = {record: _kept_from(desk, record) for record, _ in one.behind}
    found = [(record, id) for record, id in one.rows_behind if id not in hidden[record]]
    names = {record: titles(desk, record, [id for r, id in found if r == record]) for record, _ in one.behind}
    return [(record, id, names[record].get(id, "已删除的记录")) for record, id in found]


def _kept_from(desk: Desk, record: str) -> frozenset[int]:
    """The rows of a record whose category is closed to the caller."""
    spec, shut = desk.catalog.record(record), desk.closed(record)
    if not shut:
        return frozenset()
    table = desk.meta.tables[spec.table]
    with desk.read() as conn:
        return frozenset(conn.execute(select(table.c.id).where(table.c[spec.category].in_(shut))).scalars())


def void(desk: Desk, paper: int, reason: str) -> Frozen:
    """Mark an issued report as void. Raises Invalid: "required" without a reason, "voided" when it is void already."""
    if not reason.strip():
        raise Invalid("required", "请填写作废原因")
    if _paper(desk, paper).void_at:
        raise Invalid("voided", "这份报告已经作废")
    table = desk.meta.tables["paper"]
    with desk.write("作废") as writer:
        writer.conn.execute(update(table).where(table.c.id == paper, table.c.void_at.is_(None)).values(
            void_at=writer.stamp.at, void_by=writer.stamp.worker, void_reason=reason.strip()))
    return _paper(desk, paper)


# closings


def close(desk: Desk, period: Period) -> Frozen:
    """Freeze a period's figures, with those of its issued report where there is one. It cannot be opened again.

    Whoever closes it, each reader keeps the figures that they had: those that their rights allow.
    Raises Invalid: "required" without both ends, "not_over" before its last day, "closed" the second time."""
    if not (period.since and period.until):
        raise Invalid("required", "结账要有开始和结束日期")
    if period.until > desk.today:
        raise Invalid("not_over", "这段时间还没有结束，到期后才能结账")
    if closing_of(desk, period):
        raise Invalid("closed", "这段时间已经结账")
    paper = next((p for p in papers(desk, period) if p.final and not p.void_at), None)
    text = _text_of(desk, paper) if paper else _figures(desk, Period(period.since, period.until))
    with desk.write("结账") as writer:
        values = {"since": period.since, "until": period.until, "at": writer.stamp.at, "worker": writer.stamp.worker}
        id = _put(writer.conn, desk, "closing", {**values, "figures": text})
        if paper:
            table = desk.meta.tables["closing"]
            writer.conn.execute(update(table).where(table.c.id == id).values(log=paper.log))
    return next(one for one in closings(desk, period) if one.id == id)


def _figures(desk: Desk, period: Period) -> str:
    """The figures of a period, for each way of seeing."""
    views = {open: {v.key: fixed(v) for v in told(one, period).values.values() if v.why != WHY}
             for open, one in readers(desk).items()}
    return stored(desk, period, views, in_use(desk, period, desk.catalog.figures))


def _text_of(desk: Desk, paper: Frozen) -> str:
    table = desk.meta.tables["paper"]
    _paper(desk, paper.id, figures=True)
    with desk.read() as conn:
        return str(conn.execute(select(table.c.figures).where(table.c.id == paper.id)).scalar_one())


def beside(desk: Desk, period: Period) -> list[Beside]:
    """The figures of a closed period that would be others now; nothing where it is not closed."""
    closing = closing_of(desk, period)
    return _against_now(desk, closing, closing.figures) if closing else []


def changed_since(desk: Desk, paper: int) -> list[Beside]:
    """The figures that an issued report printed and that would be others now."""
    one = _paper(desk, paper, figures=True)
    return _against_now(desk, one, {key: fixed for key, fixed in one.figures.items() if fixed.definition})


def _against_now(desk: Desk, one: Frozen, figures: Mapping[str, Fixed]) -> list[Beside]:
    keys = [key for key in figures if key in desk.catalog.figures]
    now = {v.key: v.value for v in compute(desk, one.period, keys)} if keys else {}
    return [
        Beside(key, figures[key].title, figures[key].unit, figures[key].value, value)
        for key, value in now.items() if value != figures[key].value]


__all__ = [
    "Beside", "Fixed", "Frozen", "Late", "beside", "changed_since", "close", "closing_of", "closings", "content",
    "issue", "issued", "late_entries", "printed", "printed_rows", "reprint", "void",
]
