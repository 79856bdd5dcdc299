"""The commands for tables over a ledger, and for what the office has made for itself."""

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


def _hand_out(args: Args) -> None:
    from desk.service.own.handing import hand_out

    with opened(args) as desk:
        say(f"已存出{hand_out(desk, Path(args.out))}项：{args.out}")


def _take_in(args: Args) -> None:
    from desk.service.own.handing import take_in

    with opened(args) as desk:
        got = take_in(desk, Path(args.file))
        lines = [*(f"新增\t{title}" for title in got.added), *(f"已有\t{title}" for title in got.known)]
        tell(args, {"added": got.added, "known": got.known}, lambda: lines)


COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("breakdown", "按一个或两个分组统计台账", _breakdown, (
        "dir", "ledger", ("out", {"nargs": "?"}), ("--by", {"action": "append", "required": True}),
        ("--measure", {"default": "count"}), *DATES, YEAR, JSON)),
    ("hand-out", "把自己做的台账和指标存为文件", _hand_out, ("dir", "out")),
    ("take-in", "收入别处做的台账和指标", _take_in, ("dir", "file", JSON)),
)
