"""Who on their list is who on ours: by number, then by names that leave no doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.service.imports.people import address_key, name_key

SLIP = 2
"""Characters in which two numbers of one person may differ when somebody mistyped."""


@dataclass(frozen=True)
class Side:
    """What one list says of a person; `masked` is a number with hidden digits."""

    name: str = ""
    number: str = ""
    phone: str = ""
    address: str = ""
    birth: str = ""
    masked: str = ""


def pair(theirs: Sequence[Side], ours: Mapping[int, Side]) -> tuple[dict[int, int], dict[int, list[int]], list[int]]:
    """{place in theirs: id of ours}, {place: ids of several who fit}, and the places that speak of somebody again."""
    pairs: dict[int, int] = {}
    again: list[int] = []
    numbers = {side.number: id for id, side in ours.items() if side.number}
    met: dict[int, int] = {}
    for place, side in enumerate(theirs):
        if (id := numbers.get(side.number)) is None or not side.number:
            continue
        if id in met:
            again.append(place)
        else:
            pairs[place], met[id] = id, place
    names: dict[str, list[int]] = {}
    for id, side in ours.items():
        names.setdefault(name_key(side.name), []).append(id)
    many: dict[int, list[int]] = {}
    for place, side in enumerate(theirs):
        if place in pairs or place in again or not side.name:
            continue
        found = [id for id in names.get(name_key(side.name), []) if _may_be(side, ours[id])]
        free = [id for id in found if id not in met]
        near = [id for id in free if _near(side, ours[id])] or free
        if len(near) == 1:
            pairs[place], met[near[0]] = near[0], place
        elif near:
            many[place] = near
        elif found:
            again.append(place)
    return pairs, {place: found for place, found in many.items() if place not in pairs}, again


def _may_be(theirs: Side, ours: Side) -> bool:
    """Whether the numbers allow that both are one person."""
    if theirs.masked and ours.number:
        return len(theirs.masked) == len(ours.number) and all(
            a == b or not a.isalnum() for a, b in zip(theirs.masked, ours.number, strict=True))
    if not theirs.number or not ours.number:
        return not (theirs.birth and ours.birth and theirs.birth != ours.birth and not _near(theirs, ours))
    slips = sum(a != b for a, b in zip(theirs.number, ours.number, strict=False))
    return (slips <= SLIP and len(theirs.number) == len(ours.number)) or _near(theirs, ours)


def _near(theirs: Side, ours: Side) -> bool:
    """The same address, telephone or day of birth."""
    phones = set(theirs.phone.split("、")) & set(ours.phone.split("、")) - {""}
    home = theirs.address and ours.address and address_key(theirs.address) == address_key(ours.address)
    return bool(phones or home or (theirs.birth and theirs.birth == ours.birth))
