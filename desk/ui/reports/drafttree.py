"""The sections and sentences of a report template: switched on and off, put in order."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from desk.service.reports import drafting, notation
from desk.service.reports.drafting import Draft
from desk.spec.report import is_on

Place = tuple[int, int]
"""A section and a sentence in it; -1 is the section itself."""
_PLACE = Qt.ItemDataRole.UserRole + 1


class DraftTree(QTreeWidget):
    """`moved_to` carries the place marked, `ticked` a place with whether it is on."""

    moved_to = Signal(int, int)
    ticked = Signal(int, int, bool)

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        self.setObjectName("sidelist")
        self.setHeaderHidden(True)
        self.setAccessibleName("章节和句子")
        self._titles = titles
        self.itemChanged.connect(self._tick)
        self.currentItemChanged.connect(lambda item, _: self._mark(item))

    def show_draft(self, draft: Draft, at: Place) -> None:
        """Show a template, and mark a place."""
        self.blockSignals(True)
        self.clear()
        for place, section in enumerate(draft["sections"]):
            item = self._item(f"{section['heading']}", (place, -1), is_on(section))
            self.addTopLevelItem(item)
            for number, sentence in enumerate(section["sentences"]):
                words = notation.brief(notation.write(sentence, self._titles)) or "（空句）"
                item.addChild(self._item(words, (place, number), is_on(sentence)))
            item.setExpanded(place == at[0])
            if place == at[0]:
                self.setCurrentItem((item.child(at[1]) if at[1] >= 0 else None) or item)
        self.blockSignals(False)

    def rename(self, at: Place, words: str) -> None:
        """The words of a place have changed."""
        section = self.topLevelItem(at[0])
        item = section if at[1] < 0 or section is None else section.child(at[1])
        if item is not None:
            self.blockSignals(True)
            item.setText(0, words or "（空）")
            self.blockSignals(False)

    def place(self) -> Place:
        """The place marked."""
        item = self.currentItem()
        return item.data(0, _PLACE) if item is not None else (0, -1)

    def _item(self, words: str, at: Place, on: bool) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setData(0, _PLACE, at)
        item.setToolTip(0, words)
        item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        return item

    def _tick(self, item: QTreeWidgetItem) -> None:
        section, sentence = item.data(0, _PLACE)
        self.ticked.emit(section, sentence, item.checkState(0) == Qt.CheckState.Checked)

    def _mark(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.moved_to.emit(*item.data(0, _PLACE))


def step(draft: Draft, at: Place, by: int) -> tuple[Draft, Place]:
    """The draft with a section or sentence one place up or down."""
    section, sentence = at
    if sentence < 0:
        to = section + by
        return (drafting.moved(draft, section, to), (to, -1)) if 0 <= to < len(draft["sections"]) else (draft, at)
    made = deepcopy(draft)
    sentences: list[Any] = made["sections"][section]["sentences"]
    to = sentence + by
    if not 0 <= to < len(sentences):
        return draft, at
    sentences.insert(to, sentences.pop(sentence))
    return made, (section, to)


def added(draft: Draft, at: Place, section: bool) -> tuple[Draft, Place]:
    """The draft with a new section or sentence behind a place."""
    made = deepcopy(draft)
    if section or not made["sections"]:
        to = min(at[0] + 1, len(made["sections"]))
        chapter = made["sections"][at[0]].get("chapter", "") if made["sections"] else ""
        made["sections"].insert(to, {"heading": "新的一节", "chapter": chapter, "sentences": []})
        return made, (to, -1)
    made["sections"][at[0]]["sentences"].insert(at[1] + 1, {"clauses": [{"text": "", "zero": True}]})
    return made, (at[0], at[1] + 1)


def dropped(draft: Draft, at: Place) -> tuple[Draft, Place]:
    """The draft without a section or sentence."""
    made = deepcopy(draft)
    if at[1] < 0:
        del made["sections"][at[0]]
        return made, (max(0, at[0] - 1), -1)
    del made["sections"][at[0]]["sentences"][at[1]]
    return made, (at[0], at[1] - 1)
