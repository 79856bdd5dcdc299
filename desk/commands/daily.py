"""The commands: each asks the service and tells the answer, as lines to read or as one JSON document."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.errors import Invalid, Trouble
from desk.service.jobs import run as finish

if TYPE_CHECKING:
    from desk.service.desk import Desk
    from desk.service.periods import Period
    from desk.service.trust.told import Told

Args = argparse.Namespace


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def tell(args: Args, document: Any, lines: Callable[[], Iterable[str]]) -> None:
    """The answer as one JSON document, or as lines to read."""
    if args.json:
        say(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for line in lines():
            say(line)


def password(ask: str = "密码：") -> str | None:
    """From DESK_PASSWORD, else asked for; None when there is neither (a practice folder needs none)."""
    given = os.environ.get("DESK_PASSWORD")
    if given is not None:
        return given
    return getpass.getpass(ask) if sys.stdin is not None and sys.stdin.isatty() else None


@contextmanager
def opened(args: Args) -> Iterator[Desk]:
    """The community of a folder, closed again at the end."""
    from desk.service.desk import is_practice, open_desk

    path = Path(args.dir)
    given = os.environ.get("DESK_PASSWORD")
    if given is None and not is_practice(path):
        given = password()
        if given is None:
            raise Trouble("password_wanted", "需要密码：请在终端里运行，或设置环境变量 DESK_PASSWORD")
    desk = open_desk(path, given, os.environ.get("DESK_WORKER"))
    try:
        yield desk
    finally:
        desk.close()


def period(args: Args) -> Period:
    """The time that --year, --from, --to and --as-of mean."""
    from desk.service.periods import Period, of_year

    if getattr(args, "year", None):
        return of_year(args.year)
    return Period(args.since, args.until, args.as_of)


# ------------------------------------------------------------------ commands


def window(args: Args) -> int:
    from desk.app import main, screenshot

    folder = Path(args.data) if args.data else None
    if not args.screenshot:
        return main(folder)
    if folder is None:
        raise Invalid("usage", "画窗口图片要用 --data 指定数据文件夹")
    screenshot(folder, Path(args.screenshot))
    return 0


def _init(args: Args) -> None:
    from desk.service.desk import create

    given = password("设置密码：")
    if given is None:
        raise Trouble("password_wanted", "需要密码：请在终端里运行，或设置环境变量 DESK_PASSWORD")
    desk, code = create(Path(args.dir), args.name, args.worker, given)
    desk.close()
    say(f"已建立「{args.name}」。恢复码（请抄写或打印后妥善保存，忘记密码时使用）：\n{code}")


def _demo(args: Args) -> None:
    from desk.practice.community import practice

    desk = finish(practice(Path(args.dir), args.residents, args.seed, args.today or ""))
    desk.close()
    say(f"已建立练习社区：{args.dir}")


def _list(args: Args) -> None:
    from desk.service.listing import listing

    with opened(args) as desk:
        made = listing(desk, args.what)
        tell(args, made, lambda: ("\t".join(str(v) for v in row.values() if not isinstance(v, list)) for row in made))


def _fields(args: Args) -> None:
    from desk.service.lists.exporting import field_list

    with opened(args) as desk:
        made, must = field_list(desk, args.record), "\t必填"
        lines = [f"{f['key']}\t{f['title']}\t{f['kind']}{must if f['required'] else ''}" for f in made]
        tell(args, made, lambda: iter(lines))


def _template(args: Args) -> None:
    from desk.service.lists.exporting import template

    with opened(args) as desk:
        template(desk, args.record, Path(args.out))


def _import(args: Args) -> None:
    from desk.commands.imported import import_lines, read_told
    from desk.service.imports.importing import commit, marked_copy
    from desk.service.imports.skipping import without_hidden
    from desk.service.lists.remembered import keep_columns

    with opened(args) as desk:
        preview, mapping, file = read_told(desk, args)
        if args.hidden == "skip":
            preview = finish(without_hidden(desk, preview))
        if args.dry_run:
            made = preview.json()
        else:
            made = finish(commit(desk, preview, args.existing)).json()
            if mapping:
                keep_columns(desk, preview, mapping, args.sender)
        lost = marked_copy(preview, Path(args.report)) if args.report else ()
        titles = {key: spec.title for key, spec in desk.catalog.records.items()}
        tell(args, made, lambda: [
            *import_lines(made, titles, file), *([f"原表里的{'、'.join(lost)}没有带进标注的表"] if lost else [])])


def _undo_import(args: Args) -> None:
    from desk.service.imports.importing import undo_import

    with opened(args) as desk:
        made = undo_import(desk, args.batch).json()
        line = f"移除{made['removed']}条，恢复{made['restored']}条，保留{len(made['kept'])}条"
        tell(args, made, lambda: iter([line]))


def _find(args: Args) -> None:
    from desk.service.lists.find import find

    with opened(args) as desk:
        hits = find(desk, args.text, args.limit)
        made = [{"record": h.record, "id": h.id, "title": h.title, "detail": h.detail} for h in hits]
        tell(args, made, lambda: (f"{h.record}\t{h.id}\t{h.title}\t{h.detail}" for h in hits))


def _show(args: Args) -> None:
    from desk.service.listing import shown

    with opened(args) as desk:
        made = shown(desk, args.record, args.id)
        tell(args, made, lambda: (f"{key}\t{value}" for key, value in made["fields"].items()))


def _export(args: Args) -> None:
    from desk.service.lists.exporting import register

    with opened(args) as desk:
        columns = args.columns.split(",") if args.columns else None
        finish(register(desk, query(args), Path(args.out), args.full, columns, "命令行导出"))


def _ledger(args: Args) -> None:
    from desk.service.lists.exporting import ledger_pdf

    with opened(args) as desk:
        finish(ledger_pdf(desk, query(args), Path(args.out), args.full, "命令行打印"))


def query(args: Args) -> Any:
    """The ledger and the time that a command names."""
    from desk.service.lists.query import Query

    when = period(args)
    return Query(args.ledger, since=when.since, until=when.until, on=when.on)


def _figures(args: Args) -> None:
    """A closed period's figures are said as they were given out; `now` stands beside one that would be another."""
    from desk.service.trust.told import told

    with opened(args) as desk:
        seen = told(desk, period(args), args.only.split(",") if args.only else None)
        made = [_said(seen, key) for key in seen.values]
        tell(args, made, lambda: (
            f"{v['title']}\t{'—' if v['value'] is None else v['value']}{v['unit']}\t"
            f"{seen.remark(v['key']) or v['why']}" for v in made))


