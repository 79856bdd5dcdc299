"""工作人员与密码: who may open the community, what they may see, and the recovery code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from desk.service import workers
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import boxed, button, clear, column, label, row, scrolled
from desk.ui.parts.theme import em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow


def secret(hint: str) -> QLineEdit:
    """A line for a password."""
    made = QLineEdit()
    made.setPlaceholderText(hint)
    made.setAccessibleName(hint)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class Workers(Dialog):
    """Everything about passwords and rights in one place."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._session = window.session.desk, window.session
        self.setWindowTitle("工作人员与密码")
        self.resize(em(36), em(38))
        self.old, self.new, self.again = secret("现在的密码"), secret("新密码"), secret("再输入一次新密码")
        self.name, self.first = QLineEdit(), secret("给他（她）设一个密码")
        self.name.setPlaceholderText("姓名")
        self.who = QComboBox()
        self._rights = QVBoxLayout()
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        inner = QWidget()
        inner.setObjectName("clear")
        inner.setLayout(column(
            self._card("修改我的密码", self.old, self.new, self.again,
                       row(button("修改密码", self._change, "key"), None)),
            self._card("增加工作人员", self.name, self.first, row(button("增加", self._add, "plus"), None)),
            self._card("敏感类别的查看权限",
                       label("没有勾选的类别，这个人在名单、档案、统计里都看不到。", "small", wrap=True),
                       self.who, self._rights, row(button("移除这个人", self._remove, "trash", "danger"), None)),
            self._card("恢复码", label("遗失或泄露时换一个新的，旧的就作废。", "small", wrap=True),
                       row(button("换新的恢复码", self._code, "refresh"), None)),
            None, gap=0.7))
        self.setLayout(column(label("工作人员与密码", "large"), scrolled(inner), self._problem,
                              row(None, button("关闭", self.accept)), edge=1))
        self.who.currentTextChanged.connect(lambda _: self._show_rights())
        self._fill()

    def _card(self, heading: str, *items: QWidget | QVBoxLayout | object) -> QWidget:
        return boxed(column(label(heading, "heading"), *items, gap=0.4, edge=0.7), role="card")  # type: ignore[arg-type]

    def _fill(self) -> None:
        self.who.clear()
        self.who.addItems(list(workers.workers(self._desk)))

    def _show_rights(self) -> None:
        clear(self._rights)
        name = self.who.currentText()
        if not name:
            return
        held = workers.rights(self._desk, name)
        for right, title in workers.sensitive(self._desk).items():
            box = QCheckBox(title)
            box.setChecked(right in held)
            box.toggled.connect(lambda on, right=right: self._grant(right, on))
            self._rights.addWidget(box)

    def _grant(self, right: str, on: bool) -> None:
        name = self.who.currentText()
        with errors.told(self):
            held = workers.rights(self._desk, name)
            workers.set_rights(self._desk, name, held | {right} if on else held - {right})
            self._session.tell("权限已改，下次登录起生效")

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _change(self) -> None:
        if self.new.text() != self.again.text():
            return self._say("两次输入的新密码不一样")
        with errors.told(self):
            workers.change_password(self._desk, self.old.text(), self.new.text())
            self._say("")
            for line in (self.old, self.new, self.again):
                line.clear()
            self._session.tell("密码已修改")

    def _add(self) -> None:
        with errors.told(self):
            workers.add_worker(self._desk, self.name.text(), self.first.text())
            self.name.clear()
            self.first.clear()
            self._fill()
            self._session.tell("已增加")

    def _remove(self) -> None:
        name = self.who.currentText()
        if name and errors.ask(self, "移除这个人？", f"「{name}」以后不能再打开资料，已经录入的记录不变。",
                               "移除", "不移除", danger=True) == 0:
            with errors.told(self):
                workers.remove_worker(self._desk, name)
                self._fill()

    def _code(self) -> None:
        if errors.ask(self, "换新的恢复码？", "旧的恢复码马上作废，请准备好纸笔抄下新的。", "换新的", "不换"):
            return
        with errors.told(self):
            code = workers.new_recovery(self._desk)
            errors.tell(self, "新的恢复码", f"{code}\n\n请抄下来锁进柜子，关掉后就不再显示。", "key")
