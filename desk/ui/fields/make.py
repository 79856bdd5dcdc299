"""Which editor a kind gets."""

from __future__ import annotations

from collections.abc import Callable

from desk.kinds import Code, Codes, Date, DateTime, Files, Kind, Link, LongText, Month, PartialDate, YesNo
from desk.ui.fields.base import Context, Editor
from desk.ui.fields.codes import CodeEditor, CodesEditor
from desk.ui.fields.dates import DateEditor, MomentEditor, MonthEditor
from desk.ui.fields.links import FilesEditor, LinkEditor
from desk.ui.fields.text import LineEditor, LongEditor

WIDE = (LongText, Codes, Files)
"""Kinds whose editor takes the whole width of a form."""

_EDITORS: tuple[tuple[type[Kind] | tuple[type[Kind], ...], Callable[[Kind], Editor]], ...] = (
    ((Code, YesNo), CodeEditor),
    (Codes, CodesEditor),
    (LongText, LongEditor),
    (DateTime, MomentEditor),
    (Month, MonthEditor),
    ((Date, PartialDate), DateEditor),
)


def make_editor(kind: Kind, context: Context) -> Editor:
    """The editor of a kind; kinds without one of their own are edited as a line of text."""
    if isinstance(kind, Link):
        return LinkEditor(kind, context)
    if isinstance(kind, Files):
        return FilesEditor(kind, context)
    make = next((make for kinds, make in _EDITORS if isinstance(kind, kinds)), LineEditor)
    return make(kind)
