"""Columns and conditions that several ledgers share."""

from __future__ import annotations

from dataclasses import replace

from desk.records import Activity, Case, Place, Residence, Resident, Standing, Visit
from desk.spec import (
    Age,
    Column,
    Condition,
    Day,
    Entry,
    Field,
    Ledger,
    Part,
    Path,
    all_of,
    any_row,
    ledger,
)

HERE = any_row("residence", "resident") & ~(Resident.death <= Day("on"))
"""A resident of ours on the day (在册): a residence in force, and not dead."""

WOMAN_15_49 = Resident.sex.is_("2") & Resident.age.between(15, 49)
"""育龄妇女: women of 15 to 49 completed years."""

HELD = Activity.state.is_("held")

CAME = ~Path("role").is_("10")
"""Of a row of a sign-in: the person was there. 请假 lies below 缺席."""

UNEXPIRED = ~(Standing.expires < Day("on"))
"""The paper is still good on the day, or its term is not known."""

CONCLUDED = Case.concluded <= Day("on")
"""A dispute concluded by the day: its result and its agreement are known from then on."""

UNSETTLED = Case.concluded.blank() | (Case.concluded > Day("on"))
"""A dispute without a conclusion on the day."""

PERFORMED = Case.performance.is_("01", "03") & ~(Case.performed > Day("on"))
"""An agreement carried out by the day; without a date of its own, from the conclusion on."""

CALLED_ON = ~Visit.category.is_("phone", "receive", "inspect")
"""Somebody went there: neither a telephone call, nor a visitor to the office, nor an inspection."""


def belongs(*categories: str) -> Condition:
    """A resident in one of these groups (or below one) on the day."""
    return any_row("standing", "resident", Standing.category.is_(*categories))


def of(link: Field) -> tuple[Column, ...]:
    """The person a link leads to: 姓名, 身份证号, 性别, 年龄, 联系电话, 现住址."""
    return (
        (link / Resident.name).titled("姓名"), link / Resident.id_number, link / Resident.sex,
        Age(link / Resident.birth), link / Resident.phone, (link / Resident.address).titled("现住址"),
    )


def x(key: str, title: str = "") -> Path:
    """A category's own field."""
    return Path(f"x.{key}", title)


EMPLOYED = x("employed").eq(1) & ~(x("employed_on") > Day("on"))
"""Of somebody registered as without work: work was found by the day."""

PERSON = (Resident.name, Resident.id_number, Resident.sex, Resident.age, Resident.phone, Resident.address)

HEAD = Path("home.household.head.name", "户主")

FAMILY = (
    Path("household.head.name", "姓名"), Path("household.head.id_number", "身份证号"),
    Path("household.number", "户号"), Path("household.head.phone", "联系电话"),
    Path("household.head.home.address", "现住址"),
)
"""The household of a standing, told by its head."""

SUBJECT = (
    Path("first(resident.name|household.head.name)", "姓名"),
    Path("first(resident.id_number|household.head.id_number)", "身份证号"),
    Path("first(resident.phone|household.head.phone)", "联系电话"),
    Path("first(resident.home.address|household.head.home.address)", "现住址"),
)
"""The person, or the head of the household, that a visit, request or grant concerns."""

ASKER = tuple(
    Path("first(phone|resident.phone|household.head.phone)", "联系电话") if one.title == "联系电话" else one
    for one in SUBJECT)
"""Who asks: reached by the number that the request itself was given, before the one of the register."""

ORGANISATION = Path("first(unit.name|place.full)", "单位或处所")


def people(key: str, title: str, where: Condition | None = None, *more: Column, everyday: bool = False,
           tab: str = "", note: str = "") -> Ledger:
    """A ledger of residents on the day, with the usual columns and some of its own."""
    return ledger(key, title, Resident, *PERSON, *more, where=all_of(HERE, where), everyday=everyday, tab=tab,
                  note=note)


def standing(key: str, title: str, *more: Column, within: tuple[str, ...] = (), but: tuple[str, ...] = (),
             totals: tuple[Column, ...] = (), everyday: bool = False) -> Ledger:
    """A ledger of the people of a category (its key, or `within`), one row a standing."""
    where = Standing.category.is_(*(within or (key,)))
    if but:
        where &= ~Standing.category.is_(*but)
    return ledger(key, title, Standing, *of(Standing.resident), *more, where=where, totals=totals,
                  everyday=everyday)


def families(key: str, title: str, *more: Column) -> Ledger:
    """A ledger of the households of a category, one row a standing."""
    return ledger(key, title, Standing, *FAMILY, *more, where=Standing.category.is_(key))


def over(key: str, title: str, record: type[Entry], part: Part, *columns: Column, event: Column,
         where: Condition | None = None, note: str = "") -> Ledger:
    """A ledger over the child rows of a part."""
    made = ledger(key, title, record, *columns, where=where, event=event, note=note)
    return replace(made, record=f"{record.spec.key}.{part.key}")


LIVED = (
    *of(Residence.resident)[:4], Residence.nature, Residence.address,
    Path("household.head.name", "户主"), Residence.relation,
)

PLACE = (Place.full, Place.level, Place.kind, Place.grid, Place.area)