def _said(seen: Told, key: str) -> dict[str, Any]:
    """A figure with the rows that `figure --rows` lists, and what it would be now where it was given out otherwise."""
    live = seen.now[key]
    now = {"now": live.value} if seen.changed(key) else {}
    one = seen.values[key]
    return {**vars(one), "rows": live.rows, "of": live.of, "change_unit": one.change_unit, **now}


def _figure(args: Args) -> None:
    from desk.service.figures import rows

    with opened(args) as desk:
        found = rows(desk, args.figure, period(args))
        tell(args, [vars(r) for r in found], lambda: (f"{r.record}\t{r.id}\t{r.date}\t{r.title}" for r in found))


def _report(args: Args) -> None:
    from desk.service.reports.writing import write

    with opened(args) as desk:
        written = finish(write(desk, args.report, period(args), Path(args.out)))
        made = written.json()
        tell(args, made, lambda: iter([f"已写出{made['pages']}页：{args.out}"]))


# ------------------------------------------------------------------ their words


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"不是日期：{text}") from None


def near(text: str) -> str:
    """A day on which somebody could look at the books."""
    if not "1900" <= (day := _day(text)) < "2201":
        raise argparse.ArgumentTypeError(f"不是日期：{text}")
    return day


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1900 <= int(text) <= 2200):
        raise argparse.ArgumentTypeError(f"不是年份：{text}")
    return int(text)


DATES = (("--from", {"dest": "since", "type": _day}), ("--to", {"dest": "until", "type": _day}),
         ("--as-of", {"type": near}))
YEAR = ("--year", {"type": _year})
_LISTS = ("records", "ledgers", "figures", "reports", "templates")
JSON = ("--json", {"action": "store_true"})
_FULL = ("--full", {"action": "store_true"})
_ROWS = ("--rows", {"action": "store_true"})

COMMANDS: tuple[tuple[str, str, Callable[[Args], int | None], tuple[Any, ...]], ...] = (
    ("init", "建立一个新的空社区", _init, (
        "dir", ("--name", {"default": "我的社区"}), ("--worker", {"default": "管理员"}))),
    ("demo", "建立一个练习社区", _demo, (
        "dir", ("--residents", {"type": int, "default": 2597}), ("--seed", {"type": int, "default": 1}),
        ("--today", {"type": _day}))),
    ("list", "列出记录、台账、指标、报告", _list, (
        "dir", ("what", {"nargs": "?", "default": "ledgers", "choices": _LISTS}), JSON)),
    ("fields", "列出一种记录的字段", _fields, ("dir", "record", JSON)),
    ("template", "写出一张空白登记表", _template, ("dir", "record", "out")),
    ("import", "导入一张电子表", _import, (
        "dir", "file", ("--record", {}), ("--sheet", {}),
        ("--existing", {"choices": ["fill", "overwrite", "ask"], "default": "overwrite"}),
        ("--map", {"nargs": "+", "default": [], "metavar": "原列名=字段", "help": "列的含义；等号后空着表示不导入"}),
        ("--sender", {"default": "", "metavar": "名称", "help": "来表单位；列的含义按单位记住，下次自动照用"}),
        ("--hidden", {"choices": ["keep", "skip"], "default": "keep", "help": "隐藏的行列：导入keep或不要skip"}),
        ("--dry-run", {"action": "store_true"}), ("--report", {}), JSON)),
    ("undo-import", "撤销一次导入", _undo_import, ("dir", ("batch", {"type": int}), JSON)),
    ("find", "查找", _find, ("dir", "text", ("--limit", {"type": int, "default": 50}), JSON)),
    ("show", "一条记录的全部", _show, ("dir", "record", ("id", {"type": int}), JSON)),
    ("export", "导出台账为 Excel", _export, ("dir", "ledger", "out", *DATES, ("--columns", {}), _FULL)),
    ("ledger", "打印台账为 PDF", _ledger, ("dir", "ledger", "out", *DATES, _FULL)),
    ("figures", "计算指标", _figures, ("dir", *DATES, YEAR, ("--only", {}), JSON)),
    ("figure", "一个指标背后的记录", _figure, ("dir", "figure", *DATES, YEAR, _ROWS, JSON)),
    ("report", "写出报告", _report, ("dir", "report", "out", *DATES, YEAR, JSON)),
)
