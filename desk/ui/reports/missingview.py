"""打印前检查: what the records of a report lack, each with a click to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desk.service.trust.missing import Gap
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import boxed, button, column, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.session import Session


class Gaps(Dialog):
    """The gaps of a report. Accepted: go on all the same; rejected: one is being mended, or left."""

    def __init__(self, parent: QWidget, session: Session, gaps: Sequence[Gap], on: str = "") -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle("打印前检查")
        self.resize(em(36), em(28))
        inner = QWidget()
        inner.setObjectName("clear")
        lines = column(gap=0.4)
        for gap in gaps:
            lines.addWidget(self._line(gap))
        lines.addStretch(1)
        inner.setLayout(lines)
        leave = button("关闭" if not on else "先不出具", self.reject)
        foot = row(None, leave, *([button(on, self.accept, role="main")] if on else []))
        said = "下面的记录还缺内容，报告里的数会因此偏少。点「去补」打开这些记录，补好后再回来。"
        self.setLayout(column(label("打印前检查", "large"), label(said, "quiet", wrap=True), scrolled(inner), foot,
                              edge=1))

    def _line(self, gap: Gap) -> QWidget:
        mender = button("去补", lambda: self.mend(gap), "edit")
        mender.setAccessibleName(f"去补：{gap.text}")
        words = column(label(gap.text), label(f"怎么补：{gap.mend}", "small", wrap=True), gap=0.1)
        line = row(words, mender, edge=0.5)
        line.setStretch(0, 1)
        return boxed(line, role="card")

    def mend(self, gap: Gap) -> None:
        """To the ledger, with only the rows of the gap."""
        self.reject()
        self._session.open_ledger.emit({
            "key": gap.ledger, "where": gap.where, "words": gap.text,
            "span": (gap.period.since, gap.period.until)})
