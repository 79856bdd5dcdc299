"""Papers made from a selection: 领取签字表, and 入户核对表 (a card a household, to carry and to correct by pen)."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desk.errors import Invalid
from desk.kinds import Whole
from desk.service.desk import Desk
from desk.service.entries.titles import titles
from desk.service.jobs import Job, Step
from desk.service.lists.columns import PAGE, rows_by_id, rows_of_query, text_of
from desk.service.lists.exporting import log_export
from desk.service.lists.filltargets import fill_targets, identity
from desk.service.lists.query import Query, ids
from desk.service.periods import spoken
from desk.spec.catalog import Resolved

if TYPE_CHECKING:
    from desk.papers.model import SlipPages, SlipPaper

_HEIGHT = 26
"""Points of a row to sign in."""
_SIGN_HEADS = {"序号": 6, "姓名": 10, "身份证号": 20, "住址": 26, "物品/金额": 16, "签名": 14, "日期": 12}
_PEN = {"签名": "　　签　名　　", "日期": "　日　期　"}
"""Heads that make room for a pen on paper."""
_BLANK_ROWS = 2
"""Rows on a card for people who are not in the register yet."""
_HOUSE = {
    "户主": "head.name", "户号": "number", "住址": "head.home.address", "联系电话": "head.phone", "户别": "kind",
    "所属网格": "head.home.place.grid",
}
_MEMBER = ("resident.name", "relation", "resident.sex", "resident.id_number", "resident.phone", "nature")
_MEMBER_HEADS = ("姓名", "与户主关系", "性别", "身份证号", "联系电话", "居住状况", "　　更　　正　　")
_TICKS = (
    ("居住情况", "□常住　□人在户不在　□户在人不在　□租住"), ("房屋情况", "□自住　□出租　□空置"),
    ("核对结果", "□无变化　□有变化（写在更正栏）"),
)


def sign_sheet(
    desk: Desk, query: Query, out: Path, goods: str = "", amount: str = "", title: str = "", full: bool = False,
    purpose: str = "发放签字",
) -> Job[int]:
    """A list to sign for what was handed out, as .xlsx or .pdf by the name of `out`; how many rows.

    `goods` and `amount` (元) stand in every row; without them a row's own are taken where the record has them.
    Names are those of the people concerned, of households their heads'. Masked unless `full`.
    """
    wanted = ids(desk, query)
    ledger = desk.catalog.ledger(query.ledger)
    heading = title.strip() or f"{desk.name}领取签字表"
    given = " ".join(text for text in (goods.strip(), f"{amount.strip()}元" if amount.strip() else "") if text)
    rows = list(_sign_rows(desk, query, wanted, given, full))
    writer = _sign_pdf if out.suffix.lower() == ".pdf" else _sign_xlsx
    for done, total in writer(desk, heading, ledger.title, rows, out):
        yield Step(done, total, "正在写出领取签字表")
    log_export(desk, f"{ledger.title}（领取签字表）", len(wanted), full, purpose)
    return len(wanted)


def _sign_rows(desk: Desk, query: Query, wanted: Sequence[int], given: str, full: bool) -> Iterator[list[str]]:
    record = desk.catalog.ledger(query.ledger).record
    told = identity(fill_targets(desk, query.ledger))
    paths = [told[key] for key in ("name", "number", "address") if key in told]
    fields = desk.catalog.record(record).fields
    own = [] if given else [key for key in ("goods", "quantity", "measure", "amount") if key in fields]
    columns = [desk.catalog.column(record, path) for path in (*paths, *own)]
    names = {} if "name" in told else titles(desk, record, wanted)
    for number, (id, row) in enumerate(zip(wanted, rows_of_query(desk, query, columns, wanted), strict=True), 1):
        texts = [text_of(column, value, full) for column, value in zip(columns, row, strict=True)]
        known = dict(zip(paths, texts, strict=False))
        who = [known.get(told.get(key, ""), "") for key in ("name", "number", "address")]
        what = given or _handed(dict(zip(own, texts[len(paths):], strict=True)))
        yield [str(number), who[0] or names.get(id, ""), *who[1:], what, "", ""]


def _handed(own: dict[str, str]) -> str:
    """大米 2袋 100.00元: a row's own goods and amount."""
    goods = " ".join(text for text in (own.get("goods", ""), own.get("quantity", "") + own.get("measure", "")) if text)
    return " ".join(text for text in (goods, f"{own['amount']}元" if own.get("amount") else "") if text)


def _sign_xlsx(desk: Desk, heading: str, ledger: str, rows: list[list[str]], out: Path) -> Iterator[tuple[int, int]]:
    from desk.sheets.writing import OutColumn, Register, write_register

    heads = [OutColumn(title, width=width if title in _PEN else 0) for title, width in _SIGN_HEADS.items()]
    register = Register(
        heading, f"发放单位（盖章）：{desk.name}居民委员会", f"依据：{ledger}", heads, rows,
        ["合计", f"{len(rows)}人", *[None] * 5], f"发放人：　　审核人：　　{spoken(desk.today)}", len(rows),
        row_height=_HEIGHT)
    yield from write_register(out, register)


