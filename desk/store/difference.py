"""What a row holds, laid flat, and how two states of it differ: the change log by row.

Laid flat, a row is ``{field: value}`` with its category's fields as ``x.cause`` and each child
row's as ``steps/<uid>/note``, a mark of inference as ``?cause``; blanks are left out. The log
keeps ``{field: [old, new]}``, child rows as ``{"steps/<uid>": {field: [old, new]}}``: one that came
has a position from None on, one that went to None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desk.spec import Record
from desk.spec.inferring import marked, marks

Row = dict[str, Any]
Pairs = dict[str, list[Any]]
"""[old, new] by a flat key."""

POSITION = "position"
MARK = "?"
"""Before a field's key: the field is inferred, and nobody has confirmed it."""
_OF_TABLE = ("id", "owner", "uid")


def bare(row: Mapping[str, Any]) -> Row:
    """What somebody entered in a child row: values only, blanks left out."""
    return {k: v for k, v in row.items() if k not in _OF_TABLE and k != POSITION and v is not None}


def flat(spec: Record, row: Mapping[str, Any]) -> Row:
    """A row with its child rows (which carry their `uid` and `position`), laid flat."""
    made = {k: v for k, v in row.items()
            if v is not None and (k in spec.fields or k == "deleted" or k[:2] == "x.")}
    made |= {MARK + key: 1 for key in marks(row)}
    for part in spec.parts:
        for one in row.get(part) or ():
            made |= {f"{part}/{one['uid']}/{k}": v for k, v in one.items() if k not in _OF_TABLE and v is not None}
    return made


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Pairs:
    """The keys whose values differ, in the order of both."""
    return {k: [old.get(k), new.get(k)] for k in dict.fromkeys((*old, *new)) if old.get(k) != new.get(k)}


def nested(pairs: Pairs) -> dict[str, Any]:
    """Flat pairs as the log stores them: those of one child row together."""
    made: dict[str, Any] = {}
    for key, pair in pairs.items():
        row, _, field = key.rpartition("/")
        if row:
            made.setdefault(row, {})[field] = pair
        else:
            made[key] = pair
    return made


def flattened(logged: Mapping[str, Any]) -> Pairs:
    """The stored form of a change as flat pairs."""
    made: Pairs = {}
    for key, what in logged.items():
        made |= {f"{key}/{field}": pair for field, pair in what.items()} if isinstance(what, dict) else {key: what}
    return made


def row_of(key: str) -> str:
    """The child row that a flat key belongs to (``steps/<uid>``); "" for the record's own fields."""
    return key.rpartition("/")[0]


def placed(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], uid: Callable[[], str]) -> list[Row]:
    """The new child rows, each known again by its id, else by what it says; with uid and position.

    Positions rise, not always by one: rows that stay keep theirs wherever the order allows it,
    so that a row that goes changes no other.
    """
    left = {one["id"]: one for one in old}
    met = [left.pop(row.get("id"), None) for row in new]
    for at, row in enumerate(new):
        if met[at] is None and left:
            said = bare(row)
            same = next((id for id, one in left.items() if bare(one) == said), None)
            met[at] = left.pop(same, None)
    made: list[Row] = []
    taken = {known["uid"] for known in met if known}
    for row, known in zip(new, met, strict=True):
        last = made[-1][POSITION] if made else -1
        own = known or {"id": None, "uid": uid() if row.get("uid") in (None, *taken) else row["uid"], POSITION: -1}
        taken.add(own["uid"])
        at = own[POSITION] if own[POSITION] > last else last + 1
        made.append({**row, "id": own["id"], "uid": own["uid"], POSITION: at})
    return made


def patched(spec: Record, row: Mapping[str, Any], values: Mapping[str, Any]) -> Row:
    """A row with flat values put into it; a child row whose position becomes None goes, one that is missing comes."""
    made = {**row, **{k: v for k, v in values.items() if not row_of(k) and not k.startswith(MARK)}}
    inferred = dict.fromkeys(MARK + key for key in marks(row)) | {k: v for k, v in values.items() if k.startswith(MARK)}
    made["inferred"] = marked(key.removeprefix(MARK) for key in inferred if values.get(key, 1))
    for part in spec.parts:
        rows = {one["uid"]: dict(one) for one in row.get(part) or ()}
        own: dict[str, Row] = {}
        for key, value in values.items():
            name, uid, field = (*key.split("/"), "", "")[:3]
            if name == part and field:
                own.setdefault(uid, {})[field] = value
        for uid, told in own.items():
            if POSITION in told and told[POSITION] is None:
                rows.pop(uid, None)
            else:
                rows[uid] = {"uid": uid, **rows.get(uid, {}), **told}
        made[part] = sorted(rows.values(), key=lambda one: one.get(POSITION) or 0)
    return made
