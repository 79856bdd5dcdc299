"""Every command of the window: in the menu, by keyboard, and from the buttons. Each takes the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.ui.parts.theme import SIZES, THEME
from desk.ui.sheets import commands as sheetcommands
from desk.ui.sheets.commands import (
    compare_names as compare_names,
)
from desk.ui.sheets.commands import (
    complete_names as complete_names,
)
from desk.ui.sheets.commands import (
    everything as everything,
)
from desk.ui.sheets.commands import (
    export as export,
)
from desk.ui.sheets.commands import (
    export_log as export_log,
)
from desk.ui.sheets.commands import (
    fill_form as fill_form,
)
from desk.ui.sheets.commands import (
    household_cards as household_cards,
)
from desk.ui.sheets.commands import (
    import_file as import_file,
)
from desk.ui.sheets.commands import (
    import_path as import_path,
)
from desk.ui.sheets.commands import (
    paste as paste,
)
from desk.ui.sheets.commands import (
    print as print,
)
from desk.ui.sheets.commands import (
    sign_sheet as sign_sheet,
)
from desk.ui.sheets.commands import (
    template as template,
)
from desk.ui.sheets.commands import (
    tray as tray,
)
from desk.ui.sheets.commands import (
    undo_import as undo_import,
)

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

LEDGERS: tuple[sheetcommands.Item, ...] = (
    ("library", "台账库…", "Ctrl+L", "library"),
    ("keep_filter", "筛选存为台账…", "Ctrl+K", "save"),
    ("make_ledger", "新做一本台账…", "", "plus"),
    ("make_figure", "新做一个指标…", "", "plus"),
    ("made", "自己做的台账和指标…", "", "edit"),
    ("group", "分组统计", "Ctrl+G", "report"),
)
KEEPING: tuple[sheetcommands.Item, ...] = (
    ("recycle", "回收站…", "", "trash"),
    ("examine", "数据体检", "", "check"),
    ("check", "检查资料是否完好", "", "info"),
    ("backup", "备份…", "", "backup"),
)
OFFICE: tuple[sheetcommands.Item, ...] = (
    ("settings", "设置…", "", "settings"),
    ("holidays", "放假安排…", "", "calendar"),
    ("workers", "工作人员与密码…", "", "lock"),
    ("larger", "文字放大", "Ctrl++", "zoom"),
    ("smaller", "文字缩小", "Ctrl+-", "minus"),
)
MENU: tuple[sheetcommands.Item | tuple[str, str, tuple[sheetcommands.Item, ...]] | None, ...] = (
    ("new", "新建记录", "Ctrl+N", "plus"),
    ("edit", "修改记录", "Ctrl+M", "edit"),
    ("save", "保存", "Ctrl+S", "save"),
    ("search", "查找", "Ctrl+F", "search"),
    None,
    ("导入", "import", sheetcommands.IMPORTING),
    ("导出", "export", sheetcommands.EXPORTING),
    ("名单", "people", sheetcommands.LISTS),
    ("print", "打印…", "Ctrl+P", "print"),
    None,
    ("台账和指标", "library", LEDGERS),
    ("资料", "backup", KEEPING),
    ("设置", "settings", OFFICE),
    None,
    ("help", "帮助", "F1", "help"),
    ("about", "关于", "", "info"),
    ("quit", "退出", "Ctrl+Q", "logout"),
)
"""Name of the command, text, shortcut, icon; a menu of its own with text and icon; None is a line between groups."""


def new(window: MainWindow) -> None:
    tab = window.ledger_tab()
    if tab is None:
        window.go("residents")
        tab = window.ledger_tab()
    if tab is not None:
        tab.new()


def edit(window: MainWindow) -> None:
    if (tab := window.ledger_tab()) is not None:
        tab.edit()


def save(window: MainWindow) -> None:
    tab = window.ledger_tab()
    if tab is not None and tab.panel.isVisible() and tab.panel.form.isVisible():
        tab.panel.form.save()


def search(window: MainWindow) -> None:
    here = window.here()
    box = here.pane.search if window.ledger_tab() is not None else getattr(here, "search", None)
    if box is not None:
        box.setFocus()
        box.selectAll()


def library(window: MainWindow) -> None:
    if (tab := window.ledger_tab()) is not None:
        tab.open_library()


def make_ledger(window: MainWindow) -> None:
    from desk.ui.making.own import make

    tab = window.ledger_tab()
    make(window, "ledger", tab.pane.ledger if tab is not None else "")


def keep_filter(window: MainWindow) -> None:
    from desk.ui.making.own import keep_filter

    keep_filter(window)


def make_figure(window: MainWindow) -> None:
    from desk.ui.making.own import make

    tab = window.ledger_tab()
    make(window, "figure", tab.pane.ledger if tab is not None else "")


def made(window: MainWindow) -> None:
    from desk.ui.making.own import show_own

    show_own(window)


def group(window: MainWindow) -> None:
    from desk.ui.making.own import group

    group(window)


def recycle(window: MainWindow) -> None:
    from desk.ui.tools import Recycle

    dialog = Recycle(window, window.session)
    dialog.exec()
    dialog.deleteLater()


def examine(window: MainWindow) -> None:
    from desk.ui.making.own import reports

    reports(window).show_page("examine")


def check(window: MainWindow) -> None:
    from desk.ui.tools import show_check

    show_check(window)


def backup(window: MainWindow) -> None:
    from desk.ui.tools import make_backup

    make_backup(window)


def workers(window: MainWindow) -> None:
    from desk.ui.workersview import Workers

    dialog = Workers(window)
    dialog.exec()
    dialog.deleteLater()


def settings(window: MainWindow) -> None:
    from desk.ui.settings import Settings

    dialog = Settings(window)
    dialog.exec()
    dialog.deleteLater()


def holidays(window: MainWindow) -> None:
    from desk.ui.holidays import Holidays

    dialog = Holidays(window)
    dialog.exec()
    dialog.deleteLater()


def larger(window: MainWindow) -> None:
    window.set_text_size(next((s for s in SIZES if s > THEME.percent), SIZES[-1]))


def smaller(window: MainWindow) -> None:
    window.set_text_size(next((s for s in reversed(SIZES) if s < THEME.percent), SIZES[0]))


def help(window: MainWindow) -> None:
    from desk.ui.tools import show_help

    show_help(window)


def about(window: MainWindow) -> None:
    from desk.ui.tools import show_about

    show_about(window)


def quit(window: MainWindow) -> None:
    window.close()
