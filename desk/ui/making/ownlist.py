"""自己做的台账和指标: to be changed or taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desk.service.own import handing, making
from desk.ui.making.maker import FigureMaker, LedgerMaker
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog, ask_files, ask_out
from desk.ui.parts.flow import Flow
from desk.ui.parts.lines import Lines
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

_MAKERS = {"ledger": LedgerMaker, "figure": FigureMaker}


class OwnList(Dialog):
    """`touched` says whether anything was changed."""

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent)
        self._session, self.touched = session, False
        self._own: list[making.Own] = []
        self.setWindowTitle("自己做的台账和指标")
        self.resize(em(54), em(34))
        self.table = Lines("自己做的", ("种类", 8, False), ("名称", 26, False), ("含义", 34, False))
        self._nothing = empty("library", "还没有自己做的台账和指标", "选好台账，点几个条件，起个名字，就能在各处使用。")
        self.editor = button("修改…", self.edit, "edit")
        self.dropper = button("删除", self.drop, "trash", "danger")
        tools = Flow()
        tools.fill([button("新做一本台账…", lambda: self._make("ledger"), "plus", "main"),
                    button("新做一个指标…", lambda: self._make("figure"), "plus"), self.editor, self.dropper,
                    button("存为文件…", self.hand_out, "save"), button("从文件收入…", self.take_in, "open")])
        self._said = label("", "hint")
        self.setLayout(column(label("自己做的台账和指标", "large"), tools, self.table, self._nothing, self._said,
                              row(None, button("关闭", self.accept)), edge=1))
        self.table.doubleClicked.connect(lambda _: self.edit())
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        self._own = [one for one in making.own(self._session.desk) if one.kind in (*_MAKERS, "breakdown")]
        self.table.put([[making.WORDS[one.kind], one.title, one.broken or one.sentence] for one in self._own])
        self.table.setVisible(bool(self._own))
        self._nothing.setVisible(not self._own)
        for tool in (self.editor, self.dropper):
            tool.setEnabled(bool(self._own))
        if self._own:
            self.table.mark(0)

    def chosen(self) -> making.Own | None:
        """The one marked."""
        marked = self.table.chosen()
        return self._own[marked[0]] if marked and marked[0] < len(self._own) else None

    def _make(self, kind: str, own: making.Own | None = None) -> None:
        with errors.told(self):
            dialog = _MAKERS[kind](self, self._session, own)
            if dialog.exec():
                self.touched = True
                self.reload()
            dialog.deleteLater()

    def edit(self) -> None:
        """Change the one marked."""
        one = self.chosen()
        if one is not None and one.kind not in _MAKERS:
            errors.tell(self, "修改", "分组统计请在「报表」的「分组统计」里打开，改好以后用原来的名称再存一次。")
        elif one is not None:
            self._make(one.kind, one)

    def drop(self) -> None:
        """Take the one marked back."""
        one = self.chosen()
        with errors.told(self):
            if one is None:
                return
            said = f"删除自己做的{making.WORDS[one.kind]}「{one.title}」？记录不受影响。"
            if errors.ask(self, "删除", said, "删除", "不删", danger=True) == 0:
                making.delete(self._session.desk, one.kind, one.key)
                self.touched = True
                self.reload()

    def hand_out(self) -> None:
        """All of them as a file, for another community."""
        with errors.told(self):
            if (out := ask_out(self, "存为文件", "自己做的台账和指标", "json")) is not None:
                count = handing.hand_out(self._session.desk, out)
                self._said.setText(f"已存出{count}项：{out.name}。别的社区打开这个窗口，点「从文件收入…」就能用。")

    def take_in(self) -> None:
        """What another community has made."""
        with errors.told(self):
            for file in ask_files(self, "从文件收入", "自己做的台账和指标 (*.json)"):
                got = handing.take_in(self._session.desk, file)
                known = f"；这里已有同名的{len(got.known)}项，没有改动" if got.known else ""
                self.touched = self.touched or bool(got.added)
                self.reload()
                self._said.setText(f"收入了{len(got.added)}项{known}。")
