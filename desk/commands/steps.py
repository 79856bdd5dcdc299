"""The command of steps: where a record stands and what may come next, or a step taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from desk.commands.daily import JSON, Args, opened, tell
from desk.errors import Invalid

if TYPE_CHECKING:
    from desk.service.desk import Desk


def _step(args: Args) -> None:
    from desk.service.entries.save import take
    from desk.service.entries.steps import progress

    with opened(args) as desk:
        at = progress(desk, args.record, args.id)
        if at is None:
            raise Invalid("unknown_id", "没有这条记录，或者这类记录没有办理步骤")
        if args.step:
            known = {one.key: one for one in at.next}
            asks = dict(known[args.step].asks) if args.step in known else {}
            row = {"date": args.date or desk.today, "note": args.note or None}
            take(desk, args.record, args.id, args.step, row, _values(desk, asks, args.set or ""))
            at = progress(desk, args.record, args.id) or at
        made = {"state": at.state, "since": at.since, "limits": [{"title": t, "date": day} for t, day in at.limits],
                "next": [{"key": one.key, "title": one.title, "to": one.to} for one in at.next]}
        lines = [f"现在：{at.state}", *(f"{title}\t{day}" for title, day in at.limits),
                 *(f"{one.key}\t{one.title}" for one in at.next)]
        tell(args, made, lambda: iter(lines))


def _values(desk: Desk, asks: Mapping[str, Any], text: str) -> dict[str, Any]:
    """``amount=800,reason=…`` as plain values. Raises Invalid for a field that the step does not take."""
    made: dict[str, Any] = {}
    for one in filter(None, text.split(",")):
        key, _, value = one.partition("=")
        if key not in asks:
            raise Invalid("step_field", f"这一步不填写「{key}」")
        made[key] = asks[key].kind.parse(value)
    return made


COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("step", "查看或登记办理步骤", _step, (
        "dir", "record", ("id", {"type": int}), ("step", {"nargs": "?", "help": "步骤的代号，不写就列出下一步"}),
        ("--date", {"help": "这一步的日期，默认今天"}), ("--note", {"help": "说明"}),
        ("--set", {"help": "这一步填写的栏目：栏目=内容，逗号分隔"}), JSON)),
)
