"""一人一档: the facts of a record, and one timeline of everything that hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desk.kinds import Link
from desk.service.entries import person, steps
from desk.service.reports import slips
from desk.ui.parts import errors
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, clear, column, empty, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.records.steps import StepBar
from desk.ui.session import Session

if TYPE_CHECKING:
    from desk.service.entries.person import Page

_AT_FIRST = 60
"""Moments shown before 「显示更早的」 is pressed."""


class PageView(QWidget):
    """The page of one record, read only."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._page: Page | None = None
        self._all = self._revealed = False
        self._tools: list[QWidget] = []
        self.steps: StepBar | None = None
        inner = QWidget()
        inner.setObjectName("page")
        self._body = column(gap=0.6, edge=1)
        inner.setLayout(self._body)
        area = scrolled(inner)
        area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setLayout(column(area))

    def show_page(self, record: str, id: int) -> None:
        """Read and show a record."""
        self._page, self._all, self._revealed = person.page(self._session.desk, record, id), False, False
        self._draw()

    def _draw(self) -> None:
        clear(self._body)
        if self._page is None:
            return
        page = self._page
        tools = Flow()
        self._tools = [*self._actions(page), *self._eye(page), self._printer()]
        tools.fill(self._tools)
        self._body.addWidget(label(page.subtitle, "quiet", wrap=True))
        self._body.addWidget(tools)
        self._steps(page)
        for heading, facts in page.groups:
            if facts:
                self._body.addWidget(label(heading or "基本情况", "heading"))
                self._body.addWidget(Facts(facts, page.links, self._session.open_record.emit))
        for title, heads, rows in page.parts:
            self._body.addWidget(label(f"{title}　{len(rows)}", "heading"))
            for place, values in enumerate(rows, 1):
                said = "　".join(f"{h}：{v}" for h, v in zip(heads, values, strict=True) if v)
                line = label(f"{place}．{said}", wrap=True, select=True)
                self._body.addWidget(boxed(row(line, edge=0.2), role="row"))
        self._timeline(page)
        self._body.addStretch(1)

    def _steps(self, page: Page) -> None:
        """Where the record stands, and the buttons of what comes next."""
        if progress := steps.progress(self._session.desk, page.record, page.id):
            self.steps = StepBar(self._session, page.record, page.id, progress, self._again)
            self._body.addWidget(self.steps)

    def _again(self) -> None:
        assert self._page is not None
        self.show_page(self._page.record, self._page.id)

    def focus_first(self) -> None:
        """To what is done next most often."""
        if (first := next(iter(self._tools), None)) is not None:
            first.setFocus()

    def _printer(self) -> QWidget:
        made = button("打印这一页", self.print_page, "print")
        made.setToolTip("把下面的内容和往来记事打印出来")
        return made

    def _actions(self, page: Page) -> list[QWidget]:
        """What is often recorded next about this person, household, place or unit."""
        made: list[QWidget] = []
        begun = [(spec.button.place, spec.button.words, spec) for spec in self._session.desk.catalog.records.values()
                 if spec.button is not None]
        for _, words, spec in sorted(begun, key=lambda one: one[0]):
            links = (k for k, f in spec.fields.items() if isinstance(f.kind, Link) and f.kind.record == page.record)
            if link := next(links, ""):
                made.append(button(words, partial(self._session.new_record.emit, spec.key, {link: page.id}), "plus"))
        return made

    def _eye(self, page: Page) -> list[QWidget]:
        """The way to the full numbers, where there are any."""
        if self._revealed:
            return [label("正在显示完整号码（已记入日志）", "small")]
        return [button("显示完整号码", self._reveal, "eye")] if page.masked else []

    def _reveal(self) -> None:
        assert self._page is not None
        self._page = person.page(self._session.desk, self._page.record, self._page.id, reveal=True)
        self._revealed = True
        self._draw()

    def print_page(self) -> None:
        """The page on paper, as it is shown: with masked numbers unless they were revealed."""
        from desk.ui.parts.viewer import Viewer, warn_missing

        with errors.told(self), TemporaryDirectory() as folder:
            assert self._page is not None
            file = Path(folder) / "page.pdf"
            made = slips.print_page(self._session.desk, self._page, file)
            warn_missing(self, made.missing)
            viewer = Viewer(self.window(), self._page.title, file, self._page.title)
            viewer.exec()
            viewer.deleteLater()

    def _timeline(self, page: Page) -> None:
        if not page.timeline and not self._session.desk.catalog.record(page.record).words.subject:
            return  # others hang on subjects: an empty timeline of theirs says what will come there
        self._body.addWidget(label(f"往来记事　{len(page.timeline)}" if page.timeline else "往来记事", "heading"))
        if not page.timeline:
            self._body.addWidget(empty("clock", "还没有记事", "登记走访、受理、活动、调解后，会按时间自动排在这里。"))
            return
        shown = page.timeline if self._all else page.timeline[:_AT_FIRST]
        for year, moments in groupby(shown, key=lambda m: m.date[:4]):
            self._body.addWidget(label(f"{year}年" if year else "没有日期", "small"))
            for moment in moments:
                self._body.addWidget(self._moment(moment))
        if len(shown) < len(page.timeline):
            self._body.addWidget(button(f"显示更早的 {len(page.timeline) - len(shown)} 条", self._more, role="link"))

    def _more(self) -> None:
        self._all = True
        self._draw()

    def _moment(self, moment: Any) -> QWidget:
        day = label(moment.date[5:] or "—", "quiet")
        day.setFixedWidth(em(3.4))
        day.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = button(moment.title, lambda: self._session.open_record.emit(moment.record, moment.id), role="link")
        lines = column(row(head, None), gap=0.1)
        if moment.detail:
            detail = label(moment.detail, "small", wrap=True)
            detail.setProperty("under", True)
            lines.addWidget(detail)
        box = row(day, lines, gap=0.4)
        box.setStretch(1, 1)
        return boxed(box, role="row")


class Facts(QWidget):
    """Titles and values in one or two columns."""

    def __init__(
        self, facts: Sequence[tuple[str, str]], links: Mapping[str, tuple[str, int]],
        follow: Callable[[str, int], object],
    ) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._links, self._follow = links, follow
        self._cells = [self._cell(title, text) for title, text in facts]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(em(1))
        self._grid.setVerticalSpacing(em(0.35))
        self._columns = 0
        self._arrange(2)

    def _cell(self, title: str, text: str) -> QWidget:
        name = label(title, "small")
        name.setFixedWidth(em(5.2))
        name.setWordWrap(True)
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        box = row(name, self._value(title, text), gap=0.4)
        box.setStretch(1, 1)
        made = QWidget()
        made.setObjectName("clear")
        made.setLayout(box)
        return made

    def _value(self, title: str, text: str) -> QWidget:
        """A text to be copied; a link leads to the record that it names."""
        if title not in self._links:
            plain = label(text, wrap=True, select=True)
            plain.setAlignment(Qt.AlignmentFlag.AlignTop)
            return plain
        opener = button(text, partial(self._follow, *self._links[title]), role="link")
        opener.setProperty("inline", True)
        opener.setMinimumWidth(em(4))
        opener.setToolTip("打开这条记录")
        return opener

    def resizeEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        super().resizeEvent(event)
        self._arrange(2 if event.size().width() > em(30) else 1)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if columns == 2 else 0)
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
