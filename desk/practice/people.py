"""The people of the practice community, their families, rooms and workers, as they are planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desk.spec.dates import age_on, born_by


@dataclass
class Spell:
    """One stay at an address; the dates and codes of a residence."""

    start: str
    in_reason: str
    room: Room
    end: str = ""
    out_reason: str = ""
    come_from: str = ""
    gone_to: str = ""


@dataclass(eq=False)
class Person:
    """Somebody who lives here or did; codes are those of the resident record."""

    surname: str
    name: str
    sex: str
    birth: str
    role: str
    family: Family
    relation: str = ""
    origin: dict[str, str] = field(default_factory=dict)
    nature: str = "01"
    marital: str = "10"
    joined: str = ""
    """The day of joining the party."""
    relief: int = 0
    """Minimum living money a month, in 分."""
    worked_at: str = ""
    """The last employer of one who is retired."""
    death: str = ""
    spells: list[Spell] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    """Further plain values of the resident record."""
    past: list[tuple[str, str, str | None]] = field(default_factory=list)
    """(field, until, value) that held before."""
    groups: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Category of standing -> (start, end or "")."""
    id: int = 0

    def age(self, day: str) -> int:
        return age_on(self.birth, day)

    def here(self, day: str) -> bool:
        """Lived or was registered here on the day."""
        return any(s.start <= day and (not s.end or s.end > day) for s in self.spells)

    @property
    def stays(self) -> bool:
        """Has a residence in force."""
        return bool(self.spells) and not self.spells[-1].end

    @property
    def start(self) -> str:
        return self.spells[0].start

    @property
    def end(self) -> str:
        return self.spells[-1].end

    @property
    def lives_here(self) -> bool:
        """In residence and not only on the register (空挂)."""
        return self.stays and self.nature != "03"

    def within(self, group: str, day: str) -> bool:
        """Had the standing on the day."""
        start, end = self.groups.get(group, ("9999", ""))
        return start <= day and (not end or end > day)

    def turned(self, years: int, today: str) -> bool:
        """Has completed so many years."""
        return self.birth <= born_by(today, years)


@dataclass(eq=False)
class Family:
    """A household; `members` in the order of its register, those gone at the end."""

    number: str
    owns: bool
    members: list[Person] = field(default_factory=list)
    room: Room | None = None
    start: str = ""
    end: str = ""
    id: int = 0

    @property
    def head(self) -> Person:
        return self.members[0]

    @property
    def living(self) -> list[Person]:
        """The members in residence."""
        return [p for p in self.members if p.stays]

    def of(self, *roles: str) -> list[Person]:
        return [p for p in self.members if p.role in roles]


@dataclass(eq=False)
class Room:
    """A home in the tree of places."""

    estate: str
    building: int
    unit: int
    floor: int
    number: str
    top: int
    """Floors of its building."""
    area: int
    """In hundredths of a square metre."""
    built: int
    grid: str = ""
    family: Family | None = None
    rented: bool = False
    owner: str = ""
    owner_phone: str = ""
    full: str = ""
    id: int = 0
    building_id: int = 0

    @property
    def block(self) -> str:
        return f"{self.estate}{self.building}幢"


@dataclass(frozen=True)
class Worker:
    """A paid worker of the community, known by name."""

    name: str
    sex: str
    phone: str
    since: str
    until: str = ""
    posts: tuple[str, ...] = ("worker",)


@dataclass
class Town:
    """Everything that later parts draw upon."""

    rooms: list[Room] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    workers: list[Worker] = field(default_factory=list)
    units: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Category of unit -> (id, name)."""
    matters: dict[str, dict[str, Any]] = field(default_factory=dict)
