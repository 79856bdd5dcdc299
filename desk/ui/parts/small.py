"""Small pieces that every screen is put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desk.ui.parts.icons import icon, pixmap
from desk.ui.parts.rare import RARE
from desk.ui.parts.theme import C, em


def label(text: str = "", role: str = "", wrap: bool = False, select: bool = False) -> QLabel:
    """A text in one of the sheet's roles; never read as HTML."""
    RARE.look(text)
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if select:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def button(text: str, then: Callable[[], object] | None = None, picture: str = "", role: str = "") -> QPushButton:
    """A push button; `role` is main, danger, link or chip."""
    made = QPushButton(text)
    if picture:
        made.setIcon(icon(picture, C.paper if role == "main" else C.bad if role == "danger" else C.accent))
        made.setIconSize(QSize(em(1.1), em(1.1)))
    if role:
        made.setProperty("role", role)
    made.setAutoDefault(False)
    if then is not None:
        made.clicked.connect(lambda: then())
    return made


def tool(picture: str, tip: str, then: Callable[[], object] | None = None, role: str = "") -> QToolButton:
    """A button that is only an icon; `tip` is also its name for screen readers."""
    made = QToolButton()
    made.setIcon(icon(picture))
    made.setIconSize(QSize(em(1.2), em(1.2)))
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    if role:
        made.setProperty("role", role)
    if then is not None:
        made.clicked.connect(lambda: then())
    return made


def column(*items: QWidget | QLayout | int | None, gap: float = 0.5, edge: float = 0.0) -> QVBoxLayout:
    """Items below each other: a number is a fixed gap (em), None takes up what is left."""
    made = QVBoxLayout()
    _fill(made, items, gap, edge)
    return made


def row(*items: QWidget | QLayout | int | None, gap: float = 0.5, edge: float = 0.0) -> QHBoxLayout:
    """Items beside each other, see `column`."""
    made = QHBoxLayout()
    _fill(made, items, gap, edge)
    return made


def _fill(layout: QBoxLayout, items: Iterable[QWidget | QLayout | int | None], gap: float, edge: float) -> None:
    layout.setSpacing(em(gap) if gap else 0)
    side = em(edge) if edge else 0
    layout.setContentsMargins(side, side, side, side)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(em(item))
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def boxed(layout: QLayout, name: str = "", role: str = "") -> QFrame:
    """A frame around a layout, styled by its name or role."""
    made = QFrame()
    made.setObjectName(name)
    if role:
        made.setProperty("role", role)
    made.setLayout(layout)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    """`inner` scrolls up and down and is as wide as there is room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    inner.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    area.setWidget(inner)
    return area


def empty(picture: str, text: str, hint: str = "", *actions: QWidget) -> QWidget:
    """What a screen shows where there is nothing yet: what is missing and what to do next."""
    image = QLabel()
    image.setPixmap(pixmap(picture, em(3.4), C.accent_line, 2.0))
    image.setAlignment(Qt.AlignmentFlag.AlignCenter)
    head = label(text, "empty", wrap=True)
    head.setAlignment(Qt.AlignmentFlag.AlignCenter)
    below = label(hint, "quiet", wrap=True)
    below.setAlignment(Qt.AlignmentFlag.AlignCenter)
    box = QWidget()
    box.setObjectName("clear")
    box.setLayout(column(None, image, head, below, row(None, *actions, None), None, gap=0.7, edge=1))
    return box


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, for good."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def laid(layout: QLayout) -> list[QWidget]:
    """The widgets that stand in a layout itself, in its order.

    Not by `itemAt`: Python keeps what that answers, Qt deletes the item when its widget moves, and the next
    object at the same address (an action, say) is then taken for the dead item.
    """
    outer = layout.parentWidget()
    among = outer.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if outer else []
    return sorted((w for w in among if layout.indexOf(w) >= 0), key=layout.indexOf)


def swap(old: QWidget, new: QWidget) -> None:
    """Put a widget into the place of another, in a grid or a row. Not by `replaceWidget`: see `laid`."""
    outer = old.parentWidget()
    at = next((one for one in outer.findChildren(QLayout) if one.indexOf(old) >= 0), None) if outer else None
    if not isinstance(at, QGridLayout | QBoxLayout):
        raise ValueError(f"{old.objectName()} stands in no grid and no row")
    place = at.indexOf(old)
    if isinstance(at, QGridLayout):
        cell = cast(tuple[int, int, int, int], at.getItemPosition(place))
        at.removeWidget(old)
        at.addWidget(new, *cell)
    else:
        at.removeWidget(old)
        at.insertWidget(place, new)
    old.hide()
    old.setParent(None)
    old.deleteLater()


def restyle(widget: QWidget, **properties: object) -> None:
    """Set style properties and have the sheet read again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
