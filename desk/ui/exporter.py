"""导出登记表: masked or full, and what it is for."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QRadioButton, QWidget

from desk.service import query as lists
from desk.service.query import Query
from desk.ui.dialog import Dialog
from desk.ui.parts import button, column, label, row
from desk.ui.session import Session
from desk.ui.theme import em


class ExportDialog(Dialog):
    """Asks how a register is to be exported: `full`, `purpose`, and `out` where it goes."""

    def __init__(self, parent: QWidget, session: Session, title: str, query: Query, paper: bool = False) -> None:
        super().__init__(parent)
        word = "打印" if paper else "导出"
        self.setWindowTitle(f"{word}「{title}」")
        self.setMinimumWidth(em(30))
        count, said = lists.count(session.desk, query), lists.sentence(session.desk, query)
        self.masked = QRadioButton("遮住号码（身份证号、电话只显示一部分，可以张贴、传阅）")
        self.whole = QRadioButton("完整号码（只给有权查看的单位，会记入导出日志）")
        self.masked.setChecked(True)
        self.purpose = QLineEdit()
        self.purpose.setPlaceholderText("如：报街道民政办")
        self._problem = label("请写明用途，完整号码的导出要留底", "problem")
        self._problem.hide()
        self._fine = button(f"{word}…" if not paper else "预览", self._finish, "print" if paper else "export", "main")
        self._fine.setDefault(True)
        self.whole.toggled.connect(lambda on: self.purpose.setFocus() if on else None)
        self.setLayout(column(
            label(f"{word}「{title}」", "large"),
            label(f"共 {count:,} 条记录{f'（{said}）' if said else ''}。", "quiet", wrap=True),
            self.masked, self.whole, label("用途", "label"), self.purpose, self._problem,
            row(None, button("取消", self.reject), self._fine), gap=0.6, edge=1.2))

    def full(self) -> bool:
        """Whole numbers?"""
        return self.whole.isChecked()

    def _finish(self) -> None:
        if self.full() and not self.purpose.text().strip():
            self._problem.show()
            self.purpose.setFocus()
            return
        self.accept()
