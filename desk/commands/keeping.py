"""The commands that keep a database: check it, mend its search, back it up, bring a backup back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.commands.daily import JSON, Args, opened, say, tell
from desk.service.jobs import run as finish


def _check(args: Args) -> int:
    from desk.service.backups import check

    with opened(args) as desk:
        found = check(desk)
        made = {"sound": not any(f.code == "damaged" for f in found), "findings": [vars(f) for f in found]}
        mend = ["重建检索：desk rebuild"] if any(f.code == "tokens" for f in found) else []
        lines = [f"{f.code}\t{f.record}\t{f.id}\t{f.text}" for f in found]
        tell(args, made, lambda: iter([*lines, *mend]))
    return 1 if found else 0


def _rebuild(args: Args) -> None:
    from desk.service.desk import rebuild_search

    with opened(args) as desk:
        made = {"tokens": rebuild_search(desk)}
        tell(args, made, lambda: iter(["检索已重建"]))


def _backup(args: Args) -> None:
    from desk.service.backups import backup

    with opened(args) as desk:
        report = finish(backup(desk, Path(args.out) if args.out else None))
        records = sum(report.records.get(spec.table, 0) for spec in desk.catalog.records.values())
        made = {"file": str(report.file), "records": records, "verified": report.verified}
        tell(args, made, lambda: iter([f"备份已核对：{report.file}"]))


def _restore(args: Args) -> None:
    from desk.service.backups import restore

    report = restore(Path(args.backup), Path(args.dir))
    say(f"已恢复到：{args.dir}" + (f"（缺少{len(report.missing)}个附件）" if report.missing else ""))


COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("check", "核对数据", _check, ("dir", JSON)),
    ("rebuild", "重建检索", _rebuild, ("dir", JSON)),
    ("backup", "备份", _backup, ("dir", ("out", {"nargs": "?"}), JSON)),
    ("restore", "从备份恢复", _restore, ("backup", "dir")),
)
