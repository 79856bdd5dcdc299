"""Dialogs that take the keyboard when they open and give it back when they close.

Window managers see to that themselves; a bare X server has none.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

_ENDINGS = {
    "xlsx": "Excel 工作簿 (*.xlsx)", "pdf": "PDF 文件 (*.pdf)", "docx": "Word 文档 (*.docx)",
    "jwb": "居务台备份 (*.jwb)", "txt": "文本 (*.txt)",
}


class Dialog(QDialog):
    """The base of the program's dialogs."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.activateWindow)

    def done(self, result: int) -> None:
        super().done(result)
        give_back(self.parentWidget())


def give_back(parent: QWidget | None) -> None:
    """The keyboard goes to the window that a dialog belonged to."""
    if parent is not None and parent.window().isVisible():
        parent.window().activateWindow()


def _ask(dialog: QFileDialog, parent: QWidget) -> list[Path]:
    QTimer.singleShot(0, dialog, dialog.activateWindow)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    give_back(parent)
    return [Path(name) for name in chosen]


def ask_files(parent: QWidget, heading: str, kinds: str = "所有文件 (*)", many: bool = False) -> list[Path]:
    """Existing files; none when the person leaves."""
    dialog = QFileDialog(parent, heading, str(Path.home()), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    return _ask(dialog, parent)


def ask_folder(parent: QWidget, heading: str, start: Path) -> Path | None:
    """A folder, or None."""
    dialog = QFileDialog(parent, heading, str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_ask(dialog, parent)), None)


def ask_out(parent: QWidget, heading: str, name: str, kind: str) -> Path | None:
    """Where a file goes, with its ending; None when the person leaves. Asks before replacing."""
    dialog = QFileDialog(parent, heading, str(Path.home()), _ENDINGS[kind])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kind)
    dialog.selectFile(f"{name}.{kind}")
    return next(iter(_ask(dialog, parent)), None)
