"""The commands of trust: issued reports, closed periods, reckonings, contradictions, the office's own reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.commands.daily import DATES, JSON, YEAR, Args, near, opened, period, say, tell
from desk.errors import Invalid

if TYPE_CHECKING:
    from desk.service.trust.frozen import Frozen


def _rows(rows: Iterable[tuple[str, int, str]]) -> list[dict[str, Any]]:
    return [{"record": record, "id": id, "title": title} for record, id, title in rows]


def _given(one: Frozen) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if key not in ("figures", "kept", "log")}


def _issue(args: Args) -> None:
    from desk.service.jobs import run as finish
    from desk.service.trust.closing import issue

    with opened(args) as desk:
        made = _given(finish(issue(desk, args.report, period(args), Path(args.out))))
        tell(args, made, lambda: iter([f"已印发并留存（第{made['id']}号）：{args.out}"]))


def _papers(args: Args) -> None:
    from desk.service.trust.closing import issued

    with opened(args) as desk:
        made = [_given(one) for one in issued(desk)]
        tell(args, made, lambda: ("\t".join(
            (str(p["id"]), p["at"], p["title"], "已作废" if p["void_at"] else "")) for p in made))


def _reprint(args: Args) -> None:
    from desk.service.trust.closing import reprint

    with opened(args) as desk:
        reprint(desk, args.id, Path(args.out))


def _void(args: Args) -> None:
    from desk.service.trust.closing import void

    with opened(args) as desk:
        say(f"已作废：{void(desk, args.id, args.reason).title}")


def _close(args: Args) -> None:
    from desk.service.trust.closing import close

    with opened(args) as desk:
        made = _given(close(desk, period(args)))
        tell(args, made, lambda: iter([f"已结账：{made['since']} 至 {made['until']}"]))


def _late(args: Args) -> None:
    from desk.service.trust.closing import beside, late_entries

    with opened(args) as desk:
        late = [asdict(one) for one in late_entries(desk, period(args))]
        other = [asdict(one) for one in beside(desk, period(args))]
        tell(args, {"entries": late, "figures": other},
             lambda: (f"{e['what']}\t{e['date']}\t{e['record']}\t{e['id']}\t{e['title']}" for e in late))


def _reconcile(args: Args) -> int:
    from desk.service.trust.reconciling import checks

    with opened(args) as desk:
        found = checks(desk, period(args))
        made = [{**asdict(one), "parts": [{"title": t, "count": n} for t, n in one.parts], "rows": _rows(one.rows)}
                for one in found]
        tell(args, made, lambda: (f"{'相符' if c.ok else '不符'}\t{c.title}\t{c.closing}\t{c.expected}" for c in found))
    return 0 if all(one.ok for one in found) else 1


def _examine(args: Args) -> int:
    from desk.service.trust.examining import examine

    with opened(args) as desk:
        found = examine(desk)
        made = [{**asdict(one), "rows": _rows(one.rows)} for one in found]
        tell(args, made, lambda: (f"{f.code}\t{len(f.rows)}\t{f.title}\t{f.mend}" for f in found))
    return 1 if found else 0


def _registers(args: Args) -> None:
    from desk.service.registers import registers

    with opened(args) as desk:
        made = [asdict(one) for one in registers(desk)]
        tell(args, made, lambda: ("\t".join((
            r["key"], r["title"], r["holds"] if r["kept"] else "不登记", r["first"], str(r["rows"]))) for r in made))


def _keep(args: Args) -> None:
    from desk.service.registers import NEVER, confirm_in_use

    with opened(args) as desk:
        confirm_in_use(desk, args.register, NEVER if args.never else args.since or "")


def _confirm(args: Args) -> None:
    from desk.service.trust.examining import confirm, examine

    with opened(args) as desk:
        rows = [id for one in examine(desk) if one.code == args.finding for _, id, _ in one.rows]
        ids = [int(one) for one in args.ids.split(",")] if args.ids else rows
        confirm(desk, args.finding, ids)


def _missing(args: Args) -> None:
    from desk.service.trust.missing import missing

    with opened(args) as desk:
        found = missing(desk, args.report, period(args))
        made = [{"text": g.text, "ledger": g.ledger, "count": g.count, "mend": g.mend, "rows": _rows(g.rows)}
                for g in found]
        tell(args, made, lambda: (f"{g.text}\t{g.mend}" for g in found))


# ------------------------------------------------------------------ the office's own reports


def _read(path: str) -> Any:
    try:
        return json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError):
        raise Invalid("template", f"读不出报告模板：{path}") from None


def _draft(args: Args) -> None:
    from desk.service.reports.drafting import draft_of

    with opened(args) as desk:
        say(json.dumps(draft_of(desk, args.report), ensure_ascii=False, indent=1))


def _preview(args: Args) -> int:
    from desk.service.reports.drafting import preview

    with opened(args) as desk:
        made = preview(desk, _read(args.file), period(args))
        document = {"mistakes": [asdict(one) for one in made.mistakes], "sentences": [
            {"section": s.section, "sentence": s.sentence, "text": s.text, "why": s.why} for s in made.sentences]}
        lines = [one.text for one in made.mistakes or made.sentences]
        tell(args, document, lambda: iter(lines))
    return 1 if made.mistakes else 0


def _save_draft(args: Args) -> None:
    from desk.service.reports.drafting import save

    with opened(args) as desk:
        save(desk, _read(args.file))


def _remove_draft(args: Args) -> None:
    from desk.service.reports.drafting import remove

    with opened(args) as desk:
        remove(desk, args.report)


_WHEN = (*DATES, YEAR)
_ID = ("id", {"type": int})

COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("issue", "印发报告并留存", _issue, ("dir", "report", "out", *_WHEN, JSON)),
    ("papers", "列出印发的报告", _papers, ("dir", JSON)),
    ("reprint", "原样重印一份印发的报告", _reprint, ("dir", _ID, "out")),
    ("void", "作废一份印发的报告", _void, ("dir", _ID, ("--reason", {"required": True}))),
    ("close", "结账一段时间", _close, ("dir", *_WHEN, JSON)),
    ("late", "结账后的补记和不同的指标", _late, ("dir", *_WHEN, JSON)),
    ("reconcile", "对账", _reconcile, ("dir", *_WHEN, JSON)),
    ("examine", "数据体检", _examine, ("dir", JSON)),
    ("registers", "列出登记哪些台账、从哪天起", _registers, ("dir", JSON)),
    ("keep", "说明一项台账从哪天起登记；两样都不写则照建账日", _keep, (
        "dir", ("register", {"metavar": "记录或记录:类别", "help": "记录的代号，或 记录:类别"}),
        ("--since", {"type": near, "help": "从这一天起登记"}),
        ("--never", {"action": "store_true", "help": "本社区不登记"}))),
    ("confirm", "核对由文字推定的内容：都对", _confirm, ("dir", "finding", ("--ids", {}))),
    ("missing", "报告付印前还缺什么", _missing, ("dir", "report", *_WHEN, JSON)),
    ("draft", "取出一个报告模板", _draft, ("dir", "report")),
    ("preview", "用真实数字试写报告模板", _preview, ("dir", "file", *_WHEN, JSON)),
    ("save-draft", "保存自己的报告模板", _save_draft, ("dir", "file")),
    ("remove-draft", "去掉自己的报告模板", _remove_draft, ("dir", "report")),
)
