"""Estates, buildings, units and rooms: planned first, written when the families have moved in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from desk.practice.making import Making
from desk.practice.names import somebody
from desk.practice.people import Room, Town
from desk.practice.words import table

_BUILDINGS = 32
_ESTATE_HOLDS = 11
"""Buildings of one estate, about."""
_GRID_HOLDS = 9
"""Buildings of one grid: 300 to 500 households (GB/T 34300)."""
_PHASES = ("", "东区", "西区", "南区", "北区")


def plan_rooms(make: Making, households: int) -> list[Room]:
    """Rooms of as many buildings as the residents need, some of them to stand empty."""
    rng = make.rng("rooms")
    wanted = make.count(_BUILDINGS, 1)
    estates = max(1, round(wanted / _ESTATE_HOLDS))
    rooms: list[Room] = []
    standing: Counter[int] = Counter()
    index = 0
    while index < wanted or len(rooms) < households + 1:
        at = min(index * estates // wanted, estates - 1)
        standing[at] += 1
        rooms.extend(_building(rng, at, standing[at], f"第{index // _GRID_HOLDS + 1}网格"))
        index += 1
    return rooms


def _building(rng: Random, at: int, number: int, grid: str) -> Iterator[Room]:
    """The rooms of one building; its shape is floors x units x rooms a floor."""
    known = table("estates")
    line = known[at % len(known)]
    estate = line["name"] + _PHASES[at // len(known) % len(_PHASES)]
    shapes = line["shapes"].split("|")
    floors, units, doors = map(int, shapes[number % len(shapes)].split("x"))
    areas = [rng.randrange(5200, 12800, 10) for _ in range(doors)]
    for unit in range(1, units + 1):
        for floor in range(1, floors + 1):
            for door, area in enumerate(areas, 1):
                yield Room(estate, number, unit, floor, f"{floor}{door:02d}", floors, area, int(line["built"]), grid)


def write_places(make: Making, town: Town) -> Iterator[None]:
    """The tree, from the estate down. Rooms come in order, so a change begins a new branch."""
    rng = make.rng("owners")
    above: dict[tuple[object, ...], int] = {}
    for room in town.rooms:
        for key, branch in _branches(room).items():
            if key not in above:
                above[key] = make.add("place", parent=above.get(key[:-1]), kind="01", **branch)
        room.building_id = above[room.estate, room.building]
        room.owner = room.owner or somebody(rng)[0]
        if room.rented:
            room.owner_phone = make.numbers.phone()
        room.id = make.add(
            "place", level="4", name=f"{room.number}室", parent=above[room.estate, room.building, room.unit], kind="01",
            grid=room.grid, area=room.area, rented=1 if room.rented else 0, owner=room.owner,
            owner_phone=room.owner_phone, hazard="01" if rng.random() < 0.01 else "00")
        row = make.look.row("place", room.id)
        room.full = str(row["full"]) if row else ""
        yield


def _branches(room: Room) -> dict[tuple[object, ...], dict[str, object]]:
    """The estate, building and unit above a room, by their place in the tree."""
    estate, building, unit = room.estate, room.building, room.unit
    return {
        (estate,): {"level": "1", "name": estate, "built": str(room.built)},
        (estate, building): {
            "level": "2", "name": f"{building}幢", "grid": room.grid, "built": str(room.built), "floors": room.top},
        (estate, building, unit): {"level": "3", "name": f"{unit}单元", "grid": room.grid},
    }