def _sign_pdf(desk: Desk, heading: str, ledger: str, rows: list[list[str]], out: Path) -> Iterator[tuple[int, int]]:
    from desk.papers.cards import SignPaper, sign_pdf
    from desk.papers.model import Column

    columns = tuple(Column(_PEN.get(title, title), width, "left" if title in ("住址", "物品/金额") else "center")
                    for title, width in _SIGN_HEADS.items())
    total = ["合计", f"{len(rows)}人", *[""] * 5]
    note = f"发放人：　　　　　审核人：　　　　　{spoken(desk.today)}"
    yield from sign_pdf(SignPaper(heading, f"{desk.name}居民委员会　{ledger}", note, columns, [*rows, total]), out)


def household_cards(
    desk: Desk, query: Query, out: Path, full: bool = False, purpose: str = "入户核对"
) -> Job[SlipPages]:
    """A card for each household of a list of households, people, standings …, with room to correct; what was printed.

    Masked unless `full`. Raises Invalid("no_household") when nobody of the list lives in a household.
    """
    from desk.papers.cards import cards_pdf

    houses = _households(desk, query)
    if not houses:
        raise Invalid("no_household", "名单里没有登记了户的人，打印不出核对表")
    drawing: Generator[tuple[int, int], None, SlipPages] = cards_pdf(_cards(desk, houses, full), len(houses), out)
    try:
        while True:
            done, total = next(drawing)
            yield Step(done, total, "正在排版入户核对表")
    except StopIteration as stop:
        made: SlipPages = stop.value
    finally:
        drawing.close()
    log_export(desk, f"{desk.catalog.ledger(query.ledger).title}（入户核对表）", len(houses), full, purpose)
    return made


def _households(desk: Desk, query: Query) -> list[int]:
    """The households of the list's rows, each once, in the list's order."""
    record = desk.catalog.ledger(query.ledger).record
    fields = desk.catalog.record(record).fields
    paths = ["id"] if record == "household" else ["home.household"] if record == "resident" else [
        path for path, link in (("household", "household"), ("resident.home.household", "resident")) if link in fields]
    if not paths:
        title = desk.catalog.ledger(query.ledger).title
        raise Invalid("no_household", f"「{title}」里没有户，打印不出入户核对表")
    columns = [replace(desk.catalog.column(record, path), kind=Whole()) for path in paths]
    found = rows_of_query(desk, query, columns, ids(desk, query))
    return list(dict.fromkeys(id for row in found if (id := next((one for one in row if one), None))))


def _cards(desk: Desk, houses: Sequence[int], full: bool) -> Iterator[SlipPaper]:
    columns = [desk.catalog.column("household", path) for path in _HOUSE.values()]
    for start in range(0, len(houses), PAGE):
        chunk = houses[start:start + PAGE]
        members = _members(desk, chunk, full)
        known = rows_by_id(desk, "household", columns, chunk)
        for id in chunk:
            if id in known:
                yield _card(desk, columns, known[id], members.get(id, []), full)


def _card(
    desk: Desk, columns: Sequence[Resolved], row: list[Any], members: list[tuple[str, ...]], full: bool
) -> SlipPaper:
    from desk.papers.model import SlipPaper

    texts = [text_of(column, value, full) for column, value in zip(columns, row, strict=True)]
    told = tuple(zip(_HOUSE, texts, strict=True))
    blank = ("",) * len(_MEMBER_HEADS)
    note = f"{spoken(desk.today)}打印。核对日期：　　　　年　　月　　日"
    return SlipPaper(
        "入户核对表", rows=(*told, *_TICKS), organisation=f"{desk.name}居民委员会",
        grid=(_MEMBER_HEADS, *((*one, "") for one in members), *[blank] * _BLANK_ROWS),
        signatures=("住户（签名）", "核对人（签名）"), notes=(note,))


def _members(desk: Desk, houses: Sequence[int], full: bool) -> dict[int, list[tuple[str, ...]]]:
    """The texts of each household's members, the head first."""
    with desk.read() as conn:
        reader = desk.reader()
        t = reader.source("residence")
        tests = (reader.alive("residence", t), reader.in_force("residence", t), t.c.household.in_(houses))
        order = (t.c.relation.is_(None), t.c.relation, t.c.id)
        stmt = select(t.c.id, t.c.household).where(*tests).order_by(*order)
        spells: dict[int, int] = {row.id: row.household for row in conn.execute(stmt)}
    columns = [desk.catalog.column("residence", path) for path in _MEMBER]
    made: dict[int, list[tuple[str, ...]]] = {}
    for id, row in rows_by_id(desk, "residence", columns, list(spells)).items():
        made.setdefault(spells[id], []).append(tuple(text_of(c, v, full) for c, v in zip(columns, row, strict=True)))
    return made
