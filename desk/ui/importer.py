"""导入: a preview of what would happen, before anything is written; and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QTabWidget, QWidget

from desk.service import importing
from desk.service.importing import Preview
from desk.ui import errors, jobs
from desk.ui.dialog import Dialog, ask_out
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.importcolumns import ColumnsView
from desk.ui.importrows import OUTCOMES, TABS, table
from desk.ui.parts import button, column, empty, label, row
from desk.ui.session import Session
from desk.ui.theme import em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

EXISTING = (("overwrite", "用表里的新内容更新"), ("fill", "只补空白，已有的不改"), ("ask", "有不同就先放着，逐条再定"))
"""What happens to people known already, with its words."""


def start_import(window: MainWindow, file: Path) -> None:
    """Read a file off the window's thread, then show what it would do."""
    preview = jobs.run(window, "正在读取表格", importing.read(window.session.desk, file))
    dialog = ImportDialog(window, window.session, file, preview)
    dialog.exec()
    dialog.deleteLater()


class ImportDialog(Dialog):
    """The preview; 导入 writes, in one step that can be undone."""

    def __init__(self, window: MainWindow, session: Session, file: Path, preview: Preview) -> None:
        super().__init__(window)
        self._window, self._session, self._file, self._preview = window, session, file, preview
        self.setWindowTitle("导入表格")
        self.resize(min(em(66), window.width() - em(2)), min(em(42), window.height() - em(1)))
        self._head = label("", "large", wrap=True)
        self._said = label("", "quiet", wrap=True)
        self.record, self.existing = QComboBox(), QComboBox()
        self.record.setAccessibleName("表里是什么")
        self.existing.setAccessibleName("已登记过的怎么办")
        self.record.addItem("自动识别", None)
        for key, title in window.titles.items():
            self.record.addItem(title, key)
        for key, words in EXISTING:
            self.existing.addItem(words, key)
        self.record.currentIndexChanged.connect(lambda _: self._read())
        self.existing.currentIndexChanged.connect(lambda _: self._plan())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.marker = button("存一份带标注的表…", self._mark, "table")
        self.writer = button("导入", self._commit, "import", "main")
        choices = row(label("表里是：", "quiet"), self.record, 1, label("已登记过的：", "quiet"), self.existing, None)
        foot = row(self.marker, None, button("不导入", self.reject), self.writer)
        self.setLayout(column(self._head, self._said, choices, self.tabs, foot, gap=0.6, edge=1))
        self._show()

    def _read(self, mapping: dict[str, dict[int, str]] | None = None) -> None:
        """Read the file anew, as another record or with columns meant otherwise."""
        with errors.told(self):
            job = importing.read(self._session.desk, self._file, self.record.currentData(), None, mapping,
                                 self.existing.currentData())
            self._preview = jobs.run(self, "正在读取表格", job)
        self._show()

    def _plan(self) -> None:
        """Another answer about people known already."""
        with errors.told(self):
            job = importing.plan(self._session.desk, self._preview, self.existing.currentData())
            self._preview = jobs.run(self, "正在核对", job)
        self._show()

    def _show(self) -> None:
        preview = self._preview
        said = [f"{title} {preview.count(key):,}" for key, title in OUTCOMES if preview.count(key)]
        also = [f"{self._window.titles.get(k, k)} {n:,}" for k, n in preview.also.items() if n]
        beside = f"；同时建立{'、'.join(also)}" if also else ""
        self._head.setText(f"「{self._file.name}」读到 {preview.read:,} 行")
        self._said.setText(f"{'，'.join(said) or '没有可以导入的行'}{beside}。还没有写入，看过再点「导入」。")
        while self.tabs.count():
            old = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if old is not None:
                old.deleteLater()
        for key, title in TABS:
            view, count = table(preview, key)
            if count:
                self.tabs.addTab(view, f"{title} {count:,}")
        columns = ColumnsView(preview.tables)
        columns.mapped.connect(self._read)
        self.tabs.addTab(columns, "各列含义")
        self.marker.setVisible(bool(preview.waiting or preview.warnings))
        self.writer.setEnabled(preview.read > 0)
        self.writer.setFocus()

    def _mark(self) -> None:
        """The person's own file with the reasons written beside the doubtful cells."""
        if out := ask_out(self, "存一份带标注的表", f"{self._file.stem}（标注）", "xlsx"):
            with errors.told(self):
                missing = importing.marked_copy(self._preview, out)
                more = f"\n原表里的{'、'.join(missing)}没有带过来。" if missing else ""
                errors.tell(self, "已保存", f"{out}{more}", "check")

    def _commit(self) -> None:
        with errors.told(self):
            result = jobs.run(self, "正在导入", importing.commit(self._session.desk, self._preview))
            done = result.preview
            self.accept()
            self._session.changed.emit(result.changes)
            held = len({(w.sheet, w.row) for w in result.waiting})
            rest = f"；{held} 行有疑问，放在「菜单 → 导入待处理」" if held else ""
            said = f"导入好了：新增 {done.count('new'):,}，更新 {done.count('updated'):,}{rest}"
            self._session.tell(said, lambda: take_back(self._session, result.batch))


def take_back(session: Session, batch: int) -> None:
    """Undo a whole import and tell what stayed."""
    undone = importing.undo_import(session.desk, batch)
    session.changed.emit(undone.changes)
    kept = f"；{len(undone.kept)} 条之后又有改动，没有动" if undone.kept else ""
    session.tell(f"已撤销导入：拿掉 {undone.removed:,} 条，改回 {undone.restored:,} 条{kept}")


class ImportList(Dialog):
    """The imports made so far; one can be taken back whole."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.setWindowTitle("撤销导入")
        self.resize(em(42), em(28))
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self._batches = importing.batches(session.desk)
        for one in self._batches:
            item = QListWidgetItem(Path(one.file).name)
            item.setData(DETAIL, f"{one.at[:16]}　{one.worker}　新增 {one.added:,}　更新 {one.updated:,}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        undo = button("撤销这次导入", self._undo, "undo", "danger")
        undo.setEnabled(bool(self._batches))
        body: QWidget = self.list if self._batches else empty("import", "还没有导入过")
        self.setLayout(column(label("撤销导入", "large"), body, row(None, button("关闭", self.reject), undo), edge=1))

    def _undo(self) -> None:
        place = self.list.currentRow()
        said = "这次导入新增的会拿掉，改过的会改回；之后您又改过的保留不动。"
        if place < 0 or errors.ask(self, "撤销这次导入？", said, "撤销", "不撤销", danger=True):
            return
        with errors.told(self):
            take_back(self._session, self._batches[place].batch)
            self.accept()
