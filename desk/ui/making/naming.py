"""A name for what is to be kept."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import button, column, label, row
from desk.ui.parts.theme import em


def asked_name(parent: QWidget, heading: str, name: str) -> str:
    """The name that the person gives; "" when they leave."""
    dialog = Dialog(parent)
    dialog.setWindowTitle(heading)
    line = QLineEdit(name)
    line.setAccessibleName("名称")
    line.selectAll()
    fine = button("保存", dialog.accept, "save", "main")
    fine.setDefault(True)
    dialog.setLayout(column(label("名称", "label"), line, row(None, button("取消", dialog.reject), fine), edge=1))
    dialog.setMinimumWidth(em(26))
    found = line.text().strip() if dialog.exec() else ""
    dialog.deleteLater()
    return found
