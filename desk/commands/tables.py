"""The commands for tables over a ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.commands.daily import DATES, JSON, YEAR, Args, opened, period, say, tell
from desk.service.jobs import run as finish


def _breakdown(args: Args) -> None:
    from desk.service.figures.breakdown_papers import head, texts, write
    from desk.service.figures.breakdowns import breakdown

    with opened(args) as desk:
        table = breakdown(desk, args.ledger, args.by, args.measure, period(args))
        if args.out:
            finish(write(desk, table, Path(args.out)))
            say(f"已写出：{args.out}")
        else:
            tell(args, _document(table), lambda: ("\t".join(row) for row in (head(table), *texts(table))))


def _document(table: Any) -> dict[str, Any]:
    names = ("title", "cells", "total", "share", "last_year", "change", "rate")
    rows = [{"key": line.key, **{name: getattr(line, name) for name in names}} for line in table.lines]
    whole = {name: getattr(table.whole, name) for name in names}
    told = {name: getattr(table, name) for name in ("title", "measure", "unit", "heads", "note")}
    return {**told, "by": table.by_titles, "rows": rows, "total": whole}


COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("breakdown", "按一个或两个分组统计台账", _breakdown, (
        "dir", "ledger", ("out", {"nargs": "?"}), ("--by", {"action": "append", "required": True}),
        ("--measure", {"default": "count"}), *DATES, YEAR, JSON)),
)
