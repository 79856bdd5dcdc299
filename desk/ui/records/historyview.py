"""历史: who changed what and when, and the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desk.service.entries import history
from desk.service.entries.history import Past
from desk.ui.parts import errors
from desk.ui.parts.small import boxed, button, clear, column, empty, label, row, scrolled
from desk.ui.session import Session


class HistoryView(QWidget):
    """The change-sets of one record, the latest first."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._of = ("", 0)
        inner = QWidget()
        inner.setObjectName("page")
        self._body = column(gap=0.5, edge=1)
        inner.setLayout(self._body)
        self.setLayout(column(scrolled(inner)))

    def show_history(self, record: str, id: int) -> None:
        """Read and show what happened to a record."""
        self._of = (record, id)
        clear(self._body)
        past = history.history(self._session.desk, record, id)
        if not past:
            self._body.addWidget(empty("history", "还没有修改记录"))
        for one in past:
            self._body.addWidget(self._card(one))
        self._body.addStretch(1)

    def _card(self, past: Past) -> QWidget:
        back = button("撤销这次修改", lambda: self._undo(past), "undo")
        head = row(label(f"{past.at[:16]}　{past.worker}　{past.reason}", "quiet", wrap=True), back)
        head.setStretch(0, 1)
        lines = column(head, gap=0.2, edge=0.6)
        for title, old, new in past.lines:
            lines.addWidget(label(f"{title}：{_said(old, new)}", wrap=True, select=True))
        return boxed(lines, role="card")

    def _undo(self, past: Past) -> None:
        said = f"会把 {past.at[:16]} 的修改改回原来的样子。之后又改过的地方不动。"
        others = history.others(self._session.desk, past.set_id, *self._of)
        if others:
            said = f"这一次还登记或修改了另外 {others:,} 条记录，会一起撤销！\n{said}\n只改这一条，请用「修改」。"
        if errors.ask(self, "撤销这次修改？", said, "全部撤销" if others else "撤销", "不撤销", danger=bool(others)):
            return
        with errors.told(self):
            undone = history.undo(self._session.desk, past.set_id)
            self._session.changed.emit(undone.changes)
            self._session.tell("；".join(["已撤销", *(f"{k.title}：{k.why}，没有动" for k in undone.kept)]))
            self.show_history(*self._of)


def _said(old: str, new: str) -> str:
    """A change in words."""
    if old and new:
        return f"{old} → {new}"
    return f"填了「{new}」" if new else f"去掉了「{old}」"
