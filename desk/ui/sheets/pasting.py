"""A block of cells on the clipboard: imported the way a file is."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desk.errors import Invalid
from desk.ui.records.preset import preset
from desk.ui.sheets.importer import start_import

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

NAME = "粘贴的内容"
_MERGED = re.compile(r"<t[dh]\b[^>]*\b(?:row|col)span\s*=\s*[\"']?(?:[2-9]|\d\d)", re.IGNORECASE)
"""Merged cells, which the plain text of the clipboard does not tell."""
_NO_HEAD = (
    "粘贴的内容里没有认出表头。请在 WPS 或 Excel 里连同表头（姓名、身份证号、住址……那一行）一起选中复制，再来粘贴；"
    "只有一列姓名的，请用「菜单 → 名单 → 名单补全」")


def clipboard_block() -> str:
    """The copied cells as tab-separated text; "" where there are none."""
    text = QApplication.clipboard().text().replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return text if text.strip() else ""


def import_clipboard(window: MainWindow) -> None:
    """Import the copied cells into the ledger shown. Raises Invalid("nothing_copied"), and of the import."""
    text = clipboard_block()
    files = [url for url in QApplication.clipboard().mimeData().urls() if url.isLocalFile()]
    if len(files) == 1:
        return start_import(window, Path(files[0].toLocalFile()))
    if not text:
        raise Invalid("nothing_copied", "剪贴板里没有内容。请先在 WPS 或 Excel 里选中要导入的格子，按 Ctrl+C 复制")
    tab = window.ledger_tab()
    record = tab.record() if tab is not None else None
    given = {}
    if tab is not None and tab.pane.ledger:
        catalog = window.session.desk.catalog
        given = {key: str(value) for key, value in preset(catalog, catalog.ledger(tab.pane.ledger)).items()}
    with tempfile.TemporaryDirectory(prefix="desk-") as folder:
        page = QApplication.clipboard().mimeData().html()
        merged = _MERGED.search(page)
        file = Path(folder) / f"{NAME}{'.xls' if merged else '.txt'}"
        file.write_text(page if merged else f"{text}\n", encoding="utf-8-sig")
        try:
            start_import(window, file, record, given, NAME)
        except Invalid as error:
            raise Invalid(error.code, _NO_HEAD) if error.code == "no_table" else error from None

