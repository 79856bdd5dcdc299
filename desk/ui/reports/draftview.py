"""编辑报告模板: sections on and off and in order, sentences as text with figures in them, real numbers as one types."""

from __future__ import annotations

from copy import deepcopy

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QSplitter, QTextBrowser, QWidget

from desk.service.periods import Period
from desk.service.reports import drafting, notation
from desk.service.reports.drafting import Draft, Mistake, Preview
from desk.service.reports.writing import own_templates
from desk.spec.report import templates
from desk.ui.fields.base import Choice
from desk.ui.fields.picking import PickLine
from desk.ui.parts import errors
from desk.ui.parts.background import Background
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.flow import Flow
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, column, label, row, scrolled, tool
from desk.ui.parts.theme import em
from desk.ui.reports.drafttree import DraftTree, Place, added, dropped, step
from desk.ui.reports.inserting import put_figure, ways
from desk.ui.reports.reporttext import report_html
from desk.ui.reports.slots import Marker
from desk.ui.session import Session

_HEADING = "这一节的标题；前面写上〔归在：主要工作〕，就排在「主要工作」这一章下面"
_PAUSE = 250
"""Milliseconds after the last letter before the numbers are computed."""


class DraftEditor(Dialog):
    """Edits the template of a report; accepted when it was kept or taken back."""

    def __init__(self, parent: QWidget, session: Session, key: str, period: Period) -> None:
        super().__init__(parent)
        self._session, self._period = session, period
        self.draft: Draft = drafting.draft_of(session.desk, key)
        self._titles = drafting.titles_of(session.desk, self.draft)
        self._first = deepcopy(self.draft)
        self._preview: Preview | None = None
        self._back = Background()
        self.setWindowTitle("编辑报告模板")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.title = QLineEdit(self.draft["title"])
        self.title.setAccessibleName("报告标题")
        self.tree = DraftTree(self._titles)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("句子")
        self._marker = Marker(self.text.document())
        self._what = label("", "label", wrap=True)
        self.figure = PickLine(self._figures)
        self.figure.setPlaceholderText("插入指标：输入名称或拼音首字母")
        self.figure.setAccessibleName("插入指标")
        self.rounded, self.opens = QCheckBox("用约数（30多件、近百人）"), QCheckBox("另起一段")
        self.ways = ways(self.text, self, session.tell)
        self.problem, self.reads = label("", "problem", wrap=True), label("", "", wrap=True)
        self.whole = QTextBrowser()
        self.whole.setAccessibleName("整份报告预览")
        self.whole.setOpenLinks(False)
        self.whole.anchorClicked.connect(lambda url: self._find(url.path()))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._lay_out()
        self._connect()
        self.tree.show_draft(self.draft, (0, 0))
        self._to(*self.tree.place())
        self._compute()

    def _lay_out(self) -> None:
        moves = row(tool("up", "上移", lambda: self._put(*step(self.draft, self.tree.place(), -1))),
                    tool("down", "下移", lambda: self._put(*step(self.draft, self.tree.place(), 1))), None,
                    tool("trash", "删除", self._drop), gap=0.2)
        adds = Flow()
        adds.fill([button("加一句", lambda: self._put(*added(self.draft, self.tree.place(), False), True), "plus"),
                   button("加一节", lambda: self._put(*added(self.draft, self.tree.place(), True), True), "plus")])
        left, right = QWidget(), QWidget()
        left.setLayout(column(label("打勾的才写进报告", "quiet"), self.tree, moves, adds, gap=0.3))
        insert = Flow()
        self.figure.setMinimumWidth(em(15))
        insert.fill([self.figure, self.ways, self.rounded, self.opens])
        right.setLayout(column(self._what, self.text, self.problem, label("现在读作", "label"), self.reads, insert,
                               label("整份报告", "label"), self.whole, gap=0.4))
        self.text.setMinimumHeight(em(4))
        self.whole.setMinimumHeight(em(9))
        for place in (1, 7):
            right.layout().setStretch(place, 1)  # type: ignore[union-attr]
        split = QSplitter()
        for widget, stretch in ((left, 2), (right, 3)):
            widget.setObjectName("clear")
            split.addWidget(widget if widget is left else scrolled(widget))
            split.setStretchFactor(split.count() - 1, stretch)
        ours = self.draft["key"] in templates()
        back = button("恢复原来的模板" if ours else "删除这份报告", self._take_back, "undo", "" if ours else "danger")
        back.setVisible(self.draft["key"] in own_templates(self._session.desk))
        foot = row(back, button("另存为新报告", self._keep_new, "file"), None, button("取消", self.reject),
                   button("保存", self.keep, "save", "main"))
        head = row(label("报告标题", "quiet"), self.title)
        self.setLayout(column(head, split, foot, gap=0.6, edge=0.8))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        room = self.screen().availableGeometry()
        self.resize(min(em(84), round(room.width() * 0.94)), min(em(50), round(room.height() * 0.9)))

    def _connect(self) -> None:
        self.tree.moved_to.connect(self._to)
        self.tree.ticked.connect(self._tick)
        self.text.textChanged.connect(self._typed)
        self.title.textEdited.connect(lambda text: self._changed({**self.draft, "title": text}))
        self.figure.picked.connect(self._insert)
        for box, tick in ((self.rounded, "rounded"), (self.opens, "opens")):
            box.clicked.connect(lambda on, tick=tick: self._changed(
                drafting.ticked(self.draft, *self.tree.place(), tick, on)))
        self._timer.timeout.connect(self._compute)

    def _figures(self, text: str) -> list[Choice]:
        values = self._preview.report.values if self._preview and self._preview.report else {}
        return [Choice(key, self._titles[key], f"{values[key].value}{values[key].unit}" if key in values else "")
                for key in self._session.desk.catalog.figures
                if not text or matches(text, self._titles[key])][:200]

    # places

    def _to(self, section: int, sentence: int) -> None:
        """Show a section's heading or a sentence."""
        self.text.blockSignals(True)
        known = self.draft["sections"][section] if section < len(self.draft["sections"]) else None
        if known is None:
            self.text.setPlainText("")
        elif sentence < 0:
            self.text.setPlainText(notation.heading(known))
        else:
            self.text.setPlainText(notation.write(known["sentences"][sentence], self._titles))
        self.text.blockSignals(False)
        one = known["sentences"][sentence] if known and sentence >= 0 else None
        self._what.setText(_HEADING if sentence < 0 else "这一句：一行一段，印出来用逗号连着；〔〕里说什么时候写")
        for box, tick in ((self.rounded, "rounded"), (self.opens, "opens")):
            box.setChecked(isinstance(one, dict) and bool(one.get(tick)))
        for widget in (self.figure, self.ways, self.rounded, self.opens):
            widget.setEnabled(sentence >= 0)
        self._tell()

    def _find(self, key: str) -> None:
        """Go to the sentence that says a figure."""
        said = self._preview.sentences if self._preview else ()
        at = next(((s.section, s.sentence) for s in said if any(k == key for k, _, _ in s.figures)), None)
        if at:
            self.tree.show_draft(self.draft, at)
            self._to(*at)

    def _typed(self) -> None:
        section, sentence = self.tree.place()
        words = self.text.toPlainText()
        if sentence < 0:
            told = notation.read_heading(words)
            made, words = deepcopy(self.draft), told["heading"]
            made["sections"][section] |= told
        else:
            made = drafting.put_sentence(self.draft, section, sentence, notation.read(words, self._titles).sentence)
        self.tree.rename((section, sentence), notation.brief(words))
        self._changed(made)

    def _insert(self, choice: Choice) -> None:
        self.figure.clear()
        put_figure(self.text, choice.title)

    def _tick(self, section: int, sentence: int, on: bool) -> None:
        self._changed(drafting.switched(self.draft, on, section, None if sentence < 0 else sentence))

    def _put(self, draft: Draft, at: Place, write: bool = False) -> None:
        self._changed(draft)
        self.tree.show_draft(draft, at)
        self._to(*at)
        if write:
            self.text.setFocus()
            self.text.selectAll()

    def _drop(self) -> None:
        if self.draft["sections"]:
            self._put(*dropped(self.draft, self.tree.place()))

    # numbers

    def _changed(self, draft: Draft) -> None:
        self.draft = draft
        self._timer.start()

    def _compute(self) -> None:
        desk, draft, period = self._session.desk, self.draft, self._period
        self._back.ask("preview", lambda: drafting.preview(desk, draft, period), self._show,
                       lambda error: self.problem.setText(str(getattr(error, "text", error))))

    def _show(self, preview: Preview) -> None:
        self._preview = preview
        if preview.report is not None:
            at = self.whole.verticalScrollBar().value()
            self.whole.setHtml(report_html(preview.report))
            self.whole.verticalScrollBar().setValue(at)
        self._tell()

    def _tell(self) -> None:
        """What is wrong, and how the sentence reads."""
        if self._preview is None:
            return
        at = self.tree.place()
        own = [m for m in self._preview.mistakes if (m.section, m.sentence) == at]
        kept = notation.read(self.text.toPlainText(), self._titles)
        self._marker.wrong = [kept.shown(m.clause, m.part, m.start, m.end) for m in own if m.end > m.start]
        self.text.blockSignals(True)
        self._marker.rehighlight()
        self.text.blockSignals(False)
        self.problem.setText(own[0].text if own else self._elsewhere(self._preview.mistakes))
        self.problem.setVisible(bool(self.problem.text()))
        said = next((s for s in self._preview.sentences if (s.section, s.sentence) == at), None)
        self.reads.setText((said.text or f"（{said.why}）") if said else "（改好上面的错误后，这里显示实际的数）"
                           if self._preview.mistakes else "")

    def _elsewhere(self, mistakes: tuple[Mistake, ...]) -> str:
        if not mistakes:
            return ""
        one = mistakes[0]
        place = f"第 {one.section + 1} 节" + (f"第 {one.sentence + 1} 句" if one.sentence >= 0 else "")
        return f"{place if one.section >= 0 else '标题'}：{one.text}"

    # keeping

    def keep(self) -> None:
        """Save."""
        with errors.told(self):
            drafting.save(self._session.desk, self.draft)
            self._session.tell("报告模板已保存")
            self.accept()

    def _keep_new(self) -> None:
        with errors.told(self):
            fresh = drafting.blank(self._session.desk, self.draft["title"], self.draft["period"])
            title = self.draft["title"]
            if title == self._first["title"]:
                title += "（自拟）"
            drafting.save(self._session.desk, {**self.draft, "key": fresh["key"], "title": title})
            self._session.tell(f"已另存为《{title}》，在左边的报告列表里")
            self.accept()

    def _take_back(self) -> None:
        with errors.told(self):
            ours = self.draft["key"] in templates()
            said = "恢复成原来的模板？自己改的内容会去掉。" if ours else "删除这份自己的报告？"
            if errors.ask(self, "报告模板", said, "恢复" if ours else "删除", "不动", danger=True) == 0:
                drafting.remove(self._session.desk, self.draft["key"])
                self.accept()

    def reject(self) -> None:
        if self.draft == self._first or errors.ask(
                self, "报告模板", "改过的内容还没有保存，放弃吗？", "放弃", "继续编辑", danger=True) == 0:
            super().reject()

    def done(self, result: int) -> None:
        self._timer.stop()
        self._back.close()
        super().done(result)
