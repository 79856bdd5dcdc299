"""Forms drawn in Qt Designer: `forms/<record>.ui`.

A widget's objectName is the key of the field that goes there; a label whose buddy it is
takes the place of the field's own title. What the file does not place is added below it.
A grid of nothing but fields keeps its order and what goes across, and takes as many columns
as there is room for: forms stay readable beside a table and at any text size.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QFile, QIODevice
from PySide6.QtUiTools import QUiLoader
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QGroupBox, QLabel, QWidget

from desk.paths import FORMS
from desk.ui.fields import Context, Slot
from desk.ui.parts.fieldgrid import FieldGrid
from desk.ui.parts.small import laid, restyle, swap
from desk.ui.parts.theme import em

if TYPE_CHECKING:
    from desk.service.entries.form import Entry


def form_file(record: str) -> Path | None:
    """The drawn form of a record, where there is one."""
    file = FORMS / f"{record}.ui"
    return file if file.is_file() else None


def lay_out(file: Path, entries: Mapping[str, Entry], context: Context) -> tuple[QWidget, dict[str, Slot]]:
    """The page of a file with an editor in each field's place, and the slots by key."""
    source = QFile(str(file))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    page = QUiLoader().load(source)
    source.close()
    titled = {b.objectName() for w in page.findChildren(QLabel) if (b := w.buddy()) is not None}
    slots: dict[str, Slot] = {}
    for old in page.findChildren(QWidget):
        key = _key(old.objectName())
        if key in entries and key not in slots:
            slots[key] = _replace(old, Slot(entries[key], context, old.objectName() not in titled))
        elif _looks_like_field(old) and key not in slots:
            old.hide()
    _flow(page)
    _dress(page)
    return page, slots


def _flow(page: QWidget) -> None:
    """Grids of nothing but fields follow the width."""
    for grid in page.findChildren(QGridLayout):
        cells = [(_at(grid, grid.indexOf(w)), w) for w in laid(grid)]
        slots = sorted(((at, w) for at, w in cells if isinstance(w, Slot)), key=lambda cell: cell[0])
        outer = grid.parent()
        if isinstance(outer, QBoxLayout) and slots and len(slots) == sum(1 for _, w in cells if not w.isHidden()):
            for (_, _, span), slot in slots:
                slot.wide = slot.wide or span > 1
            outer.insertWidget(outer.indexOf(grid), FieldGrid([slot for _, slot in slots]))


def _at(grid: QGridLayout, index: int) -> tuple[int, int, int]:
    """Row, column, and columns taken."""
    row, column, _, span = cast(tuple[int, int, int, int], grid.getItemPosition(index))
    return row, column, span


def _key(name: str) -> str:
    """Designer takes no dots in names: x__grade is x.grade."""
    return name.replace("__", ".")


def _looks_like_field(widget: QWidget) -> bool:
    """A field's place for which this record has no field now (another category)."""
    return widget.metaObject().className() in ("QLineEdit", "QPlainTextEdit", "QComboBox")


def _replace(old: QWidget, slot: Slot) -> Slot:
    swap(old, slot)
    return slot


def _dress(page: QWidget) -> None:
    """The theme's distances and headings instead of the file's pixels."""
    page.setObjectName("clear")
    for text in page.findChildren(QLabel):
        if text.objectName().startswith("heading"):
            restyle(text, role="heading")
    for box in page.findChildren(QGroupBox):
        box.setFlat(True)
    for grid in page.findChildren(QGridLayout):
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(em(1.2))
        grid.setVerticalSpacing(em(0.6))
    if (layout := page.layout()) is not None:
        layout.setContentsMargins(0, 0, 0, 0)
