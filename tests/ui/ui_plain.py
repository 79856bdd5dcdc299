"""Fields and what they ask for, without a community: for the tests of single widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desk.kinds import Kind
from desk.service.entries.form import Entry, FormView, PartView
from desk.ui.fields.base import Choice

PEOPLE = {1: "汤红旺", 2: "许慧文", 3: "徐海雯"}


class PlainContext:
    """Three people, found by any part of the name."""

    def candidates(self, record: str, text: str) -> Sequence[Choice]:
        return [Choice(id, name, "女 45岁") for id, name in PEOPLE.items() if text in name]

    def link_title(self, record: str, id: int) -> str:
        return PEOPLE[id]

    def attach(self, parent: QWidget) -> list[str]:
        return []

    def file_name(self, digest: str) -> str:
        return digest

    def open_file(self, parent: QWidget, digest: str) -> None:
        raise AssertionError(digest)


def entry(key: str, title: str, kind: Kind, **options: bool) -> Entry:
    return Entry(key, title, kind, **options)


def view(*entries: Entry, parts: tuple[PartView, ...] = ()) -> FormView:
    return FormView((("基本信息", entries),), parts)
