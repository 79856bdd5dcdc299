"""The commands about spreadsheets and lists: in and out, by file, by clipboard, on paper. Each takes the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import Dialog, ask_files, ask_out

if TYPE_CHECKING:
    from desk.service.lists.query import Query
    from desk.ui.shell import MainWindow

Item = tuple[str, str, str, str]
"""Name of the command, text, shortcut, icon."""

IMPORTING: tuple[Item, ...] = (
    ("import_file", "导入表格…", "Ctrl+I", "import"),
    ("paste", "粘贴表格内容", "Ctrl+V", "note"),
    ("tray", "导入待处理…", "Ctrl+T", "bell"),
    ("undo_import", "撤销导入…", "", "undo"),
    ("template", "空白登记表…", "", "table"),
)
EXPORTING: tuple[Item, ...] = (
    ("export", "导出登记表…", "Ctrl+E", "export"),
    ("fill_form", "填到街道的表…", "", "table"),
    ("sign_sheet", "领取签字表…", "", "edit"),
    ("household_cards", "入户核对表…", "", "door"),
    ("everything", "全部导出…", "", "save"),
    ("export_log", "导出记录…", "", "history"),
)
OF_LEDGER = ("export", "fill_form", "sign_sheet", "household_cards")
"""What of it is about the ledger shown."""
LISTS: tuple[Item, ...] = (
    ("complete_names", "名单补全…", "Ctrl+B", "people"),
    ("compare_names", "名单比对…", "", "check"),
)
_READABLE = 7.0
"""Points of the smallest text that is well to read on paper."""
_SMALL_PRINT = "列太多，印出来字很小。去掉几列不用的，字就大了。"
_KINDS = "表格 (*.xlsx *.xls *.xlsm *.xlsb *.et *.ods *.csv *.txt);;所有文件 (*)"


@contextmanager
def _opened(dialog: Dialog) -> Iterator[bool]:
    """Show a dialog until it is left; its answers can be read within."""
    try:
        yield bool(dialog.exec())
    finally:
        dialog.deleteLater()


def _run(dialog: Dialog) -> None:
    with _opened(dialog):
        pass


def import_file(window: MainWindow) -> None:
    for file in ask_files(window, "导入表格", _KINDS):
        import_path(window, file)


def import_path(window: MainWindow, file: Path) -> None:
    """Read a file and show what would happen, before anything is written."""
    from desk.ui.sheets.importer import start_import

    with errors.told(window):
        start_import(window, file)


def paste(window: MainWindow) -> None:
    """A block copied from WPS or Excel, imported into the ledger shown."""
    from desk.ui.sheets.pasting import import_clipboard

    import_clipboard(window)


def undo_import(window: MainWindow) -> None:
    from desk.ui.sheets.importlist import ImportList

    _run(ImportList(window, window.session))


def tray(window: MainWindow) -> None:
    from desk.ui.sheets.tray import Tray

    _run(Tray(window, window.session))


def template(window: MainWindow) -> None:
    """An empty sheet of the kind of record shown."""
    from desk.service.lists import exporting

    tab = window.ledger_tab()
    record = tab.record() if tab is not None else "resident"
    title = window.titles[record]
    if out := ask_out(window, "空白登记表", f"{title}登记表", "xlsx"):
        exporting.template(window.session.desk, record, out)
        window.session.tell(f"已存到 {out}")


def export(window: MainWindow) -> None:
    from desk.service.lists import exporting
    from desk.ui.sheets.exporter import ExportDialog

    tab = window.ledger_tab()
    if tab is None:
        return report(window, "save_as")
    if (query := tab.query()) is None:
        return
    desk, title = window.session.desk, tab.title()
    dialog = ExportDialog(window, window.session, title, query, chosen=tab.pane.grid.chosen())
    with _opened(dialog) as fine:
        out = ask_out(window, "导出登记表", f"{desk.name}{title}", "xlsx") if fine else None
        if out is None:
            return
        job = exporting.register(desk, dialog.query(), out, dialog.full(), dialog.columns(), dialog.what_for())
        rows = jobs.run(window, "正在导出", job)
        dialog.remember()
        window.session.tell(f"已导出 {rows:,} 条到 {out}")


def print(window: MainWindow) -> None:
    tab = window.ledger_tab()
    if tab is None:
        return report(window, "print_report")
    if (query := tab.query()) is None:
        return
    while _printed(window, tab.title(), query, tab.pane.grid.chosen()):
        pass


def _printed(window: MainWindow, title: str, query: Query, chosen: Sequence[int]) -> bool:
    """Ask, lay out and show a ledger on paper; whether it is wanted with other columns."""
    from desk.service.lists import exporting
    from desk.ui.parts.viewer import Viewer, warn_missing
    from desk.ui.sheets.exporter import ExportDialog

    desk = window.session.desk
    dialog = ExportDialog(window, window.session, title, query, True, chosen)
    with _opened(dialog) as fine, TemporaryDirectory() as folder:
        if not fine:
            return False
        file = Path(folder) / "ledger.pdf"
        purpose, columns = dialog.what_for() or "打印", dialog.columns()
        job = exporting.ledger_pdf(desk, dialog.query(), file, dialog.full(), purpose, columns)
        pages = jobs.run(window, "正在排版", job)
        dialog.remember()
        warn_missing(window, pages.missing)
        hint = _SMALL_PRINT if pages.size < _READABLE else ""
        viewer = Viewer(window, title, file, f"{desk.name}{title}", hint, "选择列…")
        again = viewer.exec() == Viewer.OTHER
        viewer.deleteLater()
        return again


def report(window: MainWindow, action: str) -> None:
    """The same command of a screen that shows no ledger."""
    here = window.here()
    if hasattr(here, action):
        getattr(here, action)()


def fill_form(window: MainWindow) -> None:
    """The street office's own blank workbook, filled with the ledger shown."""
    from desk.ui.sheets.fillview import FillDialog

    tab = window.ledger_tab()
    query = tab.query() if tab is not None else None
    chosen = tab.pane.grid.chosen() if tab is not None and query is not None else []
    _run(FillDialog(window, window.session, query, chosen))


def sign_sheet(window: MainWindow) -> None:
    """A list to sign for what is handed out."""
    from desk.ui.sheets.handoutview import SignDialog

    _hand_out(window, SignDialog)


def household_cards(window: MainWindow) -> None:
    """A card for each household, to be corrected by pen."""
    from desk.ui.sheets.handoutview import CardDialog

    _hand_out(window, CardDialog)


def _hand_out(window: MainWindow, dialog: type) -> None:
    from desk.service.lists.query import Query

    tab = window.ledger_tab()
    query = tab.query() if tab is not None else None
    chosen = tab.pane.grid.chosen() if tab is not None and query is not None else []
    _run(dialog(window, window.session, query or Query("resident"), chosen))


def everything(window: MainWindow) -> None:
    """The whole community as plain workbooks."""
    from desk.ui.sheets.wholesaleview import WholesaleDialog

    _run(WholesaleDialog(window, window.session))


def export_log(window: MainWindow) -> None:
    """What left the program."""
    from desk.ui.sheets.exportlog import ExportLog

    _run(ExportLog(window, window.session))


def complete_names(window: MainWindow) -> None:
    """名单补全."""
    from desk.ui.sheets.rosterview import RosterDialog

    _run(RosterDialog(window, window.session))


def compare_names(window: MainWindow) -> None:
    """名单比对."""
    from desk.ui.sheets.compareview import CompareDialog

    tab = window.ledger_tab()
    _run(CompareDialog(window, window.session, tab.query() if tab is not None else None, _KINDS))
