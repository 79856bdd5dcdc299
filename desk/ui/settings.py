"""设置: text size, and what the community is called and since when it keeps its books here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from desk.kinds import Date
from desk.ui.fields.dates import DateEditor
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.flow import Flow
from desk.ui.parts.small import boxed, button, column, label, row, scrolled
from desk.ui.parts.theme import SIZES, THEME, em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow


SIZE_NAMES = ("标准", "稍大", "大", "更大", "特大", "最大")


class Settings(Dialog):
    """The text size takes effect at once, the rest with 保存."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        desk = window.session.desk
        self.setWindowTitle("设置")
        self.setMinimumWidth(em(30))
        self._group = QButtonGroup(self)
        sizes = Flow()
        choices = [QRadioButton(f"{name} {percent}%") for name, percent in zip(SIZE_NAMES, SIZES, strict=True)]
        for percent, choice in zip(SIZES, choices, strict=True):
            choice.setChecked(percent == THEME.percent)
            self._group.addButton(choice, percent)
        sizes.fill(choices)
        self._group.idClicked.connect(window.set_text_size)
        self.name, self.started = QLineEdit(desk.name), DateEditor(Date())
        self.name.setAccessibleName("社区（村）名称")
        self.started.put(desk.started)
        text = column(label("文字大小", "heading"), sizes,
                      label("也可以按 Ctrl+加号、Ctrl+减号。", "small", wrap=True), edge=0.8)
        office = column(
            label("社区", "heading"), label("社区（村）名称", "label"), self.name,
            label("建账日", "label"), self.started,
            label("从哪天起用本程序登记。建账日以前的数字程序不知道，报告里不当作零。", "small", wrap=True),
            row(None, button("保存", self._save, "save", "main")), edge=0.8)
        inner = QWidget()
        inner.setObjectName("clear")
        inner.setLayout(column(boxed(text, role="card"), boxed(office, role="card"), None, gap=0.8))
        self.setLayout(column(scrolled(inner), row(None, button("关闭", self.accept)), gap=0.8, edge=1))
        self.resize(em(40), em(31))

    def _save(self) -> None:
        with errors.told(self):
            name, started = self.name.text().strip(), self.started.value()
            self._window.session.desk.set(name=name or self._window.session.desk.name, started=str(started or ""))
            self._window.setWindowTitle(f"{self._window.session.desk.name} - 居务台")
            self._window.rebuild()
            self._window.session.tell("设置已保存")
