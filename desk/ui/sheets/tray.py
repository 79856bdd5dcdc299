"""导入待处理: rows of a spreadsheet that wait, each with its reason; mend a cell and try again, or let it go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from desk.service.imports import importing
from desk.service.imports.importing import WaitingRow
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.plaintable import PlainTable
from desk.ui.parts.saying import put, said_at, squeezable
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.sheets.importrows import beside, of_tray
from desk.ui.sheets.mending import Mender

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

_HEADS = (("行", 6), ("工作表", 12), ("文件", 20), ("原因", 60))


class Tray(Dialog):
    """At the left the rows, at the right the cells of the one chosen."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.setWindowTitle("导入待处理")
        self.resize(min(em(74), window.width() - em(2)), min(em(42), window.height() - em(1)))
        self.list = PlainTable("待处理的行")
        self._head = label("", "quiet", wrap=True)
        self.mender = Mender("改好了，再导入", "不要这一行")
        split = beside(self.list, self.mender)
        foot = row(None, button("关闭", self.reject))
        self.setLayout(column(label("导入待处理", "large"), self._head, split, foot, edge=1))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]
        squeezable(self)
        self._rows: list[WaitingRow] = []
        self.list.moved.connect(self._show)
        self.list.entered.connect(lambda _: self.mender.to_cell())
        self.mender.mended.connect(self._mend)
        self.mender.left.connect(self._drop)
        self.mender.taken.connect(lambda: self._mend({}))
        self.mender.wanted.connect(lambda cells: self._mend(cells, sure=True))
        self._fill(0)

    def _fill(self, place: int) -> None:
        """Read the rows again; the cursor goes to a place."""
        self._rows = importing.waiting(self._session.desk)
        self.list.show_lines(_HEADS, len(self._rows), self._line)
        said = f"有 {len(self._rows)} 行待处理。在右边改好一行就导入一行；方向键换行，回车去改有疑问的那一格。"
        self._head.setText(said if self._rows else "")
        self.list.setVisible(bool(self._rows))
        self.list.to_row(place)
        self._show(self.list.currentIndex().row() if self._rows else -1)
        self.list.setFocus()

    def _line(self, at: int) -> list[str]:
        one = self._rows[at]
        return [str(one.remark.row), one.remark.sheet, Path(one.file).name, one.remark.reason]

    def _show(self, place: int) -> None:
        there = 0 <= place < len(self._rows)
        self.mender.show_row(of_tray(self._session.desk, self._rows[place]) if there else None)

    def _here(self) -> tuple[int, WaitingRow]:
        place = max(0, self.list.currentIndex().row())
        return place, self._rows[place]

    def _mend(self, cells: Mapping[str, str], sure: bool = False) -> None:
        place, one = self._here()
        with said_at(self.mender.problem, self):
            mended = importing.mend(self._session.desk, one.id, cells, sure=sure)
            self._session.changed.emit(mended.changes)
            self._fill(place)
            if mended.remark is None:
                self._session.tell("这一行已导入")
            elif mended.remark.reason == one.remark.reason:
                put(self.mender.problem, "这一行还不能导入，原因同上。")

    def _drop(self) -> None:
        place, one = self._here()
        said = f"{one.remark.reason}。\n这一行不再导入，原来的表格文件不受影响。"
        if errors.ask(self, "不要这一行？", said, "不要了", "留着", danger=True):
            return
        with said_at(self.mender.problem, self):
            importing.drop(self._session.desk, one.id)
            self._session.changed.emit({})
            self._fill(place)
