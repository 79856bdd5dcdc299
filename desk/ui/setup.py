"""First start: name the community, set a password, keep the recovery code. And the log-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStackedWidget, QWidget

from desk.errors import Invalid, Trouble
from desk.service import desk as desks
from desk.service import workers
from desk.store.keys import PASSWORD_MIN
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog, ask_folder, ask_out
from desk.ui.parts.small import boxed, button, column, label, row, scrolled
from desk.ui.parts.theme import em
from desk.ui.parts.viewer import copy_to
from desk.ui.restoring import restore


def _line(hint: str, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(hint)
    made.setAccessibleName(hint)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


class Setup(Dialog):
    """Makes a new community in `folder`; `desk` is it afterwards."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.setWindowTitle("居务台")
        self.setMinimumWidth(em(36))
        self.desk: Any = None
        self.code = ""
        self._folder = folder
        self.name, self.worker = _line("如：阳光社区"), _line("您的姓名，记在每次修改里")
        self.password, self.again = _line(f"至少 {PASSWORD_MIN} 个字符", True), _line("再输入一次", True)
        self._problem = label("", "problem", wrap=True)
        keeps = self._problem.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self._problem.setSizePolicy(keeps)
        self._problem.hide()
        self._place = label(str(folder), "small", wrap=True)
        self._pages = QStackedWidget()
        first = self._first()
        self._pages.addWidget(scrolled(first))
        self.setLayout(column(self._pages, edge=1.4))
        self.resize(em(38), first.sizeHint().height() + em(3.2))
        self.name.setFocus()

    def _first(self) -> QWidget:
        self.starter = button("建立", self._create, "check", "main")
        box = QWidget()
        box.setObjectName("clear")
        fields = [("社区（村）名称", self.name), ("工作人员", self.worker), ("设一个密码", self.password),
                  ("确认密码", self.again)]
        lines: list[Any] = [label("欢迎使用居务台", "title"),
                            label("只用填这几项就可以开始。资料加密保存在这台电脑上，不上网。", "quiet", wrap=True), 1]
        for title, line in fields:
            lines += [label(title, "label"), line]
            line.returnPressed.connect(self._next)
        lines += [label("资料保存位置", "label"),
                  row(self._place, None, button("更换…", self._choose)), self._problem, 1,
                  row(button("打开已有资料…", self._existing, "open"),
                      button("从备份恢复…", self._restore, "backup"), None, button("退出", self.reject), self.starter)]
        box.setLayout(column(*lines, gap=0.35))
        return box

    def _next(self) -> None:
        """Enter goes on; in the last line it starts, once the key has been dealt with: not to press what comes then."""
        if self.again.hasFocus():
            QTimer.singleShot(0, self, self._create)
        else:
            self.focusNextChild()

    def _choose(self) -> None:
        path = ask_folder(self, "资料保存位置", self._folder.parent)
        if path is not None:
            self._folder = path / "居务台资料" if any(path.iterdir()) else path
            self._place.setText(str(self._folder))

    def _existing(self) -> None:
        path = ask_folder(self, "已有资料所在的文件夹", self._folder.parent)
        if path is not None:
            self._log_in(path)

    def _restore(self) -> None:
        if (path := restore(self, self._folder.parent)) is not None:
            self._log_in(path)

    def _log_in(self, path: Path) -> None:
        login = Login(path)
        if login.exec():
            self.desk = login.desk
            self.accept()
        login.deleteLater()

    def reject(self) -> None:
        """Once the community is made the recovery code must not be lost by a slip of Esc."""
        if not self.code:
            super().reject()
        elif errors.ask(
            self, "恢复码抄下来了吗？", "恢复码只显示这一次，关掉后谁也找不回来。忘记密码时没有它，资料就打不开了。",
            "已经抄好，开始使用", "返回去抄", danger=True) == 0:
            self.accept()

    def _say(self, text: str, at: QLineEdit | None = None) -> None:
        self._problem.setText(text)
        self._problem.show()
        if at is not None:
            at.setFocus()

    def _create(self) -> None:
        self._problem.hide()
        if not self.name.text().strip():
            return self._say("请填写社区（村）名称", self.name)
        if not self.worker.text().strip():
            return self._say("请填写您的姓名", self.worker)
        if self.password.text() != self.again.text():
            return self._say("两次输入的密码不一样，请重新输入", self.again)
        try:
            given = (self.name.text(), self.worker.text(), self.password.text())
            self.desk, self.code = desks.create(self._folder, *given)
        except (Invalid, Trouble) as refusal:
            return self._say(refusal.text, self.password)
        self._pages.addWidget(self._second())
        self._pages.setCurrentIndex(1)
        self.kept.setFocus()

    def _second(self) -> QWidget:
        code = label(self.code, "large", wrap=True, select=True)
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.kept = QCheckBox("我已经抄下或打印了恢复码")
        self.finisher = button("开始使用", self.accept, "check", "main")
        self.finisher.setEnabled(False)
        self.kept.toggled.connect(self.finisher.setEnabled)
        box = QWidget()
        box.setObjectName("clear")
        box.setLayout(column(
            label("请保管好恢复码", "title"),
            label("忘记密码时，只有它能打开资料，谁也没有别的办法。"
                  "请打印或抄下来，锁进柜子，不要存在这台电脑上。", "quiet", wrap=True),
            1, boxed(column(code, edge=0.8), role="info"), 1,
            row(button("打印…", self._print, "print"), button("另存…", self._save, "save"), None), self.kept, None,
            row(None, self.finisher), gap=0.5))
        return box

    def text(self) -> str:
        """The sheet to be kept."""
        return (f"居务台恢复码\n\n社区：{self.desk.name}\n日期：{self.desk.today}\n\n{self.code}\n\n"
                "忘记密码时用它打开资料。请锁进柜子，不要拍照，不要存在电脑里。\n")

    def _save(self) -> None:
        if out := ask_out(self, "保存恢复码（建议存到U盘）", "居务台恢复码", "txt"):
            with errors.told(self):
                save_text(out, self.text())
                errors.tell(self, "恢复码已保存", f"文件在 {out}。请把它打印出来，或连同U盘锁进柜子。", "check")

    def _print(self) -> None:
        from PySide6.QtGui import QTextDocument
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            errors.tell(self, "没有找到打印机", "这台电脑还没有装好打印机。请把恢复码抄下来，或另存到U盘。", "print")
            return
        printer = QPrinter()
        if QPrintDialog(printer, self).exec():
            sheet = QTextDocument(self.text())
            font = sheet.defaultFont()
            font.setPointSize(16)
            sheet.setDefaultFont(font)
            sheet.print_(printer)


