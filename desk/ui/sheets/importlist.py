"""撤销导入: the imports made so far; one can be taken back whole, and what had to stay is named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desk.service.entries.undoing import Undone
from desk.service.imports import importing
from desk.service.imports.batches import undoing
from desk.service.imports.importing import Batch
from desk.ui.parts import errors, jobs
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.plaintable import PlainTable
from desk.ui.parts.saying import said_at
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session
from desk.ui.tools import RowList

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

_HEADS = (
    ("文件", 30), ("导入时间", 17), ("导入人", 10), ("内容", 14), ("行数", 8), ("新增", 8), ("更新", 8), ("待处理", 8))


def take_back(window: MainWindow, batch: int) -> None:
    """Undo a whole import; what stayed is listed with the reason."""
    session = window.session
    undone: Undone = jobs.run(window, "正在撤销导入", undoing(session.desk, batch))
    session.changed.emit(undone.changes)
    kept = f"；{len(undone.kept)} 条之后又有改动，没有动" if undone.kept else ""
    session.tell(f"已撤销导入：拿掉 {undone.removed:,} 条，改回 {undone.restored:,} 条{kept}")
    if undone.kept:
        show_kept(window, undone)


def show_kept(window: MainWindow, undone: Undone) -> None:
    """The records that were left as they are, each to be opened."""
    rows = [(one.record, one.id, one.title or window.titles.get(one.record, ""), one.why) for one in undone.kept]
    said = f"这次导入已撤销。下面 {len(rows)} 条导入之后又有改动，保留不动；双击一条可以打开查看。"
    dialog = RowList(window, window.session, "没有撤销的记录", said, rows)
    dialog.exec()
    dialog.deleteLater()


class ImportList(Dialog):
    """The imports, the newest first."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self.setWindowTitle("撤销导入")
        self.resize(min(em(64), window.width() - em(2)), min(em(30), window.height() - em(1)))
        self._batches = importing.batches(session.desk)
        self.list = PlainTable("导入过的表")
        self.list.show_lines(_HEADS, len(self._batches), self._line)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.undoer = button("撤销这次导入", self._undo, "undo", "danger")
        self.undoer.setEnabled(bool(self._batches))
        body = self.list if self._batches else empty("import", "还没有导入过")
        said = label("导入新增的会拿掉，改过的会改回；之后您又改过的保留不动，并一一列出。", "quiet", wrap=True)
        foot = row(None, button("关闭", self.reject), self.undoer)
        self.setLayout(column(label("撤销导入", "large"), said, body, self.problem, foot, edge=1))
        self.list.entered.connect(lambda _: self._undo())
        self.list.to_row(0)
        self.list.setFocus()

    def _line(self, at: int) -> list[str]:
        one: Batch = self._batches[at]
        kinds = "、".join(self._window.titles.get(key, "") for key in one.record.split(","))
        return [Path(one.file).name, one.at[:16], one.worker, kinds, f"{one.read:,}", f"{one.added:,}",
                f"{one.updated:,}", f"{one.waiting:,}"]

    def _undo(self) -> None:
        place = self.list.currentIndex().row()
        if not 0 <= place < len(self._batches):
            return
        one = self._batches[place]
        said = f"「{Path(one.file).name}」{one.at[:16]} 导入，新增 {one.added:,} 条，更新 {one.updated:,} 条。"
        if errors.ask(self, "撤销这次导入？", said, "撤销", "不撤销", danger=True):
            return
        with said_at(self.problem, self):
            self.accept()
            take_back(self._window, one.batch)
