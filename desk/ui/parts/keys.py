"""The keyboard in a window: Enter presses, and Tab follows what is seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def pressed(event: QKeyEvent, here: QWidget | None) -> bool:
    """Enter presses the button that has the keyboard, as people expect; Qt takes only the space bar there."""
    if event.key() in ENTER and isinstance(here, QAbstractButton):
        here.click()
        return True
    return False


def tab_on(window: QWidget, forward: bool) -> bool:
    """Tab to the next widget that is seen, or back to the one before; False where nothing takes the keyboard.

    Qt asks this too when the one that has it is put away: it loses it, and whoever does that says where work goes on.

    Qt goes in the order in which widgets were made: what is put in later (a filter, a page's buttons, a child
    row) would come last, wherever it stands.
    """
    chain, here = list(in_sight(window)), window.focusWidget()
    if here is not None and not here.isVisible():
        here.clearFocus()
        return True
    if not chain:
        return False
    at = next((place for place, one in enumerate(chain) if one is here), -1 if forward else 0)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    chain[(at + (1 if forward else -1)) % len(chain)].setFocus(reason)
    return True


def in_sight(outer: QWidget) -> Iterator[QWidget]:
    """The widgets within `outer` that Tab stops at, line by line as they stand."""
    within = outer.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    seen = [one for one in within if one.isVisible() and not one.isWindow()]
    for one in sorted(seen, key=cmp_to_key(_order)):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabled() and one.focusProxy() is None:
            yield one
        yield from in_sight(one)


def _order(one: QWidget, other: QWidget) -> int:
    """Above comes first; on one line, left comes first."""
    a, b = one.geometry(), other.geometry()
    if a.bottom() < b.top() or b.bottom() < a.top():
        return a.top() - b.top()
    return a.left() - b.left()


__all__ = ["ENTER", "in_sight", "pressed", "tab_on"]