def save_text(out: Path, text: str) -> None:
    """Write a small text file. Raises Trouble."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "text"
        fresh.write_text(text, encoding="utf-8")
        copy_to(fresh, out)


class Login(Dialog):
    """Opens the community in `folder`; `desk` is it afterwards."""

    def __init__(self, folder: Path, trouble: str = "") -> None:
        super().__init__()
        self.setWindowTitle("居务台")
        self.setMinimumWidth(em(28))
        self.desk: Any = None
        self._folder = folder
        self.password = _line("密码", True)
        self._problem = label(trouble, "problem", wrap=True)
        self._problem.setVisible(bool(trouble))
        self._place = label(f"资料：{folder}", "small", wrap=True)
        self.worker = QComboBox()
        self.worker.setAccessibleName("工作人员")
        self.opener = button("打开", self._open, "key", "main")
        self.password.returnPressed.connect(self._open)
        self.setLayout(column(
            label("居务台", "title"), self._place, 1,
            label("工作人员", "label"), self.worker,
            label("密码", "label"), self.password, self._problem,
            row(button("忘记密码", self._forgotten, role="link"),
                button("从备份恢复…", self._restore, role="link"), None, button("退出", self.reject), self.opener),
            gap=0.4, edge=1.4))
        self._names()
        self.password.setFocus()

    def _restore(self) -> None:
        """Go on with the folder that a backup was restored to."""
        if (path := restore(self, self._folder.parent)) is not None:
            self._folder = path
            self._place.setText(f"资料：{path}")
            self._problem.hide()
            self._names()
            self.password.setFocus()

    def _names(self) -> None:
        try:
            self.worker.clear()
            self.worker.addItems(workers.names(self._folder))
        except (Invalid, Trouble) as refusal:
            self._problem.setText(refusal.text)
            self._problem.show()

    def _open(self) -> None:
        self._try(lambda: desks.open_desk(self._folder, self.password.text(), self.worker.currentText() or None))

    def _try(self, call: Callable[[], Any]) -> None:
        try:
            self.desk = call()
        except (Invalid, Trouble) as refusal:
            self._problem.setText(refusal.text)
            self._problem.show()
            self.password.selectAll()
            self.password.setFocus()
            return
        self.accept()

    def _forgotten(self) -> None:
        dialog = Recover(self)
        if dialog.exec():
            name = self.worker.currentText() or "管理员"
            self._try(lambda: workers.recover(self._folder, dialog.code.text(), name, dialog.password.text()))
        dialog.deleteLater()


class Recover(Dialog):
    """The recovery code and a new password."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("用恢复码重设密码")
        self.setMinimumWidth(em(30))
        self.code = _line("恢复码，横线可不填")
        self.password, self.again = _line("新密码", True), _line("再输入一次", True)
        self._problem = label("", "problem", wrap=True)
        self._problem.hide()
        fine = button("重设密码", self._finish, "key", "main")
        self.again.returnPressed.connect(self._finish)
        self.setLayout(column(
            label("用恢复码重设密码", "large"),
            label("恢复码是建立时打印或抄下的那一串字母和数字。", "quiet", wrap=True),
            self.code, self.password, self.again, self._problem, row(None, button("取消", self.reject), fine),
            edge=1.2))

    def _finish(self) -> None:
        if self.password.text() != self.again.text():
            self._problem.setText("两次输入的密码不一样")
            self._problem.show()
            return
        self.accept()
