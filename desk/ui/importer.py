"""导入: a preview of what would happen, before anything is written; and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QDialog, QListWidget, QListWidgetItem, QTabWidget, QWidget

from desk.service import importing
from desk.ui import errors, jobs
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.importrows import TABS, table
from desk.ui.parts import button, column, empty, label, row
from desk.ui.session import Session
from desk.ui.theme import em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

EXISTING = (("overwrite", "用表里的新内容更新"), ("fill", "只补空白，已有的不改"), ("ask", "有不同就先放着，逐条再定"))
"""What happens to people known already, with its words."""


def start_import(window: MainWindow, file: Path) -> None:
    """Read a file off the window's thread, then show what it would do."""
    desk = window.session.desk
    preview = jobs.run(window, "正在读取表格", importing.read(desk, file))
    dialog = ImportDialog(window, window.session, preview)
    dialog.exec()
    dialog.deleteLater()


class ImportDialog(QDialog):
    """The preview; 导入 writes, in one step that can be undone."""

    def __init__(self, window: MainWindow, session: Session, preview: Any) -> None:
        super().__init__(window)
        self._session, self._preview = session, preview
        self._window = window
        self.setWindowTitle("导入表格")
        self.resize(min(em(66), window.width() - em(2)), min(em(42), window.height() - em(1)))
        self._head = label("", "large", wrap=True)
        self._said = label("", "quiet", wrap=True)
        self.existing = QComboBox()
        self.existing.setAccessibleName("已有的人怎么办")
        for _, words in EXISTING:
            self.existing.addItem(words)
        self.existing.currentIndexChanged.connect(lambda _: self._again())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.writer = button("导入", self._commit, "import", "main")
        self._foot = row(None, button("不导入", self.reject), self.writer)
        self.setLayout(column(
            self._head, self._said, row(label("已登记过的人：", "quiet"), self.existing, None), self.tabs, self._foot,
            gap=0.6, edge=1))
        self._show()

    def _again(self) -> None:
        """Plan anew for another answer about people known already."""
        with errors.told(self):
            job = importing.plan(self._session.desk, self._preview, EXISTING[self.existing.currentIndex()][0])
            self._preview = jobs.run(self, "正在核对", job)
        self._show()

    def _show(self) -> None:
        preview = self._preview
        numbers = {key: len(preview.of(key)) for key, _ in TABS[:4]}
        self._head.setText(f"「{Path(preview.file).name}」读到 {preview.read:,} 行")
        said = [f"{title} {numbers[key]:,}" for key, title in TABS[:4] if numbers[key]]
        also = [f"{self._window.titles.get(k, k)} {n}" for k, n in preview.also.items() if n]
        beside = f"；同时建立{'、'.join(also)}" if also else ""
        self._said.setText(f"{'，'.join(said)}{beside}。还没有写入，看过再点「导入」。")
        while self.tabs.count():
            old = self.tabs.widget(0)
            self.tabs.removeTab(0)
            if old is not None:
                old.deleteLater()
        for key, title in TABS:
            view, count = table(preview, key)
            if count:
                self.tabs.addTab(view, f"{title} {count:,}")
        self.writer.setEnabled(bool(numbers["new"] or numbers["updated"] or numbers["waiting"]))
        if not self.tabs.count():
            self.tabs.addTab(empty("info", "表里没有可以导入的内容"), "结果")

    def _commit(self) -> None:
        with errors.told(self):
            result = jobs.run(self, "正在导入", importing.commit(self._session.desk, self._preview))
            self._session.changed.emit({"resident": []})
            self._done(result)

    def _done(self, result: Any) -> None:
        """What was written, and the way back."""
        self.accept()
        waiting = len({(w.sheet, w.row) for w in self._preview.waiting})
        rest = f"；{waiting} 行有疑问没有导入，已放在「待处理」" if waiting else ""
        added, updated = len(self._preview.of("new")), len(self._preview.of("updated"))
        desk, session = self._session.desk, self._session

        def back() -> None:
            importing.undo_import(desk, result.batch)
            session.changed.emit({"resident": []})

        session.tell(f"导入好了：新增 {added:,}，更新 {updated:,}{rest}", back)


class ImportList(QDialog):
    """The imports made so far; one can be taken back whole."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.setWindowTitle("撤销导入")
        self.resize(em(40), em(28))
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self._batches: list[Any] = list(importing.batches(session.desk))
        for one in self._batches:
            item = QListWidgetItem(one.file)
            item.setData(DETAIL, f"{one.at}　{one.worker}　新增 {one.added} 更新 {one.updated}")
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
            undone = importing.undo_import(self._session.desk, self._batches[place].batch)
            self._session.changed.emit({"resident": []})
            kept = getattr(undone, "kept", ())
            more = f"，{len(kept)} 条之后改过，保留没动" if kept else ""
            self.accept()
            self._session.tell(f"已撤销{more}")


