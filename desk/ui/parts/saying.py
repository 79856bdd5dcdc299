"""An error as one sentence at its place: under the fields of a dialog, not in front of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QDialog, QLabel, QLayout, QWidget

from desk.errors import Cancelled, Invalid, Trouble
from desk.ui.parts import errors


@contextmanager
def said_at(place: QLabel, parent: QWidget) -> Iterator[None]:
    """Run a step of a dialog; what is wrong is written on `place`, which is hidden while nothing is."""
    put(place, "")
    try:
        yield
    except Cancelled:
        return
    except (Invalid, Trouble) as error:
        put(place, error.text)
    except Exception as error:  # our own mistake: `show` writes it down
        errors.show(parent, error)


def squeezable(dialog: QDialog) -> None:
    """In large text a dialog stays within the screen.

    Qt takes wrapped sentences to need the height that they have where they are narrowest.
    """
    layout = dialog.layout()
    if layout is not None:
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)


def put(place: QLabel, text: str) -> None:
    """Write a sentence; none hides its place."""
    place.setText(text)
    place.setVisible(bool(text))
