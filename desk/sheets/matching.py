"""Match the columns of a table to the fields of a record: by title, synonym and content; the user has the last word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from desk.sheets import words
from desk.sheets.content import role_of_values, share_read
from desk.sheets.grid import Grid, is_blank, text_of
from desk.sheets.model import Cell, ColumnMatch, Layout, SheetData, Target
from desk.sheets.words import PARTS, ROLE_OF, SEQUENCE, plain, role_of_target, role_of_titles, variants

_HOW = ((0.98, "title"), (0.95, "alias"), (0.88, "synonym"), (0.0, "part"))
"""What a fit of at least that much was made by."""
_HEAD_NAME = "户主姓名"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OF_BIRTH = ("生", "年月", "列", "栏", "字段")
_YES_NO = frozenset(("是", "否", "有", "无", "√", "×", "1", "0"))
_OWNED = ("citizen_id", "phone", "sex", "birth", "ethnic", "address")
"""What several people in one row may each have."""
_FALLBACK = {"person_name": "head_name", "citizen_id": "head_id", "phone": "landline", "address": "hukou_address"}
"""Where a role has no column, the one that may stand in for it (a list of heads of household is a list of people)."""


def match_columns(
    sheet: SheetData,
    layout: Layout,
    targets: Sequence[Target],
    mapping: Mapping[int, str] | None = None,
    known: frozenset[str] = frozenset(),
) -> list[ColumnMatch]:
    """One match for every column of the table, in order; several columns may be parts of one address.

    `mapping` is the user's own: {column: key of a target, or "" to leave the column out}. `known` are words of other
    records: a column under one of them says something, and is not guessed at by its values.
    A column may appear twice when it serves two fields (户主姓名 as the person's name and as the head's).
    """
    work = _Matching(sheet, layout, targets, known)
    work.by_user(mapping or {})
    work.by_title()
    work.by_content()
    work.by_fallback()
    work.by_parts()
    work.by_more_phones()
    return work.matches()


class _Matching:
    """The state of one matching: what is still free."""

    def __init__(
        self, sheet: SheetData, layout: Layout, targets: Sequence[Target], known: frozenset[str] = frozenset()
    ) -> None:
        self.layout, self.targets = layout, list(targets)
        self.known = known | words.KNOWN
        self.grid = Grid(sheet)
        self.readings = {column: variants(layout.titles[column]) for column in layout.columns}
        self.roles = {column: role_of_titles(layout.titles[column]) for column in layout.columns}
        self._tell_heads()
        self._speak_of_heads()
        self._give_to_owners()
        self.found: dict[int, list[ColumnMatch]] = {}
        self.closed: set[int] = set()
        self.used: set[str] = set()
        for column in layout.columns:
            if self._is_sequence(column):
                self._put(column, None, "sequence", 1.0)

    def by_user(self, mapping: Mapping[int, str]) -> None:
        """What the user said."""
        keys = {target.key: target for target in self.targets}
        for column, key in mapping.items():
            if column in self.readings:
                self.found.pop(column, None)
                self._put(column, keys.get(key), "user", 1.0)

    def by_title(self) -> None:
        """Titles, aliases and synonyms; the best pairs first."""
        pairs = [
            (self._fit(column, target), -order, -column, target)
            for column in self.layout.columns
            for order, target in enumerate(self.targets)
        ]
        for fit, _, place, target in sorted(pairs, key=lambda pair: pair[:3], reverse=True):
            column = -place
            if fit >= 0.7 and column not in self.closed and target.key not in self.used:
                self._put(column, target, next(how for least, how in _HOW if fit >= least), fit)

    def by_content(self) -> None:
        """Columns whose title says nothing, by their values."""
        roles = {role: target for target in reversed(self.targets) if (role := role_of_target(target))}
        for column in self._mute():
            role, share = role_of_values(self.values(column))
            target = roles.get(role)
            if target and target.key not in self.used and not (role == "birth" and self._of_another_day(column)):
                self._put(column, target, "content", share * 0.8)
        for column in self._mute():
            self._by_codes(column)

    def _of_another_day(self, column: int) -> bool:
        """Whether the head speaks of a date that is no birth: 接种日期, 到期, 加强针; 年月 and 列3 say nothing."""
        said = "".join(self.readings[column])
        return bool(_HAN.search(said)) and not any(word in said for word in _OF_BIRTH)

    def _by_codes(self, column: int) -> None:
        """A code list of its own kind: exactly one free field reads every value; 是 and 否 are in many."""
        values = self.values(column)
        if {text_of(value) for value in values} <= _YES_NO:
            return
        able = [
            target
            for target in self.targets
            if target.key not in self.used and target.kind.key == "code" and share_read(target.kind, values) == 1.0
        ]
        if len(able) == 1:
            self._put(column, able[0], "content", 0.6)

    def by_fallback(self) -> None:
        """A field without a column of its own takes the one that stands in for it."""
        for target in self.targets:
            role = role_of_target(target)
            if target.key in self.used or role not in _FALLBACK:
                continue
            standing_in = [column for column in self.layout.columns
                           if self.roles[column] == _FALLBACK[role] and self._may_stand_in(role, column)]
            named = [column for column in self.layout.columns
                     if role == "person_name" and column not in self.closed and self._ends(column, "姓名")]
            if standing_in or len(named) == 1:
                self._put([*standing_in, *named][0], target, "synonym", 0.6)

    def _ends(self, column: int, word: str) -> bool:
        """Whether the head is the name of whom the sheet is about, whatever they are called here: 楼栋长姓名."""
        own = self.readings[column]
        return any(one.endswith(word) and not one.startswith(words.OTHERS) for one in own)

    def _may_stand_in(self, role: str, column: int) -> bool:
        """A head's columns may also serve a second field; other columns only when they are free."""
        taken = any(match.target for match in self.found.get(column, ()))
        return not taken or role in ("person_name", "citizen_id")

    def by_parts(self) -> None:
        """小区, 楼栋, 单元 and 室 make an address together when no column holds it whole."""
        free = [column for column in self.layout.columns if self.roles[column] in PARTS and column not in self.closed]
        target = next((t for t in self.targets if role_of_target(t) == "address" and t.key not in self.used), None)
        if target and len(free) >= 2:
            for column in free:
                self.found[column] = [self._match(column, target, "address_part", 0.8)]

    def by_more_phones(self) -> None:
        """Further columns of telephones go into the same field: it holds several numbers."""
        target = next((t for t in self.targets if role_of_target(t) == "phone" and t.key in self.used), None)
        for column in self.layout.columns:
            if target and column not in self.closed and self.roles[column] in ("phone", "landline"):
                self.found[column] = [self._match(column, target, "also", 0.7)]

    def matches(self) -> list[ColumnMatch]:
        return [
            match
            for column in self.layout.columns
            for match in self.found.get(column) or [self._match(column, None, "none", 0.0)]
        ]

    def values(self, column: int) -> list[Cell]:
        """The first values of a column."""
        cells = (self.grid.cell(number, column) for number in self.layout.rows[:400])
        return [cell for cell in cells if not is_blank(cell)]

    def _fit(self, column: int, target: Target) -> float:
        readings = self.readings[column]
        if not readings or column in self.closed:
            return 0.0
        title, aliases = plain(target.title), [plain(alias) for alias in target.aliases]
        role = role_of_target(target)
        for step, reading in enumerate(readings):
            if reading == title:
                return 1.0 - 0.001 * step
            if reading in aliases:
                return 0.97 - 0.001 * step
            if reading in ROLE_OF:
                return 0.9 - 0.001 * step if ROLE_OF[reading] == role else 0.0
        known = [title, *aliases, *words.WORDS_OF.get(role, ())]
        return max((words.close(reading, word) for reading in readings for word in known), default=0.0) * 0.99

    def _tell_heads(self) -> None:
        """Of two columns of names, the one nearer to the relation is the member's and the other the head's."""
        names = [column for column, role in self.roles.items() if role == "person_name"]
        relations = [column for column, role in self.roles.items() if role == "relation"]
        if len(names) < 2 or not relations or "head_name" in self.roles.values():
            return
        group = self.layout.titles[relations[0]][:-1]
        member = min(names, key=lambda c: (self.layout.titles[c][:-1] != group, abs(c - relations[0]), -c))
        for column in names:
            if column != member:
                self.readings[column], self.roles[column] = [_HEAD_NAME], "head_name"

    def _speak_of_heads(self) -> None:
        """In a list of heads of household 户主电话 is the telephone of whom the row is about."""
        if "person_name" in self.roles.values() or "head_name" not in self.roles.values():
            return
        own = {plain(target.title) for target in self.targets}
        for column, readings in self.readings.items():
            bare = [one.removeprefix("户主") for one in readings if one.startswith("户主") and one not in own]
            role = next((ROLE_OF[one] for one in bare if one in ROLE_OF), "")
            if role and self.roles[column] in ("", "head_phone"):
                self.readings[column], self.roles[column] = bare, role

    def _give_to_owners(self) -> None:
        """Where a title stands twice, each belongs to the name before it: 户主姓名 身份证号 成员姓名 身份证号."""
        for role in _OWNED:
            columns = [column for column, own in self.roles.items() if own == role]
            owners = {column: self._owner(column) for column in columns}
            if len(columns) < 2 or all(owners.values()):
                continue
            for column, owner in owners.items():
                if owner:
                    reading = owner + self.readings[column][0].removeprefix(owner)
                    self.readings[column] = [reading]
                    self.roles[column] = ROLE_OF.get(reading, "")

    def _owner(self, column: int) -> str:
        """户主, 监护人 …: whose name stands nearest before that column; "" when it is the person's own."""
        for before in sorted((c for c in self.readings if c < column), reverse=True):
            if self.roles[before] == "person_name":
                return ""
            for reading in self.readings[before]:
                if other := next((word for word in words.OTHERS if reading.startswith(word)), ""):
                    return other
        return ""

    def _is_sequence(self, column: int) -> bool:
        readings = self.readings[column]
        if any(reading in SEQUENCE for reading in readings):
            return True
        if readings and readings[0] not in ("编号", "编码"):
            return False
        digits = [text_of(cell) for cell in self.values(column)]
        return len(digits) >= 3 and digits == [str(number) for number in range(1, len(digits) + 1)]

    def _mute(self) -> list[int]:
        """Free columns whose title says nothing we know."""
        return [c for c in self.layout.columns if c not in self.closed and not self.roles[c] and not self._spoken(c)]

    def _spoken(self, column: int) -> bool:
        own = self.readings[column]
        return any(one in self.known or one.startswith(words.OTHERS) for one in own) and own[0] != "编号"

    def _put(self, column: int, target: Target | None, how: str, confidence: float) -> None:
        self.closed.add(column)
        self.found.setdefault(column, []).append(self._match(column, target, how, confidence))
        if target:
            self.used.add(target.key)

    def _match(self, column: int, target: Target | None, how: str, confidence: float) -> ColumnMatch:
        title = "/".join(" ".join(text.split()) for text in self.layout.titles[column])
        return ColumnMatch(column, title, target.key if target else None, how, round(confidence, 3), self.roles[column])
