"""The commands of lists: the street office's forms, names completed and compared, handouts, everything out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desk.commands.daily import DATES, JSON, Args, opened, query, say, tell
from desk.errors import Invalid
from desk.service.jobs import run as finish

_FULL = ("--full", {"action": "store_true"})


def _form(args: Args) -> None:
    from desk.service.lists.filling import fill, fill_form, keep_form, offer

    with opened(args) as desk:
        if args.use:
            made = finish(fill_form(desk, args.use, query(args) if args.ledger else None, Path(args.out)))
        elif args.file and args.ledger:
            mapping = dict(one.split("=", 1) for one in args.map.split(",") if "=" in one)
            plan = offer(desk, Path(args.file), args.ledger, mapping, args.sheet, args.row)
            made = finish(fill(desk, query(args), plan, Path(args.out)))
            if args.keep:
                keep_form(desk, plan, args.keep)
            if len(plan.places) > 1:
                places = "、".join(f"“{sheet}”第{row}行" for sheet, row in plan.places)
                say(f"文件里有{len(plan.places)}张表可填（表头在{places}），这次填的是“{plan.sheet}”第{plan.header[0]}行；"
                    "要填别的用 --sheet、--row 指定")
        else:
            raise Invalid("usage", "要写明空表文件和台账（--file、--ledger），或已保存的表名（--use）")
    say(f"已填{made}行：{args.out}")


def _complete(args: Args) -> None:
    from desk.service.lists.rosters import complete, completed_xlsx

    with opened(args) as desk:
        try:
            told = Path(args.names).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise Invalid("file", f"名单文件打不开，要用 UTF-8 文本，每行一个名字：{args.names}") from None
        made = complete(desk, told, full=args.full)
        if args.out:
            finish(completed_xlsx(desk, made, Path(args.out), full=args.full))
        tell(args, [asdict(one) for one in made], lambda: (
            "\t".join([one.name, _STATUS[one.status], *one.values.values()]) for one in made))


_STATUS = {"one": "已补全", "several": "有重名", "none": "没有找到"}


def _compare(args: Args) -> None:
    from desk.service.lists.compare import compare, comparison_xlsx

    with opened(args) as desk:
        made = finish(compare(desk, Path(args.file), args.ledger, full=args.full))
        if args.out:
            finish(comparison_xlsx(desk, made, Path(args.out)))
        tell(args, asdict(made), lambda: _told(made))


def _told(made: Any) -> Iterator[str]:
    yield f"两边都有{len(made.both)}，只在对方表里{len(made.only_theirs)}，只在本台账里{len(made.only_ours)}"
    yield f"两边都有的人里，内容不同{len(made.different)}"


def _sign(args: Args) -> None:
    from desk.service.lists.handouts import sign_sheet

    with opened(args) as desk:
        finish(sign_sheet(desk, query(args), Path(args.out), args.goods, args.amount, full=args.full))


def _cards(args: Args) -> None:
    from desk.service.lists.handouts import household_cards

    with opened(args) as desk:
        finish(household_cards(desk, query(args), Path(args.out), full=args.full))


def _everything(args: Args) -> None:
    from desk.service.lists.wholesale import everything

    with opened(args) as desk:
        say(f"已写出{len(finish(everything(desk, Path(args.out))))}个文件：{args.out}")


COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("form", "填写街道发的空表", _form, (
        "dir", "out", ("--file", {}), ("--ledger", {}), ("--map", {"default": ""}), ("--keep", {}), ("--use", {}),
        ("--sheet", {}), ("--row", {"type": int}), *DATES)),
    ("complete", "按名单补全证件号、电话、住址", _complete, ("dir", "names", ("out", {"nargs": "?"}), _FULL, JSON)),
    ("compare", "拿一份名单与台账比对", _compare, ("dir", "file", "ledger", ("out", {"nargs": "?"}), _FULL, JSON)),
    ("sign", "写出领取签字表", _sign, (
        "dir", "ledger", "out", ("--goods", {"default": ""}), ("--amount", {"default": ""}), *DATES, _FULL)),
    ("cards", "打印入户核对表", _cards, ("dir", "ledger", "out", *DATES, _FULL)),
    ("everything", "把全部资料导出为普通工作簿", _everything, ("dir", "out")),
)
