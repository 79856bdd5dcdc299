"""One row a family: 户主姓名 … 配偶姓名 配偶身份证号 … becomes a table of the heads and one of every other member."""

from __future__ import annotations

import re
from dataclasses import replace

from desk.sheets.content import is_citizen_id, is_name
from desk.sheets.grid import Grid, text_of
from desk.sheets.model import Layout
from desk.sheets.words import PARTS, plain, role_of_titles

_MEMBER = re.compile(
    r"(配偶|妻子|丈夫|儿子|女儿|子女|长子|次子|长女|次女|儿媳|女婿|孙子|孙女|(?:家庭)?(?:其他)?成员)([一二三四五六七八九\d]?)(.*)"
)
_SHARED = frozenset(("household_no", "household_kind", "address", "hukou_address", "grid", *PARTS))
_HEADS = {"head_name": "户主姓名", "head_id": "户主身份证号"}
_TAIL = re.compile(r"(?:基本)?(?:信息|情况)$")

Groups = dict[tuple[str, str], dict[int, str]]
"""For every member beside the head, by word and number (成员 2): the titles of the columns, without those two."""


def split_family(layout: Layout, grid: Grid) -> list[Layout]:
    """The table as it is, or the heads' part of it and one table for each further member with name and number.

    Only where the head of household is named: somebody's husband or guardian in a list of other people is none of
    them."""
    groups = _groups(layout)
    heads = {column: title for column in layout.columns if (title := _of_head(layout, column))}
    if "户主姓名" not in heads.values():
        return [layout]
    if not groups:
        return [layout, *_heads_alone(layout, grid, heads)]
    taken = {column for group in groups.values() for column in group}
    own = {c: (heads[c],) if c in heads else layout.titles[c] for c in layout.columns if c not in taken}
    shared = {column: titles for column, titles in own.items() if role_of_titles(titles) in _SHARED}
    made = [replace(layout, columns=tuple(own), titles=own)]
    for (member, _), group in groups.items():
        titles = shared | {c: (title,) for c, title in heads.items()} | {c: (title,) for c, title in group.items()}
        rows = [number for number in layout.rows if _somebody(grid, number, group)]
        relation = "" if "成员" in member or "relation" in map(_role, group.values()) else member
        if rows:
            columns = tuple(sorted(titles))
            made.append(Layout(layout.sheet, layout.header_rows, columns, titles, rows, relation=relation))
    return made


def _heads_alone(layout: Layout, grid: Grid, heads: dict[int, str]) -> list[Layout]:
    """The heads who have a number beside their name and stand in no row of members."""
    numbers = next((column for column, title in heads.items() if title == _HEADS["head_id"]), None)
    members = {role_of_titles(layout.titles[column]): column for column in reversed(layout.columns)}
    if numbers is None or not {"person_name", "citizen_id"} <= members.keys():
        return []
    seen = {text_of(grid.cell(number, members["citizen_id"])) for number in layout.rows}
    rows = []
    for number in layout.rows:
        own = grid.cell(number, numbers)
        alone = is_citizen_id(own) and text_of(own) not in seen and is_name(grid.cell(number, members["person_name"]))
        rows += [number] if alone else []
        seen.add(text_of(own))
    titles = {c: (heads[c],) for c in heads} | {c: layout.titles[c] for c in layout.columns if _is_shared(layout, c)}
    titles = {c: (heads[c],) if c in heads else titles[c] for c in sorted(titles)}
    return [Layout(layout.sheet, layout.header_rows, tuple(titles), titles, rows)] if rows else []


def _is_shared(layout: Layout, column: int) -> bool:
    """What the head has in common with the members, and 户主电话."""
    levels = layout.titles[column]
    return role_of_titles(levels) in _SHARED or any(plain(level).startswith("户主") for level in levels)


def _role(title: str) -> str:
    return role_of_titles([title])


def _of_head(layout: Layout, column: int) -> str:
    """户主姓名 or 户主身份证号, when the column holds that; "" for others."""
    levels = layout.titles[column]
    role = role_of_titles(levels)
    if len(levels) > 1 and _TAIL.sub("", plain(levels[-2])) == "户主":
        role = {"person_name": "head_name", "citizen_id": "head_id"}.get(_role(levels[-1]), role)
    return _HEADS.get(role, "")


def _groups(layout: Layout) -> Groups:
    """The columns of each member who has a name and a number."""
    found: Groups = {}
    for column in layout.columns:
        levels = layout.titles[column]
        group = _TAIL.sub("", plain(levels[-2])) if len(levels) > 1 else ""
        said = _MEMBER.fullmatch(group + plain(levels[-1])) if levels else None
        if said and (group or said[3]):
            found.setdefault((said[1], said[2]), {})[column] = said[3] or levels[-1]
    whole = {"person_name", "citizen_id"}
    told = {member: group for member, group in found.items() if whole <= set(map(_role, group.values()))}
    return {} if all("成员" in word and not number for word, number in told) else told


def _somebody(grid: Grid, number: int, group: dict[int, str]) -> bool:
    """Whether a row names that member."""
    tests = {"person_name": is_name, "citizen_id": is_citizen_id}
    return any(_role(t) in tests and tests[_role(t)](grid.cell(number, c)) for c, t in group.items())
