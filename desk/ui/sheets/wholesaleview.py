"""全部导出: the whole community as plain workbooks, with the photos and papers beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QRadioButton

from desk.service.lists import wholesale
from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import Dialog, ask_folder, ask_out
from desk.ui.parts.saying import put, said_at
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

_SAID = (
    "每一种记录写成一个普通的 Excel 表，照片和附件放在一旁，不用本程序也能打开，也可以重新导入。"
    "写出来的文件没有密码，请妥善保管。")


class WholesaleDialog(Dialog):
    """Asks what for and where to; writes with progress, and leaves nothing where it is cancelled."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.setWindowTitle("全部导出")
        self.setMinimumWidth(em(34))
        self.whole = QRadioButton("完整号码（自己留存、交接用）")
        self.masked = QRadioButton("遮住号码")
        self.whole.setChecked(True)
        self.purpose = QLineEdit()
        self.purpose.setAccessibleName("用途")
        self.purpose.setPlaceholderText("如：年底存档、工作交接")
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.packer = button("存为一个压缩包…", self._zip, "save", "main")
        self.packer.setDefault(True)
        foot = row(None, button("取消", self.reject), button("存到文件夹…", self._folder, "open"), self.packer)
        self.setLayout(column(
            label("全部导出", "large"), label(_SAID, "quiet", wrap=True), self.whole, self.masked,
            label("用途（会记入导出日志）", "label"), self.purpose, self.problem, foot, gap=0.6, edge=1.2))
        self.purpose.setFocus()

    def _name(self) -> str:
        return f"{self._session.desk.name}全部资料{self._session.desk.today}"

    def _fine(self) -> bool:
        """The purpose is there; said where it is not."""
        there = bool(self.purpose.text().strip())
        put(self.problem, "" if there else "请写明用途，全部导出要留底")
        if not there:
            self.purpose.setFocus()
        return there

    def _zip(self) -> None:
        if self._fine() and (out := ask_out(self, "存为压缩包", self._name(), "zip")):
            self.write(out)

    def _folder(self) -> None:
        if self._fine() and (place := ask_folder(self, "存到哪个文件夹", Path.home())):
            self.write(place / self._name())

    def write(self, out: Path) -> None:
        """Write everything to a place."""
        with said_at(self.problem, self):
            job = wholesale.everything(self._session.desk, out, self.whole.isChecked(), self.purpose.text().strip())
            made = jobs.run(self, "正在全部导出", job)
            rows = sum(one.rows for one in made)
            self.accept()
            errors.tell(self.parentWidget(), "全部导出好了", f"共 {len(made)} 个表，{rows:,} 行。\n{out}", "check")
