"""What is asked about a whole sheet above its rows: what is hidden in it, and what its columns meant the last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk.service.imports.importing import Preview
from desk.sheets.refs import letters_of
from desk.ui.parts.small import boxed, button, clear, label, row

At = tuple[str, int]
"""A sheet and a row of it."""
Question = tuple[str, Sequence[tuple[str, Callable[[], object]]]]
"""A sentence, and the answers with what they do."""
_NAMED = 8
"""Rows or columns that are named one by one."""


class Questions(QWidget):
    """The questions that are open, each a strip with its answers."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)

    def fill(self, asked: Sequence[Question]) -> None:
        """Ask these and no others."""
        clear(self._lines)
        for text, answers in asked:
            line = row(label(text, wrap=True), *(button(word, then) for word, then in answers), edge=0.35)
            line.setStretch(0, 1)
            self._lines.addWidget(boxed(line, role="warn"))
        self.setVisible(bool(asked))


@dataclass(frozen=True)
class Hidden:
    """The rows and columns (from 0, by sheet) that would go in although the sheet hides them."""

    rows: frozenset[At]
    columns: Mapping[str, Mapping[int, str]]
    """With the titles of what they mean."""

    def text(self) -> str:
        """What is hidden, in a sentence."""
        numbers = [str(number) for _, number in sorted(self.rows)]
        columns = [one for own in self.columns.values() for one in sorted(own.items())]
        heads = [f"{letters_of(at)} 列（{title}）" for at, title in columns]
        said = [f"第 {_some(numbers)} 行"] if numbers else []
        said += [_some(heads)] if heads else []
        return f"表里{'和 '.join(said)}是隐藏的，也读进来了。要不要导入？"


def _some(words: Sequence[str]) -> str:
    more = f"…共 {len(words)} " if len(words) > _NAMED else ""
    return "、".join(words[:_NAMED]) + more


def hidden(preview: Preview) -> Hidden | None:
    """What the sheets hide of the rows and columns that would go in."""
    sheets = {one.name: one for one in preview.source.book.sheets}
    rows = {(table.sheet, row.number) for table in preview.tables for row in table.rows
            if row.number in sheets[table.sheet].hidden_rows}
    columns: dict[str, dict[int, str]] = {}
    for table in preview.tables:
        for one in table.columns:
            if one.target in table.targets and one.column in sheets[table.sheet].hidden_columns and table.fits:
                columns.setdefault(table.sheet, {})[one.column] = table.targets[str(one.target)].title
    return Hidden(frozenset(rows), columns) if rows or columns else None


def differing(preview: Preview, mapping: Mapping[str, Mapping[int, str]]) -> list[str]:
    """What columns would mean otherwise than now, 「干什么的」→ 职业."""
    made = []
    for table in preview.tables:
        for one in table.columns:
            key = mapping.get(table.sheet, {}).get(one.column)
            if key is not None and key != (one.target or ""):
                meant = table.targets[key].title if key in table.targets else "不导入"
                made.append(f"「{one.title or letters_of(one.column) + ' 列'}」→ {meant}")
    return list(dict.fromkeys(made))
