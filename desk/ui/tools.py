"""备份, 数据体检, 回收站, 帮助, 关于."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTextBrowser, QWidget

from desk.paths import RESOURCES
from desk.service import backups
from desk.service.desk import rebuild_search
from desk.service.entries import recycling
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts import errors, jobs, prefs
from desk.ui.parts.dialog import Dialog, ask_out
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow

_ROW = Qt.ItemDataRole.UserRole + 5


def make_backup(window: MainWindow) -> None:
    """A verified backup where the person says (a USB stick)."""
    desk = window.session.desk
    out = ask_out(window, "备份到（建议U盘）", f"{desk.name}{desk.today}备份", "jwb")
    if out is None:
        return
    report = jobs.run(window, "正在备份", backups.backup(desk, out))
    records = getattr(report, "records", None)
    more = f"，共 {records:,} 条记录" if isinstance(records, int) else ""
    errors.tell(window, "备份好了", f"已打开核对过{more}。\n{out}", "check")


class RowList(Dialog):
    """A list of records with an explanation; a click opens one."""

    def __init__(
        self, parent: QWidget, session: Session, title: str, said: str, rows: list[tuple[str, int, str, str]]
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(title)
        self.resize(em(42), em(32))
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        for record, id, text, detail in rows:
            item = QListWidgetItem(text)
            item.setData(DETAIL, detail)
            item.setData(_ROW, (record, id))
            item.setToolTip(text)
            self.list.addItem(item)
        self.list.itemActivated.connect(self._open)
        self.tools = row(None, button("关闭", self.reject))
        self.setLayout(column(label(title, "large"), label(said, "quiet", wrap=True), self.list, self.tools, edge=1))

    def _open(self, item: QListWidgetItem) -> None:
        record, id = item.data(_ROW)
        if id:
            self.accept()
            self._session.open_record.emit(record, id)


def show_check(window: MainWindow) -> None:
    """Do the records agree? Each finding opens its record."""
    found = jobs.run(window, "正在检查资料", backups.checking(window.session.desk))
    if not found:
        errors.tell(window, "检查资料", "资料完好，各项记录之间没有矛盾。", "check")
        return
    rows = [(f.record, f.id, f.text, window.titles.get(f.record, "")) for f in found]
    said = f"发现 {len(found)} 处，双击一条（或按回车）可打开处理。"
    dialog = RowList(window, window.session, "检查资料", said, rows)
    if any(f.code == "tokens" for f in found):
        dialog.tools.insertWidget(0, button("重建检索", lambda: _rebuild(window, dialog), "refresh", "main"))
    dialog.exec()
    dialog.deleteLater()


def _rebuild(window: MainWindow, dialog: Dialog) -> None:
    """Compute anew what is searched by, and check again."""
    with errors.told(dialog):
        rebuild_search(window.session.desk)
        dialog.accept()
        window.session.tell("检索已重建")
        QTimer.singleShot(0, window, lambda: window.run("check"))


class Recycle(Dialog):
    """Deleted records, to be brought back."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self.setWindowTitle("回收站")
        self.resize(em(40), em(30))
        self.list = QListWidget()
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self._rows = recycling.deleted(session.desk)
        for one in self._rows:
            item = QListWidgetItem(f"{window.titles.get(one.record, '')}：{one.title}")
            item.setData(DETAIL, f"{one.at[:16]}　{one.worker}")
            self.list.addItem(item)
        body = self.list if self._rows else empty("trash", "回收站是空的")
        self.bringer = button("恢复", self._bring, "undo", "main")
        self.bringer.setEnabled(bool(self._rows))
        self.list.setCurrentRow(0)
        foot = row(None, button("关闭", self.reject), self.bringer)
        self.setLayout(column(label("回收站", "large"), body, foot, edge=1))

    def _bring(self) -> None:
        place = self.list.currentRow()
        if place < 0:
            return
        with errors.told(self):
            one = self._rows[place]
            self._session.changed.emit(recycling.undelete(self._session.desk, one.record, one.id))
            del self._rows[place]
            self.list.takeItem(place)
            self._session.tell("已恢复")


def show_help(window: MainWindow) -> None:
    """The help pages, in the window."""
    dialog = Dialog(window)
    dialog.setWindowTitle("帮助")
    dialog.resize(em(46), em(36))
    text = QTextBrowser()
    text.setSearchPaths([str(RESOURCES / "help")])
    text.setOpenExternalLinks(False)
    file = RESOURCES / "help" / "index.md"
    text.setMarkdown(file.read_text(encoding="utf-8") if file.is_file() else "")
    dialog.setLayout(column(text, row(None, button("关闭", dialog.accept)), edge=0.8))
    dialog.exec()
    dialog.deleteLater()


def show_about(window: MainWindow) -> None:
    """Name, version, where things lie."""
    from desk import __version__

    desk = window.session.desk
    errors.tell(window, "居务台", f"版本 {__version__}\n社区：{desk.name}\n资料：{desk.folder.path}\n"
                f"日志：{prefs.config_dir() / 'juwu-desk.log'}（没有居民信息）")
