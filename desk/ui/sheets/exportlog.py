"""导出记录: what left the program, when, by whom, how many rows, masked or whole, to whom and what for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.service.lists import exporting
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.plaintable import PlainTable
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

_HEADS = (("时间", 17), ("谁", 10), ("导出了什么", 34), ("行数", 8), ("号码", 8), ("给谁、用途", 30))
_SAID = "导出、打印、填表、补全和比对名单都记在这里，新的在前；记录不能修改。"


class ExportLog(Dialog):
    """The exports, the newest first."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.setWindowTitle("导出记录")
        self.resize(min(em(68), window.width() - em(2)), min(em(36), window.height() - em(1)))
        self._lines = exporting.exported(session.desk)
        self.list = PlainTable("导出记录")
        self.list.show_lines(_HEADS, len(self._lines), self._line)
        body = self.list if self._lines else empty("export", "还没有导出过")
        self.setLayout(column(label("导出记录", "large"), label(_SAID, "quiet", wrap=True), body,
                              row(None, button("关闭", self.reject)), gap=0.6, edge=1))
        self.list.to_row(0)
        self.list.setFocus()

    def _line(self, at: int) -> list[str]:
        one = self._lines[at]
        return [one.at[:16], one.worker, one.what, f"{one.rows:,}", "完整" if one.full else "遮住", one.purpose]
