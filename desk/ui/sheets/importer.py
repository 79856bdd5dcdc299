"""导入: a preview of what would happen, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QTabWidget

from desk.service.imports import importing
from desk.service.imports.deciding import At, add_unclear, decide, unclear
from desk.service.imports.importing import Preview
from desk.service.imports.skipping import skip
from desk.service.lists import remembered
from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import Dialog, ask_out
from desk.ui.parts.saying import said_at, squeezable
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.sheets.asking import Hidden, Question, Questions, differing, hidden
from desk.ui.sheets.deciding import DecideView
from desk.ui.sheets.importcolumns import ColumnsView
from desk.ui.sheets.importlist import take_back
from desk.ui.sheets.importrows import GROUPS, GroupTable, RemarkView, count

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

EXISTING = (
    ("overwrite", "覆盖：用表里的新内容更新"), ("fill", "只补空白：已有的不改"), ("ask", "逐条询问：有不同的由您定"))
"""What a repeated import does to what is there already, with its words."""


def start_import(
    window: MainWindow, file: Path, record: str | None = None, preset: Mapping[str, str] | None = None, name: str = ""
) -> None:
    """Read a file off the window's thread, then show what it would do. `name` is what it is called."""
    desk = window.session.desk
    preview = jobs.run(window, "正在读取表格", importing.read(desk, file, record, preset=preset))
    dialog = ImportDialog(window, window.session, preview, record, preset, name or file.name)
    dialog.exec()
    dialog.deleteLater()


