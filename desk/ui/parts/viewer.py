"""Print preview: the real pages, 打印 and 另存为PDF."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeySequence, QPageLayout, QPainter, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from desk.errors import Trouble
from desk.service.jobs import Step
from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import Dialog, ask_out
from desk.ui.parts.pages import PageView, PdfPages
from desk.ui.parts.small import boxed, button, column, label, row, tool

PRINT_DPI = 300
"""Fine enough for small characters on office printers."""


class Viewer(Dialog):
    """Shows a finished PDF; `name` is offered for saving it.

    `hint` is said above the pages with a button of the word `other`, which ends the dialog with OTHER.
    """

    OTHER = 2

    def __init__(
        self, parent: QWidget | None, title: str, file: Path, name: str, hint: str = "", other: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._file, self._name = file, name
        self._pdf = PdfPages(file)
        self.view = PageView()
        self._where = label("", "quiet")
        self.view.moved.connect(lambda page: self._where.setText(f"第 {page} 页，共 {len(self._pdf.sizes)} 页"))
        self.printer = button("打印", self.print_pages, "print", "main")
        self.saver = button("另存为PDF", self.save_as, "save")
        bar = row(
            label(title, "large"), 1, self._where, None, tool("minus", "缩小", lambda: self.view.zoom(1 / 1.25)),
            tool("plus", "放大", lambda: self.view.zoom(1.25)), button("适合宽度", lambda: self.view.zoom(None)),
            self.saver, self.printer, button("关闭", self.close),
        )
        self.other = button(other, lambda: self.done(self.OTHER), "table")
        line = row(label(hint, wrap=True), self.other, edge=0.35)
        line.setStretch(0, 1)
        told = boxed(line, role="warn")
        told.setVisible(bool(hint))
        self.setLayout(column(bar, told, self.view, gap=0.6, edge=0.7))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_pages)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save_as)
        room = (parent or self).screen().availableGeometry()
        self.resize(round(room.width() * 0.86), round(room.height() * 0.9))
        self.view.show_pdf(self._pdf)
        self.view.setFocus()

    def save_as(self) -> None:
        """Keep the file where the person says."""
        if out := ask_out(self, "另存为PDF", self._name, "pdf"):
            with errors.told(self):
                copy_to(self._file, out)
                errors.tell(self, "已保存", f"已保存到：{out}", "check")

    def print_pages(self) -> None:
        """Ask for the printer and send the pages."""
        if not QPrinterInfo.availablePrinterNames():
            errors.tell(self, "没有找到打印机",
                        "这台电脑还没有装好打印机。可以先「另存为PDF」，拿到能打印的电脑上打印。", "print")
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._name)
        printer.setFromTo(1, len(self._pdf.sizes))
        dialog = QPrintDialog(printer, self)
        if dialog.exec():
            with errors.told(self):
                jobs.run(self, "正在打印", send(self._pdf, printer), here=True)

    def done(self, result: int) -> None:
        self._pdf.close()
        super().done(result)


def send(pdf: PdfPages, printer: QPrinter) -> jobs.Job:
    """A job that draws the pages on a printer, each turned as it is."""
    first = max(1, printer.fromPage()) - 1
    last = printer.toPage() or len(pdf.sizes)
    _turn(printer, pdf.sizes[first])
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise Trouble("printer_silent", "打印机没有响应，请检查是否开机、是否缺纸")
    try:
        for place in range(first, min(last, len(pdf.sizes))):
            if place > first:
                _turn(printer, pdf.sizes[place])
                printer.newPage()
            image = pdf.image(place, PRINT_DPI / 72)
            painter.drawImage(QRectF(painter.viewport()), image)
            yield Step(place - first + 1, last - first, f"第 {place + 1} 页")
    finally:
        painter.end()


def _turn(printer: QPrinter, size: tuple[float, float]) -> None:
    wide = size[0] > size[1]
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)


def copy_to(file: Path, out: Path) -> None:
    """Copy under a temporary name, then put it in place; nothing half-written stays."""
    fresh = out.with_name(f".{out.name}.part")
    try:
        shutil.copyfile(file, fresh)
        os.replace(fresh, out)
    except PermissionError:
        text = f"「{out.name}」正被别的程序打开，或没有写入权限，请关闭后再试或换个位置"
        raise Trouble("file_in_use", text) from None
    except OSError:
        raise Trouble("not_written", f"「{out.name}」没有存成，请检查磁盘空间，或换个位置") from None
    finally:
        fresh.unlink(missing_ok=True)


def warn_missing(parent: QWidget, characters: str) -> None:
    """Say before printing which characters no font has."""
    if characters:
        said = f"下面的字没有字体可印，纸上会印成〓，请手写补上：{'、'.join(characters)}"
        errors.tell(parent, "有字印不出来", said, "warn")
