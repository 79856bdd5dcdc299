"""The fields that a sheet's columns may be matched to, for any record kind.

Keys are the catalog's paths read from the record, so that a mapping means the same everywhere: ``name``,
``home.household.number``, ``resident.id_number``, ``x.grade``. Links are given by words that name the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from desk.kinds import CitizenId, Date, Files, Kind, Link, LongText, PersonName, Phone, Text, Whole
from desk.service.desk import Desk
from desk.sheets.model import Target
from desk.spec import Field, Record

_ID_WORDS = ("身份证号码", "公民身份号码", "证件号码", "身份证")


def targets(desk: Desk, record: str) -> list[Target]:
    """Every field of a record that a column can fill, the record's own first.

    Raises Invalid("unknown_record").
    """
    spec = desk.catalog.record(record)
    made: dict[str, Target] = {}
    if spec.part_of:
        return _without_double_titles([*_child(desk, spec), *_owner(desk, spec)])
    for one in (*_own(desk, spec), *_home(desk, spec), *_links(desk, spec), *_parts(spec), *_extra(desk, spec)):
        made.setdefault(one.key, one)
    return _without_double_titles(list(made.values()))


def _timed(one: Target) -> Target:
    """走访日期 is as often written 走访时间."""
    if not isinstance(one.kind, Date):
        return one
    said = (f"{word[:-2]}时间" for word in (one.title, *one.aliases) if word.endswith("日期"))
    return replace(one, aliases=tuple(dict.fromkeys((*one.aliases, *said))))


def _without_double_titles(found: list[Target]) -> list[Target]:
    """A title belongs to the first field that has it."""
    kept: list[Target] = []
    seen: set[str] = set()
    for one in found:
        if one.title not in seen:
            kept.append(_timed(one))
        seen.add(one.title)
    return kept


def _own(desk: Desk, spec: Record) -> Iterator[Target]:
    """The record's fields; of a place any one tells enough: its whole address, or its name."""
    for key, one in desk.catalog.fields(spec.key).items():
        if not isinstance(one.kind, Link | Files):
            required = (one.required and one.default is None and not one.derived
                        and key not in spec.importing.derived)
            yield Target(key, one.title, one.kind, _aliases(spec, one), required)


def _aliases(spec: Record, one: Field) -> tuple[str, ...]:
    return spec.importing.aliases.get(one.key, one.aliases)


def _home(desk: Desk, spec: Record) -> Iterator[Target]:
    """What is shown of the current spell, the household it belongs to, and the rest of the spell."""
    for key, one in spec.shown.items():
        kind = desk.catalog.column(spec.key, one.path).kind
        if not isinstance(kind, Link):
            yield Target(key, one.title, kind, one.aliases)
    for key, current in spec.currents.items():
        target = desk.catalog.record(current.target)
        if "household" not in target.fields:
            continue
        yield from _household(desk, f"{key}.household")
        for own, field in desk.catalog.fields(current.target).items():
            if own not in target.importing.not_in_roster and own not in {shown.of for shown in spec.shown.values()}:
                yield Target(f"{key}.{own}", field.title, field.kind, field.aliases)


def _household(desk: Desk, path: str) -> Iterator[Target]:
    own = desk.catalog.fields("household")
    yield Target(f"{path}.number", own["number"].title, own["number"].kind, own["number"].aliases)
    yield Target(f"{path}.head.name", "户主姓名", PersonName(), ("户主",))
    yield Target(f"{path}.head.id_number", "户主身份证号", CitizenId(), ("户主身份证", "户主证件号码"))
    yield Target(f"{path}.kind", own["kind"].title, own["kind"].kind, own["kind"].aliases)


def _links(desk: Desk, spec: Record) -> Iterator[Target]:
    for key, one in spec.fields.items():
        if not isinstance(one.kind, Link):
            continue
        if one.kind.record == "resident":
            yield from _person(desk, spec, key, one)
        elif one.kind.record == "household":
            yield from (t for t in _household(desk, key) if not t.key.endswith(".kind"))
        else:
            either = ("单位或处所",) if key == "unit" and "place" in spec.subjects else ()
            yield Target(key, one.title, Text(max=200), (*_aliases(spec, one), *either))


def _person(desk: Desk, spec: Record, key: str, one: Field) -> Iterator[Target]:
    """The columns that tell which person is meant."""
    own = desk.catalog.fields("resident")
    plain = key == "resident"
    before = "" if plain else one.title
    named = isinstance(getattr(spec.fields.get("name"), "kind", None), PersonName)
    if not named:
        aliases = (one.title, *one.aliases, *(own["name"].aliases if plain else ()))
        yield Target(f"{key}.name", f"{before}姓名", PersonName(), aliases)
    yield Target(f"{key}.id_number", f"{before}身份证号", CitizenId(), _ID_WORDS if plain else ())
    yield Target(f"{key}.phone", f"{before}联系电话", Phone(), own["phone"].aliases if plain else ())
    if "address" in spec.fields:
        return
    address: Kind = desk.catalog.column("resident", "home.address").kind
    yield Target(f"{key}.address", "现住址", address, desk.catalog.record("resident").shown["address"].aliases)


def _parts(spec: Record) -> Iterator[Target]:
    """Child rows that name people: a cell lists them, 张三、李四."""
    yield from (Target(key, title, LongText(), words) for key, title, words in spec.importing.sides)
    for key, part in spec.parts.items():
        if any(f.key == "name" for f in part.fields):
            listed = [one.title for one in spec.extras.values() if getattr(one, "rows", "") == key]
            yield Target(key, part.title, LongText(), (*part.aliases, *listed))


def _child(desk: Desk, spec: Record) -> Iterator[Target]:
    """The fields of child rows that stand one a line."""
    for key, one in desk.catalog.fields(spec.key).items():
        if key == "owner" or isinstance(one.kind, Files):
            continue
        if not isinstance(one.kind, Link):
            yield Target(key, one.title, one.kind, one.aliases, one.required and one.default is None)
        elif one.kind.record == "resident":
            yield Target(f"{key}.name", one.title, PersonName(), one.aliases)
            yield Target(f"{key}.id_number", "身份证号", CitizenId(), _ID_WORDS)


def _owner(desk: Desk, spec: Record) -> Iterator[Target]:
    """What tells whose child row it is: the owner's number, date and name, its one-line title."""
    whose = desk.catalog.record(spec.part_of)
    yield Target("owner", whose.title, Text(max=300))
    yield Target("owner.id", "记录号", Whole())
    for key in dict.fromkeys((whose.number, "number", whose.event, "name", "title", "subject")):
        if (own := whose.fields.get(key)) is not None:
            yield Target(f"owner.{key}", own.title, own.kind, own.aliases)
    if "resident" in whose.fields:
        yield Target("owner.resident.name", whose.fields["resident"].title, PersonName())
        yield Target("owner.resident.id_number", f"{whose.fields['resident'].title}身份证号", CitizenId())


def _extra(desk: Desk, spec: Record) -> Iterator[Target]:
    """The categories' own fields; one title in several categories is one column."""
    for key, one in desk.catalog.extra_fields(spec.key).items():
        if not isinstance(one.kind, Link | Files):
            yield Target(key, one.title, one.kind, one.aliases)
