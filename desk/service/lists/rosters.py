"""名单补全: a list of names with what the register knows of them. Namesakes are asked about, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from desk.kinds import pinyin
from desk.service.desk import Desk
from desk.service.entries.titles import labels
from desk.service.imports.people import address_key, name_key
from desk.service.imports.store import some_columns
from desk.service.jobs import Job, Step
from desk.service.lists.asked import Asked, people_asked
from desk.service.lists.columns import rows_by_id, text_of
from desk.service.lists.compare import Comparison, Different, Theirs, compare, comparison_xlsx
from desk.service.lists.exporting import log_export
from desk.service.lists.find import Hit, find
from desk.service.lists.query import Query, ids
from desk.spec.catalog import Resolved

WANTED = ("id_number", "phone", "address")
NEAR = 5
"""Similar names offered for one that nobody has."""
_FOUND = {"one": "已补全", "several": "有同名的人，请选择", "none": "登记簿里没有"}


@dataclass(frozen=True)
class Completed:
    """Somebody on the list. `status` is one, several or none; of none the candidates only have a similar name.

    `values` are the wanted columns as text by path, filled for one.
    """

    name: str
    status: str
    candidates: tuple[Hit, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    id: int = 0


def wanted_columns(desk: Desk, wanted: Sequence[str] = WANTED) -> list[Resolved]:
    """The columns that are asked for. Raises Invalid("unknown_column")."""
    return [desk.catalog.column("resident", path) for path in wanted]


def complete(
    desk: Desk, told: str | Sequence[str], wanted: Sequence[str] = WANTED, full: bool = False
) -> list[Completed]:
    """Each name of a pasted list with the wanted columns of the one resident who bears it.

    Numbers, telephones and addresses in the list tell namesakes apart; those who still live here come before those who
    left. Masked unless `full`, which is logged.
    """
    columns = wanted_columns(desk, wanted)
    asked = people_asked(told)
    known = _Register(desk, asked)
    made = [known.answer(one) for one in asked]
    found = sorted({one.id for one in made if one.id})
    values = _values(desk, columns, wanted, found, full)
    if full and found:
        log_export(desk, "名单补全", len(found), True, "查看")
    return [replace(one, values=values.get(one.id, {})) for one in made]


def choose(desk: Desk, one: Completed, id: int, wanted: Sequence[str] = WANTED, full: bool = False) -> Completed:
    """The same with one of its candidates chosen."""
    values = _values(desk, wanted_columns(desk, wanted), wanted, [id], full)
    if full:
        log_export(desk, "名单补全", 1, True, "查看")
    return replace(one, status="one", id=id, values=values.get(id, {}))


def _values(desk: Desk, columns: Sequence[Resolved], wanted: Sequence[str], found: Sequence[int], full: bool
            ) -> dict[int, dict[str, str]]:
    return {
        id: {path: text_of(column, value, full) for path, column, value in zip(wanted, columns, row, strict=True)}
        for id, row in rows_by_id(desk, "resident", columns, found).items()}


class _Register:
    """The residents that a list may mean."""

    def __init__(self, desk: Desk, asked: Sequence[Asked]) -> None:
        self.desk = desk
        self.here = set(ids(desk, Query("resident")))
        keys = {name_key(one.name) for one in asked if one.name}
        numbers = {one.number for one in asked if one.number}
        self.by_name: dict[str, list[int]] = {}
        self.by_number: dict[str, int] = {}
        self.phones: dict[int, str] = {}
        self.names: dict[str, list[int]] = {}
        with desk.read() as conn:
            for id, name, former, number, phone in some_columns(
                    desk, conn, "resident", "id", "name", "former_name", "id_number", "phone"):
                for key in dict.fromkeys(name_key(one) for one in (name, former) if one):
                    self.names.setdefault(key, []).append(id)
                    if key in keys:
                        self.by_name.setdefault(key, []).append(id)
                        self.phones[id] = phone or ""
                if number in numbers:
                    self.by_number[number] = id

    def answer(self, one: Asked) -> Completed:
        """Who is meant."""
        if one.number in self.by_number:
            return self._made(one, [self.by_number[one.number]])
        found = self.by_name.get(name_key(one.name), []) if one.name and not one.number else []
        if len(found) > 1:
            found = self._told_apart(one, found)
        return self._made(one, found) if found else self._unknown(one)

    def _told_apart(self, one: Asked, found: list[int]) -> list[int]:
        """Those who fit what else the line says; those who are here before those who left."""
        near = [id for id in found if one.phone and one.phone in self.phones[id]]
        if not near and one.hint:
            address = self.desk.catalog.column("resident", "address")
            homes = rows_by_id(self.desk, "resident", [address], found)
            near = [id for id, (home,) in homes.items() if home and address_key(one.hint) in address_key(home)]
        near = near or found
        return [id for id in near if id in self.here] or near

    def _made(self, one: Asked, found: list[int]) -> Completed:
        known = labels(self.desk, "resident", found)
        hits = tuple(Hit("resident", id, *known[id]) for id in found if id in known)
        if len(found) == 1:
            return Completed(one.name or hits[0].title, "one", hits, id=found[0])
        return Completed(one.name, "several", hits)

    def _unknown(self, one: Asked) -> Completed:
        """Nobody bears the name: those with one that sounds the same or differs in one character."""
        key = name_key(one.name)
        near = [id for other, own in self.names.items() if _differs_once(key, other) for id in own][:NEAR]
        sound = pinyin.full(one.name) if one.name else ""
        alike = [hit.id for hit in find(self.desk, sound, NEAR * 4, "resident")] if sound else []
        known = labels(self.desk, "resident", dict.fromkeys((*alike, *near)))
        hits = [Hit("resident", id, *known[id]) for id in dict.fromkeys((*alike, *near)) if id in known]
        hits = [hit for hit in hits if hit.id in near or pinyin.full(hit.title) == sound]
        return Completed(one.name, "none", tuple(hits[:NEAR]))


def _differs_once(one: str, other: str) -> bool:
    like = 2 < len(one) == len(other) and one[0] == other[0]
    return like and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def completed_xlsx(desk: Desk, made: Sequence[Completed], out: Path, wanted: Sequence[str] = WANTED, full: bool = False,
                   purpose: str = "名单补全") -> Job[int]:
    """Write a completed list as a workbook, in its own order. Masked unless `full`, whatever the list shows."""
    from desk.sheets.writing import OutColumn, Register, write_register

    columns = wanted_columns(desk, wanted)
    found = [one.id for one in made if one.id]
    values = _values(desk, columns, wanted, found, full)
    heads = [OutColumn(title) for title in ("姓名", "结果", *(c.title for c in columns))]
    rows = [
        [one.name, _FOUND[one.status], *(values.get(one.id, {}).get(path) or None for path in wanted)] for one in made]
    register = Register(f"{desk.name}名单", f"填报单位：{desk.name}居民委员会", "", heads, rows, total=len(rows))
    for done, total in write_register(out, register):
        yield Step(done, total, "正在写出名单")
    log_export(desk, "名单补全（Excel）", len(found), full, purpose)
    return len(rows)


__all__ = [
    "WANTED", "Comparison", "Completed", "Different", "Theirs", "choose", "compare", "comparison_xlsx", "complete",
    "completed_xlsx", "wanted_columns",
]
