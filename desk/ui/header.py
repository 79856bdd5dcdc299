"""The window's head: the community, the tabs, who works, the menu. It gives up icons before words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QToolButton

from desk.ui.parts.icons import icon
from desk.ui.parts.small import label, row
from desk.ui.parts.theme import em

Tab = tuple[str, str, str]
"""Key, title, icon."""


class Header(QFrame):
    """`chosen` carries a tab's key."""

    chosen = Signal(str)

    def __init__(self, name: str, who: str, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._brand, self._who = label(name), label(who, "quiet")
        self._brand.setObjectName("brand")
        self.buttons = {tab[0]: self._tab(place, tab) for place, tab in enumerate(tabs, 1)}
        self.menu_button = QToolButton()
        self.menu_button.setText("菜单")
        self.menu_button.setToolTip("全部命令 (F10)")
        self.menu_button.setIcon(icon("menu"))
        self.menu_button.setIconSize(QSize(em(1.15), em(1.15)))
        self.menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        line = row(self._brand, 1, *self.buttons.values(), None, self._who, self.menu_button, gap=0)
        line.setContentsMargins(em(0.8), 0, em(0.5), 0)
        self.setLayout(line)

    def _tab(self, place: int, tab: Tab) -> QToolButton:
        key, title, picture = tab
        made = QToolButton()
        made.setText(title)
        made.setIcon(icon(picture))
        made.setIconSize(QSize(em(1.15), em(1.15)))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setProperty("role", "tab")
        made.setToolTip(f"{title} (Ctrl+{place})")
        made.clicked.connect(lambda: self.chosen.emit(key))
        return made

    def mark(self, key: str) -> None:
        """Show which tab is in sight."""
        self.buttons[key].setChecked(True)

    def minimumSizeHint(self) -> QSize:
        return QSize(em(20), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = event.size().width()
        words = self._brand.sizeHint().width() + self._who.sizeHint().width() + em(9)
        tight = room < words + len(self.buttons) * em(5.6)
        self._who.setVisible(room > words + len(self.buttons) * em(4))
        self._brand.setVisible(room > em(38))
        style = Qt.ToolButtonStyle.ToolButtonTextOnly if tight else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for made in self.buttons.values():
            made.setToolButtonStyle(style)
