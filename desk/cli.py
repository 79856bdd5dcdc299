"""The command line: for administrators, scheduled jobs and tests. It does what the window does.

Exit status: 0 done; 1 the data was refused, or `check` has findings; 2 wrong usage or an
unknown key; 3 trouble with disk, lock or password. See `desk --help`.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desk import __version__
from desk.commands import daily, keeping, sheets, steps, tables, trust
from desk.commands.daily import window
from desk.commands.words import meaning
from desk.errors import Cancelled, Invalid, Trouble

_USAGE = frozenset({"unknown_record", "unknown_ledger", "unknown_figure", "unknown_report", "unknown_column",
                    "unknown_paper", "usage"})
_READ_SHEET = "--read-sheet"
ALL = (*daily.COMMANDS, *keeping.COMMANDS, *sheets.COMMANDS, *steps.COMMANDS, *tables.COMMANDS, *trust.COMMANDS)


def run(argv: Sequence[str]) -> int:
    """Do one command; the exit status."""
    if argv and argv[0] == _READ_SHEET:
        from desk.sheets.child import main as read_sheet

        return read_sheet(list(argv[1:]))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        args = _parser().parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    return _guarded(lambda: int(args.do(args) or 0))


def _guarded(work: Callable[[], int]) -> int:
    """Every failure as one Chinese sentence and a status; never a traceback."""
    try:
        return work()
    except Invalid as error:
        _complain(error.text, [p.text for p in error.problems[1:] if not p.warning])
        return 2 if error.code in _USAGE else 1
    except Trouble as error:
        _complain(error.text)
        return 3
    except (Cancelled, KeyboardInterrupt):
        _complain("已取消，没有改动任何内容")
        return 3
    except BrokenPipeError:
        return 3
    except OSError:
        _complain("文件或文件夹打不开，请检查名称、权限和磁盘")
        return 3
    except Exception as error:
        logging.getLogger("desk").error("%s at %s", type(error).__name__, _place(error))
        _complain(f"程序出错了（{type(error).__name__}，{_place(error)}），没有保存这次操作；请把这一行告诉维护人员")
        return 3


def _place(error: BaseException) -> str:
    """Where our bug is, without any data."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{Path(at.tb_frame.f_code.co_filename).stem}:{at.tb_lineno}" if at else "?"


def _complain(text: str, more: Sequence[str] = ()) -> None:
    sys.stderr.write("；".join([text, *more]) + "\n")


# ------------------------------------------------------------------ grammar


_REFUSALS = (
    (r"the following arguments are required: (.*)", r"缺少{0}"),
    (r"unrecognized arguments: (.*)", r"不认识{0}"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(.*", r"{0}没有“{1}”这一项"),
    (r"argument (.*?): invalid int value: '?(.*?)'?", r"{0}应当是整数，不能是“{1}”"),
    (r"argument (.*?): expected one argument", r"{0}后面缺少内容"),
    (r"argument (.*?): (.*)", r"{0}：{1}"),
)
"""What argparse says, and how we say it."""


def _in_chinese(message: str) -> str:
    for pattern, words in _REFUSALS:
        if (found := re.fullmatch(pattern, message)) is not None:
            return words.format(*found.groups())
    return message


class _Parser(argparse.ArgumentParser):
    """argparse that helps and refuses in Chinese."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> Any:
        usage = " ".join(self.format_usage().replace("usage: ", "用法：").split())
        sys.stderr.write(f"用法不对：{_in_chinese(message)}。{usage}\n")
        raise SystemExit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("desk", description="居务台：社区居委会的电子台账")
    parser.add_argument("--version", action="version", version=f"居务台 {__version__}", help="显示版本")
    parser.add_argument("--data", help=meaning("dir"))
    parser.add_argument("--screenshot", help="不打开窗口，把窗口画成图片写到这个文件")
    parser.set_defaults(do=window)
    commands = parser.add_subparsers(metavar="命令", parser_class=_Parser)
    for name, help_text, do, words in ALL:
        one = commands.add_parser(name, help=help_text, description=help_text)
        for word in words:
            flag, options = (word, {}) if isinstance(word, str) else word
            one.add_argument(flag, **{"help": meaning(flag), **options})
        one.set_defaults(do=do)
    return parser
