"""Filters by clicking, which read as one Chinese sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QVBoxLayout, QWidget

from desk.spec import Condition, Is, all_of
from desk.ui.parts.flow import Flow
from desk.ui.parts.pinyin import matches
from desk.ui.parts.small import button, column, label, row, scrolled
from desk.ui.parts.theme import em

if TYPE_CHECKING:
    from desk.service.lists.query import Choice


@dataclass(frozen=True)
class Picked:
    """One filter: a column and the codes that count."""

    path: str
    title: str
    codes: tuple[str | int, ...]
    labels: tuple[str, ...]

    def words(self) -> str:
        """「性别为女」, 「类别为讲座或培训」."""
        shown = list(self.labels[:3])
        more = f"等{len(self.labels)}项" if len(self.labels) > 3 else ""
        return f"{self.title}为{'或'.join(shown)}{more}"


class ChoicePopup(QWidget):
    """The options of one column with their numbers, to be ticked."""

    done = Signal(object)

    def __init__(self, near: QWidget, choice: Choice) -> None:
        super().__init__(near.window(), Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._choice = choice
        self._boxes: list[tuple[QCheckBox, str | int, str]] = []
        inner = QWidget()
        inner.setObjectName("clear")
        lines = QVBoxLayout(inner)
        lines.setSpacing(em(0.3))
        for code, title, count in choice.options:
            box = QCheckBox(f"{title}　{count:,}" if count is not None else title)
            self._boxes.append((box, code, title))
            lines.addWidget(box)
        lines.addStretch(1)
        narrow = QLineEdit()
        narrow.setPlaceholderText("输入文字缩小范围")
        narrow.textChanged.connect(self._narrow)
        narrow.setVisible(len(self._boxes) > 9)
        fine = button("确定", self._finish, role="main")
        fine.setDefault(True)
        self.setLayout(column(label(choice.title, "heading"), narrow, scrolled(inner),
                              row(button("清除", self._none), None, fine), gap=0.4, edge=0.6))
        self.resize(em(17), min(em(26), em(7.5) + em(1.75) * len(self._boxes)))
        room = near.screen().availableGeometry()
        corner = near.mapToGlobal(QPoint(0, near.height() + 2))
        self.move(min(corner.x(), room.right() - self.width()), min(corner.y(), room.bottom() - self.height()))
        self.show()
        (narrow if len(self._boxes) > 9 else self._boxes[0][0] if self._boxes else self).setFocus()

    def _narrow(self, text: str) -> None:
        for box, _, title in self._boxes:
            box.setVisible(bool(matches(text, title)))

    def _none(self) -> None:
        for box, _, _ in self._boxes:
            box.setChecked(False)
        self._finish()

    def _finish(self) -> None:
        chosen = [(code, title) for box, code, title in self._boxes if box.isChecked()]
        self.close()
        self.done.emit(Picked(self._choice.path, self._choice.title, tuple(c for c, _ in chosen),
                              tuple(t for _, t in chosen)))

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """The sentence: 只看 〔性别为女 ✕〕 且 〔…〕 的记录, and the columns that can be filtered by."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._choices: Sequence[Choice] = ()
        self._picked: list[Picked] = []
        self._extra: tuple[Condition, str] | None = None
        self._compact = False
        self._flow = Flow()
        self.setLayout(column(self._flow))

    def offer(self, choices: Sequence[Choice], keep: bool = False) -> None:
        """The columns that can be filtered by; what was picked goes unless `keep`."""
        self._choices = choices
        if not keep:
            self._picked, self._extra = [], None
        self._show()

    def only(self, condition: Condition, words: str) -> None:
        """Add a condition that came from elsewhere (a figure, a card)."""
        self._extra = (condition, words)
        self._show()

    def condition(self) -> Condition | None:
        """All filters together."""
        extra = self._extra[0] if self._extra else None
        return all_of(extra, *(Is(p.path, p.codes) for p in self._picked))

    def words(self) -> str:
        """The sentence without its buttons; "" where nothing is filtered."""
        said = [*([self._extra[1]] if self._extra else []), *(p.words() for p in self._picked)]
        return "只看" + "且".join(said) + "的记录" if said else ""

    def reset(self) -> None:
        """No filter."""
        if self._picked or self._extra:
            self._picked, self._extra = [], None
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        chips: list[tuple[str, Callable[[], None]]] = [(p.words(), partial(self._drop, p)) for p in self._picked]
        if self._extra:
            chips.insert(0, (self._extra[1], self._drop_extra))
        shown: list[QWidget] = [label("只看" if chips else "筛选：", "quiet")]
        for place, (words, drop) in enumerate(chips):
            if place:
                shown.append(label("且", "quiet"))
            chip = button(f"{words}　✕", drop, role="chip")
            chip.setToolTip("点一下去掉这个条件")
            shown.append(chip)
        if chips:
            shown.append(label("的记录，还可按", "quiet"))
        shown += self._more()
        if len(chips) > 1:
            shown.append(button("全部清除", self.reset, role="link"))
        self._flow.fill(shown)
        self.setVisible(bool(chips or self._choices))

    def compact(self, on: bool) -> None:
        """With little room the columns stand in a menu."""
        if on != self._compact:
            self._compact = on
            self._show()

    def _more(self) -> list[QWidget]:
        """What else can be filtered by."""
        taken = {p.path for p in self._picked}
        left = [c for c in self._choices if c.path not in taken]
        if not self._compact:
            made = []
            for choice in left:
                more = button(f"{choice.title} ▾", role="link")
                more.clicked.connect(partial(self._open, choice, more))
                made.append(more)
            return list(made)
        opener = button("选条件", role="link")
        menu = QMenu(opener)
        for choice in left:
            menu.addAction(choice.title).triggered.connect(partial(self._open, choice, opener))
        opener.setMenu(menu)
        return [opener] if left else []

    def _open(self, choice: Choice, near: QWidget, _checked: bool = False) -> None:
        ChoicePopup(near, choice).done.connect(self._take)

    def _take(self, picked: Picked) -> None:
        self._picked = [p for p in self._picked if p.path != picked.path]
        if picked.codes:
            self._picked.append(picked)
        self._show()
        self.changed.emit()

    def _drop(self, picked: Picked) -> None:
        self._picked.remove(picked)
        self._show()
        self.changed.emit()

    def _drop_extra(self) -> None:
        self._extra = None
        self._show()
        self.changed.emit()
