"""What is not done without saying why."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em


class ReasonDialog(Dialog):
    """Asks for a reason, called `name`; `answers` are the words for leaving it and for doing it."""

    def __init__(
        self, parent: QWidget, title: str, said: str, name: str, example: str, answers: tuple[str, str]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(em(28))
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(example)
        self.reason.setAccessibleName(name)
        self._problem = label(f"请写明{name}", "problem")
        self._problem.hide()
        foot = row(None, button(answers[0], self.reject), button(answers[1], self._finish, role="main"))
        self.setLayout(column(label(title, "large"), label(said, "quiet", wrap=True), label(name, "label"),
                              self.reason, self._problem, foot, edge=1.2))
        self.reason.returnPressed.connect(self._finish)
        self.reason.setFocus()

    def _finish(self) -> None:
        if self.reason.text().strip():
            self.accept()
        else:
            self._problem.show()
