"""What tests of several rooms know of their communities: the day, the worker, the rows as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from desk.service.desk import Desk
from desk.store import keys

TODAY = "2026-06-30"
PASSWORD = "海棠花开了!"
WORKER = "周敏华"
CHEAP = {"time": 1, "memory": 64}
"""argon2id at a cost that tests can pay; the real one takes 0.13 s a password."""

Row = dict[str, Any]


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Passwords set inside cost next to nothing to try."""
    with pytest.MonkeyPatch.context() as patch:
        for key, value in CHEAP.items():
            patch.setitem(keys._COST, key, value)
        yield


@dataclass
class Community:
    """The practice community of the tests: read only. `rows` are its rows by table, deleted ones left out."""

    path: Path
    desk: Desk
    rows: dict[str, list[Row]]
    on: str = TODAY


def raw_rows(desk: Desk, conn: Connection) -> dict[str, list[Row]]:
    """Every table's rows as they are stored, without the deleted and what belongs to them."""
    found = {name: [dict(r) for r in conn.execute(select(t)).mappings()] for name, t in desk.meta.tables.items()}
    for spec in desk.catalog.records.values():
        found[spec.table] = [r for r in found[spec.table] if not r["deleted"]]
        alive = {r["id"] for r in found[spec.table]}
        for part in spec.parts:
            child = f"{spec.table}_{part}"
            found[child] = [r for r in found[child] if r["owner"] in alive]
    return found


@dataclass
class Template:
    """An empty community, closed, with its key and recovery code."""

    path: Path
    file_key: bytes
    recovery_code: str