class ImportDialog(Dialog):
    """The preview; 导入 writes, in one step that can be undone. `mapping` is the person's own, by sheet and column."""

    def __init__(
        self, window: MainWindow, session: Session, preview: Preview, record: str | None = None,
        preset: Mapping[str, str] | None = None, name: str = "",
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._preview = window, session, preview
        self._file, self._record, self._preset = preview.source.path, record, preset
        self._name = name or self._file.name
        self.mapping: dict[str, dict[int, str]] = {}
        self._answered: set[str] = set()
        self.questions = Questions()
        self.setWindowTitle("导入表格")
        self.resize(min(em(78), window.width() - em(2)), min(em(46), window.height() - em(1)))
        self._head, self._said = label("", "large", wrap=True), label("", "quiet", wrap=True)
        self.problem, self._note = label("", "problem", wrap=True), label("", "small", wrap=True)
        self.problem.hide()
        self._note.hide()
        self.record, self.existing = QComboBox(), QComboBox()
        self._fill_choices()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.marker = button("存一份带标注的表…", self._mark, "table")
        self.writer = button("导入", self._commit, "import", "main")
        choices = row(label("表里是：", "quiet"), self.record, 1, label("重复导入时：", "quiet"), self.existing, None)
        foot = row(self.marker, None, button("不导入", self.reject), self.writer)
        self.setLayout(column(
            self._head, self._said, self._note, choices, self.questions, self.tabs, self.problem, foot,
            gap=0.6, edge=1))
        self.layout().setStretch(5, 1)  # type: ignore[union-attr]
        squeezable(self)
        for keys, by in (("Ctrl+Tab", 1), ("Ctrl+PgDown", 1), ("Ctrl+Shift+Tab", -1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self, lambda by=by: self._turn(by))
        self._show()

    def _turn(self, by: int) -> None:
        """To the next group, and into its rows."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        view = self.tabs.currentWidget()
        (view.table if isinstance(view, RemarkView | DecideView | ColumnsView) else view or self.tabs).setFocus()

    def _fill_choices(self) -> None:
        self.record.setAccessibleName("表里是什么")
        self.existing.setAccessibleName("重复导入时怎么办")
        self.record.addItem("自动识别", None)
        for key, spec in self._session.desk.catalog.records.items():
            if not spec.part_of:
                self.record.addItem(self._window.titles.get(key, key), key)
        for key, words in EXISTING:
            self.existing.addItem(words, key)
        self.record.activated.connect(lambda _: self._read(self.record.currentData(), {}))
        self.existing.activated.connect(lambda _: self._plan(self.existing.currentData()))

    def tell(self, text: str) -> None:
        """A quiet remark above the rows."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def _read(self, record: str | None, mapping: dict[str, dict[int, str]]) -> None:
        """Read the file anew, as another record or with columns meant otherwise."""
        with said_at(self.problem, self):
            job = importing.read(self._session.desk, self._file, record, None, mapping, self._preview.existing,
                                 self._preset, self._preview)
            self._preview = jobs.run(self, "正在读取表格", job)
            self._record, self.mapping = record, mapping
        self._show()

    def _map(self, sheet: str, place: int, key: str) -> None:
        """One column means something else."""
        mine = {name: dict(own) for name, own in self.mapping.items()}
        mine.setdefault(sheet, {})[place] = key
        self._read(self._record or self._meant(sheet), mine)

    def _meant(self, sheet: str) -> str | None:
        """What the sheet was taken for: a column that is corrected must not make it something else."""
        found = {table.record for table in self._preview.tables if table.sheet == sheet}
        return found.pop() if len(found) == 1 and len({t.record for t in self._preview.tables}) == 1 else None

    def _known_columns(self) -> Iterator[Question]:
        """The meaning that the columns of such a sheet had the last time is offered."""
        known = remembered.known_columns(self._session.desk, self._preview)
        if known is None or "columns" in self._answered or self._record not in (None, known.record):
            return
        if changed := differing(self._preview, known.columns):
            said = f"上次来自「{known.file or '同样的表'}」的列是这样对应的：{'，'.join(changed)}。这次也这样吗？"
            yield said, [("照上次的", lambda: self._answer("columns", lambda: self._read(known.record, known.columns))),
                         ("不用", lambda: self._answer("columns", self._show))]

    def _hidden(self) -> Iterator[Question]:
        """What the sheet hides has been read too: is it wanted?"""
        if "hidden" in self._answered or (found := hidden(self._preview)) is None:
            return
        yield found.text(), [("都导入", lambda: self._answer("hidden", self._show)),
                             ("隐藏的不要", lambda: self._answer("hidden", lambda: self._leave_out(found)))]

    def _unclear(self) -> Iterator[Question]:
        """People whom nothing tells for sure are added all at once, when the person says so."""
        if "unclear" in self._answered or not (rows := unclear(self._preview)):
            return
        yield f"{len(rows)} 行没有身份证号，也没有完整的出生日期或住址，先放进待处理。要不要仍然新增？", [
            ("仍要新增", lambda: self._take("正在核对", add_unclear(self._session.desk, self._preview, rows))),
            ("放进待处理", lambda: self._answer("unclear", self._show))]

    def _answer(self, question: str, then: Callable[[], None]) -> None:
        """A question is answered, and not asked again for this file."""
        self._answered.add(question)
        then()

    def _leave_out(self, found: Hidden) -> None:
        """Without the rows and columns that the sheet hides."""
        if found.columns:
            mine = {sheet: {**self.mapping.get(sheet, {}), **dict.fromkeys(own, "")}
                    for sheet, own in found.columns.items()}
            self._read(self._record or self._meant(next(iter(mine))), {**self.mapping, **mine})
        self._take("正在核对", skip(self._session.desk, self._preview, found.rows))

    def _plan(self, existing: str) -> None:
        """Another answer about what is there already."""
        self._take("正在核对", importing.plan(self._session.desk, self._preview, existing))
        self.tabs.setCurrentIndex(next((at for at in range(self.tabs.count()) if self._named(at) == "differs"), 0))

    def _take(self, title: str, job: Any) -> None:
        """The preview that a job makes takes the place of this one."""
        with said_at(self.problem, self):
            self._preview = jobs.run(self, title, job)
        self._show()

    def _show(self) -> None:
        preview, key, place, sheet = self._preview, *self._here()
        for box, data in ((self.record, self._record), (self.existing, preview.existing)):
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(data)))
        kinds = list(dict.fromkeys(self._window.titles.get(table.record, "") for table in preview.tables if table.fits))
        self.record.setItemText(0, f"自动识别：{'、'.join(kinds)}" if kinds and not self._record else "自动识别")
        groups = {one: count(preview, one) for one, _ in GROUPS}
        said = [f"{title} {groups[one]:,}" for one, title in GROUPS[:-2] if groups[one]]
        also = [f"{title} {n:,}" for key, total in preview.also.items()
                for title, n in (preview.told.get(key) or {self._window.titles.get(key, key): total}).items()]
        beside = f"；同时建立{'、'.join(also)}" if also else ""
        self._head.setText(f"「{self._name}」读到 {preview.read:,} 行")
        self._said.setText(f"{'，'.join(said) or '没有可以导入的行'}{beside}。还没有写入，看过再点「导入」。")
        self.questions.fill([*self._known_columns(), *self._hidden(), *self._unclear()])
        self._fill_tabs(key, place, sheet)
        self.marker.setVisible(bool(preview.waiting or preview.warnings))
        rows = groups["new"] + groups["updated"]
        nothing = "放进「导入待处理」" if preview.waiting else "没有要导入的"
        self.writer.setText(f"导入 {rows:,} 行" if rows else nothing)
        self.writer.setEnabled(bool(rows or preview.waiting))
        self.writer.setFocus()

    def _here(self) -> tuple[str, int, str]:
        """The group in sight, the row marked in it, and the sheet shown."""
        view = self.tabs.currentWidget()
        if isinstance(view, RemarkView | DecideView):
            return view.objectName(), view.table.currentIndex().row(), ""
        return (view.objectName(), 0, view.sheets.currentText()) if isinstance(view, ColumnsView) else ("", 0, "")

    def _fill_tabs(self, key: str, place: int, sheet: str) -> None:
        while self.tabs.count():
            old = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if old is not None:
                old.deleteLater()
        for group, title in GROUPS:
            if rows := count(self._preview, group):
                self.tabs.addTab(self._group(group, title, place if group == key else 0), f"{title} {rows:,}")
        columns = ColumnsView(self._preview, sheet)
        columns.setObjectName("columns")
        columns.mapped.connect(self._map)
        self.tabs.addTab(columns, "原表与各列含义")
        place = next((at for at in range(self.tabs.count()) if self._named(at) == key), 0)
        self.tabs.setCurrentIndex(place)

    def _named(self, at: int) -> str:
        view = self.tabs.widget(at)
        return view.objectName() if view is not None else ""

    def _group(self, key: str, title: str, place: int) -> GroupTable | RemarkView | DecideView:
        view: GroupTable | RemarkView | DecideView
        if key == "differs":
            view = DecideView(self._preview, title)
            view.decided.connect(self._decide)
            view.start(place)
        elif key in ("waiting", "warnings"):
            view = RemarkView(self._preview, key, title)
            view.mended.connect(self._mend)
            view.skipped.connect(self._skip)
            view.table.to_row(place)
        else:
            view = GroupTable(self._preview, key, title)
        view.setObjectName(key)
        return view

    def _mend(self, sheet: str, number: int, cells: Mapping[str, str], left: int) -> None:
        if cells:
            self._take("正在核对", importing.amend(self._session.desk, self._preview, sheet, number, cells, left))
            waits = any((one.sheet, one.row) == (sheet, number) for one in self._preview.waiting)
            self.tell("" if waits else f"第 {number} 行改好了，会一起导入。")
            self._to_rows()

    def _decide(self, rows: Collection[At], way: str) -> None:
        """The new or the old content for some rows."""
        self._take("正在核对", decide(self._session.desk, self._preview, rows, way))
        self._to_rows()

    def _to_rows(self) -> None:
        """The keyboard goes back to the rows."""
        if isinstance(view := self.tabs.currentWidget(), RemarkView | DecideView):
            view.table.setFocus()

    def _skip(self, sheet: str, number: int, left: int) -> None:
        self._take("正在核对", skip(self._session.desk, self._preview, {(sheet, number)}, left))

    def _mark(self) -> None:
        """The person's own file with the reasons written beside the doubtful cells."""
        if out := ask_out(self, "存一份带标注的表", f"{Path(self._name).stem}（标注）", "xlsx"):
            with said_at(self.problem, self):
                missing = importing.marked_copy(self._preview, out)
                more = f"\n原表里的{'、'.join(missing)}没有带过来。" if missing else ""
                errors.tell(self, "已保存", f"{out}{more}", "check")

    def _commit(self) -> None:
        with said_at(self.problem, self):
            desk = self._session.desk
            result = jobs.run(self, "正在导入", importing.commit(desk, self._preview))
            if self.mapping:
                remembered.keep_columns(desk, result.preview, self.mapping)
            done = result.preview
            self.accept()
            self._session.changed.emit(result.changes)
            held = len({(w.sheet, w.row) for w in result.waiting})
            said = [f"{dict(GROUPS)[key]} {done.count(key):,}" for key in ("new", "updated") if done.count(key)]
            said += [f"{held} 行有疑问，放在「菜单 → 导入 → 导入待处理」"] if held else []
            window = self._window
            self._session.tell(f"导入好了：{'，'.join(said)}", lambda: take_back(window, result.batch))
