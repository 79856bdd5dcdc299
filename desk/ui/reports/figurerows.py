"""A click on a number shows what it counts: its definition in words, the records, the people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTabWidget, QWidget

from desk.kinds import Link
from desk.service import figures
from desk.service.desk import Desk
from desk.service.entries import save
from desk.service.entries.titles import titles
from desk.service.figures import FigureValue
from desk.service.lists import query as lists
from desk.service.lists.columns import rows_by_id
from desk.service.lists.query import Query
from desk.service.periods import Period
from desk.ui.fields.picking import DETAIL, ChoiceDelegate
from desk.ui.parts import errors
from desk.ui.parts.dialog import Dialog
from desk.ui.parts.small import button, column, empty, label, row
from desk.ui.parts.theme import em
from desk.ui.session import Session

_ROW = Qt.ItemDataRole.UserRole + 5
_PAGE = 2000
"""Names are written out for no more rows than this."""

Line = tuple[str, int, str, str]
"""A record, an id, the row's title and its date."""


class NumberRows(Dialog):
    """A number: `head` what it is, `big` how much, `said` what it is compared with, `meaning` its definition."""

    def __init__(
        self, parent: QWidget, session: Session, head: str, big: str, said: str, meaning: str,
        rows: Sequence[Line], why: str = "",
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(head)
        self.resize(em(36), em(36))
        self.list = self._listed((title or "（无名称）", date, (record, id)) for record, id, title, date in rows)
        self.people = QListWidget()
        body: QWidget = self.list if rows else empty("info", "没有记录", why)
        if rows and (names := people(session.desk, rows)):
            self.people = self._listed(
                (name, f"{len(known)} 条" if len(known) > 1 else "", known[0]) for name, known in names.items())
            body = QTabWidget()
            body.addTab(self.list, f"记录　{len(rows):,}")
            body.addTab(self.people, f"人员　{len(names):,}")
        self.setLayout(column(
            label(head, "large", wrap=True), label(big, "huge"),
            *([label(said, "quiet", wrap=True)] if said else []), label(meaning, "small", wrap=True, select=True), body,
            row(label(f"共 {len(rows):,} 条记录，点一条可打开", "small"), None, button("关闭", self.reject)), edge=1))
        if rows:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _listed(self, lines: Iterable[tuple[str, str, tuple[str, int]]]) -> QListWidget:
        made = QListWidget()
        made.setItemDelegate(ChoiceDelegate(made))
        for title, detail, at in lines:
            item = QListWidgetItem(title)
            item.setData(DETAIL, detail)
            item.setData(_ROW, at)
            made.addItem(item)
        made.itemActivated.connect(self._open)
        made.itemClicked.connect(self._open)
        return made

    def _open(self, item: QListWidgetItem) -> None:
        record, id = item.data(_ROW)
        with errors.told(self):
            if self.sender() is self.people:
                record, id = _person(self._session.desk, record, id)
            self.accept()
            self._session.open_record.emit(record, id)


class FigureRows(NumberRows):
    """A figure, its definition, last year's, and the records behind it."""

    def __init__(self, parent: QWidget, session: Session, key: str, period: Period) -> None:
        desk = session.desk
        value = figures.compute(desk, period, [key])[0]
        rows = [(one.record, one.id, one.title, one.date) for one in figures.rows(desk, key, period)]
        meaning = f"{period.text(desk.today)}。口径：{figures.definition(desk, key)}。"
        super().__init__(parent, session, value.title, said(value), compared(value), meaning, rows, value.why)


class TotalRows(NumberRows):
    """A total at a ledger's foot: the rows that it adds up."""

    def __init__(self, parent: QWidget, session: Session, query: Query, head: str, text: str) -> None:
        desk = session.desk
        ledger = desk.catalog.ledger(query.ledger)
        ids = lists.ids(desk, query)
        names = titles(desk, ledger.record, ids)
        told = "，".join(t for t in (lists.sentence(desk, query), f"查找“{query.text}”" if query.text else "") if t)
        time = Period(query.since, query.until, query.on).text(desk.today)
        meaning = f"{time}。口径：「{ledger.title}」{f'中{told}' if told else '全部记录'}，{head}合计。"
        rows = [(ledger.record, id, names.get(id, ""), "") for id in ids]
        super().__init__(parent, session, f"{ledger.title}：{head}", text, "", meaning, rows)


def people(desk: Desk, rows: Sequence[Line]) -> dict[str, list[tuple[str, int]]]:
    """Who stands behind rows, by name, with their rows; the people themselves are not listed twice."""
    made: dict[str, list[tuple[str, int]]] = {}
    for record in dict.fromkeys(one[0] for one in rows if one[0] != "resident"):
        if path := _people_path(desk, record):
            ids = [one[1] for one in rows if one[0] == record][:_PAGE]
            for id, (names,) in rows_by_id(desk, record, [desk.catalog.column(record, path)], ids).items():
                for name in str(names or "").split("、"):
                    if name:
                        made.setdefault(name, []).append((record, id))
    most = Counter({name: len(known) for name, known in made.items()})
    return {name: made[name] for name, _ in most.most_common()}


def _people_path(desk: Desk, record: str) -> str:
    """The column that names the people of a record: its own link to a resident, else its parts' list."""
    spec = desk.catalog.record(record)
    for key, field in spec.fields.items():
        if isinstance(field.kind, Link) and field.kind.record == "resident":
            return key
    for key, part in spec.parts.items():
        if any(isinstance(f.kind, Link) and f.kind.record == "resident" for f in part.fields):
            named = any(f.key == "name" for f in part.fields)
            return f"list({key}/first(resident.name|name))" if named else f"list({key}/resident.name)"
    return ""


def _person(desk: Desk, record: str, id: int) -> tuple[str, int]:
    """The resident that a row is about, or the row where it names several."""
    link = _people_path(desk, record)
    known = save.load(desk, record, id).draft.get(link) if link in desk.catalog.record(record).fields else None
    return ("resident", int(known)) if known else (record, id)


def number(value: float | None) -> str:
    """A figure's digits; unknown is a dash."""
    return "—" if value is None else f"{value:,}"


def said(value: FigureValue) -> str:
    """Number and unit."""
    if value.value is None:
        return "—"
    return value.text if value.text and len(value.text) < 40 else f"{number(value.value)} {value.unit}"


def compared(value: FigureValue) -> str:
    """Last year's beside it, or why there is none."""
    if value.value is None:
        return value.why
    if value.last_year is None:
        return "上年同期没有可比的记录"
    words = f"上年同期 {number(value.last_year)} {value.unit}"
    if value.change:
        rate = f"（{value.rate:+}%）" if value.rate is not None else ""
        words += f"，{'增加' if value.change > 0 else '减少'} {number(abs(value.change))}{rate}"
    return words if value.change else f"{words}，持平"
