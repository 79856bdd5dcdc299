"""One editor a kind: it shows a plain value and gives one back, or says why it cannot."""

from desk.ui.fields.base import Context, Editor
from desk.ui.fields.make import WIDE, make_editor
from desk.ui.fields.slot import Slot

__all__ = ["WIDE", "Context", "Editor", "Slot", "make_editor"]
