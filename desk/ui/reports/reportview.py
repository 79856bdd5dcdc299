"""One report on the screen: its sentences, what is missing before printing, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser

from desk.service.periods import Period
from desk.service.reports import writing as service
from desk.service.reports.writing import Report
from desk.service.trust import closing, missing
from desk.service.trust.missing import Gap
from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import ask_out
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.reports.missingview import Gaps
from desk.ui.reports.reportpage import ReportPage
from desk.ui.reports.reporttext import report_html
from desk.ui.session import Session


@dataclass(frozen=True)
class Seen:
    """A report as it reads, and what its records lack."""

    report: Report
    gaps: Sequence[Gap]


class ReportView(ReportPage):
    """`key` is the report shown; `asked` carries a clicked figure."""

    asked = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.key = ""
        self.seen: Seen | None = None
        self._period = Period()
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(em(1.6))
        self.text.setAccessibleName("报告")
        self.text.anchorClicked.connect(self._clicked)
        self.printer = button("打印预览", self.print_report, "print", "main")
        self.issuer = button("出具并存档…", self.issue, "lock")
        self.pdf = button("另存为PDF", self.save_as, "save")
        self.word = button("另存为Word", lambda: self._save("docx"), "file")
        self.editor = button("编辑报告模板…", self.edit, "edit")
        tools = Flow()
        tools.fill([self.printer, self.issuer, self.pdf, self.word, self.editor])
        self._lacks = label("", wrap=True)
        self._mender = button("逐项去补", self.show_gaps, "edit")
        line = row(self._lacks, self._mender, edge=0.4)
        line.setStretch(0, 1)
        self.warning = boxed(line, role="warn")
        self.setLayout(column(tools, self.warning, self.text))
        self.layout().setStretch(2, 1)  # type: ignore[union-attr]

    def read(self, period: Period) -> Seen:
        desk, key = self.session.desk, self.key
        return Seen(service.build(desk, key, period), missing.missing(desk, key, period))

    def show_answer(self, answer: Seen, period: Period) -> str:
        self.seen, self._period = answer, period
        self.text.setHtml(report_html(answer.report, whole=False))
        said = "、".join(gap.text for gap in answer.gaps[:4])
        more = f"等 {len(answer.gaps)} 项" if len(answer.gaps) > 4 else ""
        self._lacks.setText(f"打印前检查：{said}{more}，报告里的数会偏少。")
        self.warning.setVisible(bool(answer.gaps))
        return "点划线的数字（或按 Tab、回车）可看名单"

    def _clicked(self, url: QUrl) -> None:
        if url.scheme() == "figure":
            self.asked.emit(url.path())
        elif self.seen is not None:
            bar = self.text.verticalScrollBar()
            place = bar.value()
            self.text.setHtml(report_html(self.seen.report))
            bar.setValue(place)

    def show_gaps(self) -> None:
        """What is missing, each with a click to mend it."""
        self._checked("")

    def _checked(self, on: str) -> bool:
        """Whether to go on."""
        assert self.seen is not None
        if not self.seen.gaps:
            return True
        dialog = Gaps(self.window(), self.session, self.seen.gaps, on)
        goes_on = bool(dialog.exec())
        dialog.deleteLater()
        return goes_on

    def name(self) -> str:
        """The report's title with its period."""
        return self.seen.report.title if self.seen is not None else self.title

    def print_report(self) -> None:
        """The finished pages, to be printed."""
        from desk.ui.parts.viewer import Viewer, warn_missing

        with errors.told(self), TemporaryDirectory() as folder:
            file = Path(folder) / "report.pdf"
            written = jobs.run(self, "正在排版", service.write(self.session.desk, self.key, self._period, file))
            warn_missing(self, written.unprinted)
            viewer = Viewer(self.window(), self.name(), file, self.name())
            viewer.view.spots = written.spots
            viewer.view.picked.connect(self.asked)
            viewer.exec()
            viewer.deleteLater()

    def issue(self) -> None:
        """Give the report out: its bytes and numbers are kept."""
        with errors.told(self):
            if self.seen is None or not self._checked("照样出具"):
                return
            if out := ask_out(self, "出具并存档", self.name(), "pdf"):
                job = closing.issue(self.session.desk, self.key, self._period, out)
                jobs.run(self, "正在出具", job)
                self.session.tell(f"已出具并存档，文件在 {out}；以后可在「已出具的报告」原样重印")

    def edit(self) -> None:
        """The template of this report."""
        from desk.ui.reports.draftview import DraftEditor

        with errors.told(self):
            dialog = DraftEditor(self.window(), self.session, self.key, self._period)
            if dialog.exec():
                self.again.emit()
            dialog.deleteLater()

    def save_as(self) -> None:
        """As PDF."""
        self._save("pdf")

    def _save(self, kind: str) -> None:
        with errors.told(self):
            if out := ask_out(self, "另存报告", self.name(), kind):
                jobs.run(self, "正在写出报告", service.write(self.session.desk, self.key, self._period, out))
                self.session.tell(f"已保存到 {out}")
