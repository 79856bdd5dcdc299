"""设置: text size. And 关于."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from desk.ui.dialog import Dialog
from desk.ui.parts import button, column, label, row
from desk.ui.theme import SIZES, THEME, em

if TYPE_CHECKING:
    from desk.ui.shell import MainWindow


class Settings(Dialog):
    """The text size takes effect at once."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("设置")
        self.setMinimumWidth(em(24))
        self._group = QButtonGroup(self)
        choices = []
        for percent in SIZES:
            choice = QRadioButton(f"{percent}%" + ("（标准）" if percent == 100 else ""))
            choice.setChecked(percent == THEME.percent)
            self._group.addButton(choice, percent)
            choices.append(choice)
        self._group.idClicked.connect(window.set_text_size)
        self.setLayout(column(
            label("文字大小", "large"),
            label("看不清就调大，马上生效。也可以按 Ctrl+加号、Ctrl+减号。", "quiet", wrap=True),
            *choices, row(None, button("关闭", self.accept, role="main")), edge=1.2))
