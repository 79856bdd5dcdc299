"""A file manager's smallest likeness: a window that shows one file, to be dragged away. It ends after the drop."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

WIDTH, HEIGHT = 260, 70
"""Its size; it stands in the lower left corner of the screen."""


class FileIcon(QLabel):
    """The file."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.name)
        self._file = file
        self.setWindowTitle("files")
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setStyleSheet("background: #dddddd; color: #000000")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Held and moved: the drag begins."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file))])
        drag = QDrag(self)
        drag.setMimeData(data)
        taken = drag.exec(Qt.DropAction.CopyAction)
        QTimer.singleShot(1500, lambda: QApplication.exit(0 if taken else 1))


def main() -> int:
    app = QApplication(sys.argv[:1])
    icon = FileIcon(Path(sys.argv[1]))
    room = icon.screen().geometry()
    icon.setGeometry(0, room.height() - HEIGHT, WIDTH, HEIGHT)
    icon.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
