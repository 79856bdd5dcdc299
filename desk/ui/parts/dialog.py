"""Dialogs that take the keyboard when they open and give it back when they close.

Window managers see to that themselves; a bare X server has none.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desk.ui.parts import keys
from desk.ui.parts.theme import em

_ENDINGS = {
    "xlsx": "Excel 工作簿 (*.xlsx)", "pdf": "PDF 文件 (*.pdf)", "docx": "Word 文档 (*.docx)",
    "jwb": "居务台备份 (*.jwb)", "txt": "文本 (*.txt)", "zip": "压缩包 (*.zip)",
    "xlsm": "Excel 启用宏的工作簿 (*.xlsm)", "json": "自己做的台账和指标 (*.json)",
}

_FRAME = QSize(16, 40)
"""What a window manager draws around a dialog takes about this much of the screen, in pixels."""


_LABELS = {
    QFileDialog.DialogLabel.LookIn: "位置：", QFileDialog.DialogLabel.FileName: "文件名：",
    QFileDialog.DialogLabel.FileType: "文件类型：", QFileDialog.DialogLabel.Reject: "取消",
}
"""Qt's own words for these are not translated everywhere."""


class Dialog(QDialog):
    """The base of the program's dialogs."""

    def showEvent(self, event: QShowEvent) -> None:
        """No larger than the screen, before it is placed there."""
        room = self.screen().availableGeometry().size() - _FRAME
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        self.resize(self.size().boundedTo(room))
        super().showEvent(event)
        QTimer.singleShot(0, self, self.activateWindow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, as people expect, also where another one is the default."""
        if not keys.pressed(event, self.focusWidget()):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return keys.tab_on(self, next)

    def done(self, result: int) -> None:
        super().done(result)
        give_back(self.parentWidget())


class _Last:
    """Where the person has chosen a file the last time: the next one is near it."""

    folder = Path.home()


def give_back(parent: QWidget | None) -> None:
    """The keyboard goes to the window that a dialog belonged to."""
    if parent is not None and parent.window().isVisible():
        parent.window().activateWindow()


def _ask(dialog: QFileDialog, parent: QWidget) -> list[Path]:
    saving = dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    for place, words in {**_LABELS, QFileDialog.DialogLabel.Accept: "保存" if saving else "打开"}.items():
        dialog.setLabelText(place, words)
    dialog.resize(QSize(em(52), em(32)).boundedTo(parent.screen().availableGeometry().size() - _FRAME))
    QTimer.singleShot(0, dialog, dialog.activateWindow)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    if chosen:
        _Last.folder = Path(chosen[0]).parent
    dialog.deleteLater()
    give_back(parent)
    return [Path(name) for name in chosen]


def ask_files(parent: QWidget, heading: str, kinds: str = "所有文件 (*)", many: bool = False) -> list[Path]:
    """Existing files; none when the person leaves."""
    dialog = QFileDialog(parent, heading, str(_Last.folder), kinds)
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
    dialog = QFileDialog(parent, heading, str(_Last.folder), _ENDINGS[kind])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kind)
    dialog.selectFile(f"{name}.{kind}")
    return next(iter(_ask(dialog, parent)), None)
