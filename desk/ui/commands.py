"""Every command of the window: in the menu, by keyboard, and from the buttons. Each takes the window."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desk.ui import errors, jobs
from desk.ui.dialog import ask_files, ask_out
from desk.ui.theme import SIZES, THEME

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

MENU: tuple[tuple[str, str, str, str] | None, ...] = (
    ("new", "新建记录", "Ctrl+N", "plus"),
    ("edit", "修改记录", "Ctrl+M", "edit"),
    ("save", "保存", "Ctrl+S", "save"),
    ("search", "查找", "Ctrl+F", "search"),
    None,
    ("import_file", "导入表格…", "Ctrl+I", "import"),
    ("template", "空白登记表…", "", "table"),
    ("tray", "导入待处理…", "", "bell"),
    ("undo_import", "撤销导入…", "", "undo"),
    ("export", "导出登记表…", "Ctrl+E", "export"),
    ("print", "打印…", "Ctrl+P", "print"),
    None,
    ("library", "台账库…", "Ctrl+L", "library"),
    ("make_ledger", "新做一本台账…", "", "plus"),
    ("keep_filter", "筛选存为台账…", "Ctrl+K", "save"),
    ("make_figure", "新做一个指标…", "", "plus"),
    ("made", "自己做的台账和指标…", "", "edit"),
    ("group", "分组统计", "Ctrl+G", "report"),
    ("recycle", "回收站…", "", "trash"),
    ("examine", "数据体检", "", "check"),
    ("check", "检查资料是否完好", "", "info"),
    ("backup", "备份…", "", "backup"),
    None,
    ("workers", "工作人员与密码…", "", "lock"),
    ("settings", "设置…", "", "settings"),
    ("larger", "文字放大", "Ctrl++", "zoom"),
    ("smaller", "文字缩小", "Ctrl+-", ""),
    ("help", "帮助", "F1", "help"),
    ("about", "关于", "", "info"),
    ("quit", "退出", "Ctrl+Q", "logout"),
)
"""Name of the command, text, shortcut, icon; None is a line between groups."""


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


def import_file(window: MainWindow) -> None:
    kinds = "表格 (*.xlsx *.xls *.xlsm *.csv *.et);;所有文件 (*)"
    for file in ask_files(window, "导入表格", kinds):
        import_path(window, file)


def import_path(window: MainWindow, file: Path) -> None:
    """Read a file and show what would happen, before anything is written."""
    from desk.ui.importer import start_import

    with errors.told(window):
        start_import(window, file)


def undo_import(window: MainWindow) -> None:
    from desk.ui.importer import ImportList

    dialog = ImportList(window, window.session)
    dialog.exec()
    dialog.deleteLater()


def tray(window: MainWindow) -> None:
    from desk.ui.tray import Tray

    dialog = Tray(window, window.session)
    dialog.exec()
    dialog.deleteLater()


def template(window: MainWindow) -> None:
    """An empty sheet of the kind of record shown."""
    from desk.service import exporting

    tab = window.ledger_tab()
    record = tab.record() if tab is not None else "resident"
    title = window.titles[record]
    if out := ask_out(window, "空白登记表", f"{title}登记表", "xlsx"):
        exporting.template(window.session.desk, record, out)
        window.session.tell(f"已存到 {out}")


def export(window: MainWindow) -> None:
    from desk.service import exporting
    from desk.ui.exporter import ExportDialog

    if window.ledger_tab() is None:
        return _report(window, "save_as")
    tab = window.ledger_tab()
    query = tab.query() if tab is not None else None
    if tab is None or query is None:
        return
    dialog = ExportDialog(window, window.session, tab.title(), query)
    fine, full, purpose = dialog.exec(), dialog.full(), dialog.purpose.text().strip()
    dialog.deleteLater()
    out = ask_out(window, "导出登记表", f"{window.session.desk.name}{tab.title()}", "xlsx") if fine else None
    if out is not None:
        rows = jobs.run(window, "正在导出", exporting.register(window.session.desk, query, out, full, None, purpose))
        window.session.tell(f"已导出 {rows:,} 条到 {out}")


def print(window: MainWindow) -> None:
    from desk.service import exporting
    from desk.ui.exporter import ExportDialog
    from desk.ui.viewer import Viewer, warn_missing

    tab = window.ledger_tab()
    if tab is None:
        return _report(window, "print_report")
    if (query := tab.query()) is None:
        return
    dialog = ExportDialog(window, window.session, tab.title(), query, paper=True)
    fine, full, purpose = dialog.exec(), dialog.full(), dialog.purpose.text().strip()
    dialog.deleteLater()
    if not fine:
        return
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.pdf"
        job = exporting.ledger_pdf(window.session.desk, query, file, full, purpose or "打印")
        pages = jobs.run(window, "正在排版", job)
        warn_missing(window, pages.missing)
        viewer = Viewer(window, tab.title(), file, f"{window.session.desk.name}{tab.title()}")
        viewer.exec()
        viewer.deleteLater()


def _report(window: MainWindow, action: str) -> None:
    here = window.here()
    if hasattr(here, action):
        getattr(here, action)()


def library(window: MainWindow) -> None:
    if (tab := window.ledger_tab()) is not None:
        tab.open_library()


def make_ledger(window: MainWindow) -> None:
    from desk.ui.own import make

    tab = window.ledger_tab()
    make(window, "ledger", tab.pane.ledger if tab is not None else "")


def keep_filter(window: MainWindow) -> None:
    from desk.ui.own import keep_filter

    keep_filter(window)


def make_figure(window: MainWindow) -> None:
    from desk.ui.own import make

    tab = window.ledger_tab()
    make(window, "figure", tab.pane.ledger if tab is not None else "")


def made(window: MainWindow) -> None:
    from desk.ui.own import show_own

    show_own(window)


def group(window: MainWindow) -> None:
    from desk.ui.own import group

    group(window)


def recycle(window: MainWindow) -> None:
    from desk.ui.tools import Recycle

    dialog = Recycle(window, window.session)
    dialog.exec()
    dialog.deleteLater()


def examine(window: MainWindow) -> None:
    from desk.ui.own import reports

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
