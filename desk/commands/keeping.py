"""The commands that keep a database: check it, mend its search, back it up, bring a backup back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from desk.commands.daily import JSON, Args, opened, say, tell
from desk.errors import Invalid
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


def _holidays(args: Args) -> None:
    from desk.service.holidays.arrangement import arrangement, keep, whole_year
    from desk.service.holidays.notice import described, read_notice

    with opened(args) as desk:
        made: dict[str, Any] = {}
        if args.notice:
            notice = read_notice(_text(Path(args.notice)), args.year)
            days = whole_year(desk, notice)
            counted = {} if args.dry_run else dict(keep(desk, args.year, days).changes)
            made = {"festivals": [vars(one) for one in notice.festivals], "unread": list(notice.unread),
                    "changes": counted}
        now = arrangement(desk, args.year)
        made |= {"year": now.year, "source": now.source, "off": [d for d, works in now.days.items() if not works],
                 "on": [d for d, works in now.days.items() if works]}
        lines = [described(one) for one in notice.festivals] if args.notice else [
            *([] if now.source else [f"{args.year}年的放假安排还没有录入"]),
            *(f"{day}\t{'上班' if works else '放假'}" for day, works in now.days.items())]
        tell(args, made, lambda: iter([*lines, *(f"没有读懂：{one}" for one in made.get("unread", ()))]))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("notice_file", f"「{path.name}」不是 UTF-8 的文本文件，请另存为文本文件") from None


COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("check", "核对数据", _check, ("dir", JSON)),
    ("rebuild", "重建检索", _rebuild, ("dir", JSON)),
    ("backup", "备份", _backup, ("dir", ("out", {"nargs": "?"}), JSON)),
    ("holidays", "录入或列出一年的放假安排", _holidays, (
        "dir", ("year", {"type": int}), ("--notice", {}), ("--dry-run", {"action": "store_true"}), JSON)),
    ("restore", "从备份恢复", _restore, ("backup", "dir")),
)
