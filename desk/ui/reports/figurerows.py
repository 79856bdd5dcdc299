"""A click on a number shows what it counts: its definition in words, the records, the people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTabWidget, QWidget

from desk.kinds import Link
from desk.service import figures
from desk.service.desk import Desk
from desk.service.entries import save
from desk.service.entries.titles import titles
from desk.service.figures import FigureValue
from desk.service.figures.engine import BASELINE
from desk.service.lists import query as lists
from desk.service.lists.columns import rows_by_id
from desk.service.lists.query import Query
from desk.service.periods import Period, spoken
from desk.service.registers import begins_later
from desk.service.trust.late import late_entries
from desk.service.trust.told import Told, told
from desk.spec.as_of import counted_by
from desk.spec.figure_checks import used_by
from desk.spec.render import rose_or_fell
from desk.spec.sentence import sentence
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
    """A number: `head` what it is, `big` how much, `said` what it is compared with, `meaning` its definition.

    `why` tells of a number without rows; `wish` is the ledger in which the rows can be seen as a table; `registers`:
    the number lacks what was not registered, and the page that says so is a click away."""

    def __init__(
        self, parent: QWidget, session: Session, head: str, big: str, said: str, meaning: str,
        rows: Sequence[Line], why: str = "", wish: Mapping[str, Any] | None = None, registers: bool = False,
    ) -> None:
        super().__init__(parent)
        self._session, self._wish = session, wish
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
        opener = [button("看登记了哪些台账", self._open_registers, "table")] if registers else []
        opener += [button("打开台账", self._open_ledger, "table")] if wish else []
        foot = row(label(f"共 {len(rows):,} 条记录，点一条可打开", "small"), None, *opener, button("关闭", self.reject))
        self.setLayout(column(
            label(head, "large", wrap=True), label(big, "huge"),
            *([label(said, "quiet", wrap=True)] if said else []), label(meaning, "small", wrap=True, select=True), body,
            foot, edge=1))
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

    def _open_registers(self) -> None:
        self.accept()
        self._session.open_page.emit("registers")

    def _open_ledger(self) -> None:
        self.accept()
        self._session.open_ledger.emit(dict(self._wish or {}))

    def _open(self, item: QListWidgetItem) -> None:
        record, id = item.data(_ROW)
        with errors.told(self):
            if self.sender() is self.people:
                record, id = _person(self._session.desk, record, id)
            self.accept()
            self._session.open_record.emit(record, id)


class FigureRows(NumberRows):
    """A figure, its definition, last year's, and the records behind it; of a closed period what was given out."""

    def __init__(self, parent: QWidget, session: Session, key: str, period: Period) -> None:
        desk = session.desk
        seen = told(desk, period, [key])
        value, source = seen.values[key], sources(desk, key, period, seen)
        late = {(one.record, one.id): one.what for one in late_entries(desk, period)} if seen.fixed else {}
        rows = [(one.record, one.id, one.title, "　".join(filter(None, (one.date, late.get((one.record, one.id))))))
                for one in figures.rows(desk, key, period)]
        meaning = f"{period.text(desk.today)}。口径：{figures.definition(desk, key)}。"
        words = "。".join(filter(None, (compared(value), *source)))
        super().__init__(parent, session, value.title, said(value), words, meaning, rows, value.why,
                         _ledger(desk, key, period), begins_later(desk, key, period))


def sources(desk: Desk, key: str, period: Period, seen: Told) -> list[str]:
    """Where a number does not come from the records of now: the closing, what was given out, what was typed in."""
    made = []
    if seen.fixed is not None:
        made.append(f"{spoken(seen.fixed.at[:10])}已结账，这是结账时的数"
                    + (f"；按现在的记录为 {number(seen.now[key].value)} {seen.values[key].unit}，"
                       "下面的记录是现在的，结账后补登的已标出" if seen.changed(key) else ""))
    if seen.values[key].why == BASELINE:
        made.append("这个数是手工填报的（见「基数与目标」）")
    if seen.given and key in seen.given.figures:
        made.append(f"上年数取自{spoken(seen.given.at[:10])}"
                    + (f"出具的《{seen.given.title}》" if seen.given.title else "的结账"))
    elif figures.compute(desk, seen.before, [key])[0].why == BASELINE:
        made.append("上年数是手工填报的（见「基数与目标」）")
    return made


def _ledger(desk: Desk, key: str, period: Period) -> dict[str, Any] | None:
    """The ledger of a figure that is over rows, as it stood."""
    figure = desk.catalog.figure(key)
    if used_by(figure.measure) or figure.ledger not in desk.catalog.ledgers:
        return None
    state = lists.time_of(desk, desk.catalog.ledger(figure.ledger)) == "state"
    span = (None, period.day(desk.today) if period.until or period.on else None) if state else (
        period.since, period.until or period.on)
    return {"key": figure.ledger, "where": figure.where, "words": figure.title, "span": span if any(span) else None}


class TotalRows(NumberRows):
    """A number at a ledger's foot: the rows that it counts or adds up."""

    def __init__(self, parent: QWidget, session: Session, query: Query, head: str, text: str, remark: str = "",
                 marked: Mapping[int, str] | None = None) -> None:
        desk = session.desk
        ledger = desk.catalog.ledger(query.ledger)
        ids = lists.ids(desk, query)
        names = titles(desk, ledger.record, ids)
        narrowed = "，".join(t for t in (
            lists.sentence(desk, query), f"查找“{query.text}”" if query.text else "",
            "只看补记" if query.late else "") if t)
        time = Period(query.since, query.until, query.on).text(desk.today)
        where = sentence(desk.catalog, ledger.record, ledger.where, by=counted_by(desk.catalog, ledger)) if (
            ledger.where) else ""
        terms = "，".join(t for t in (where, narrowed) if t)
        whose = f"中{terms}的" if terms else "全部"
        meaning = f"{time}。口径：「{ledger.title}」{whose}记录，{head}{'' if head == '条数' else '合计'}。"
        rows = [(ledger.record, id, names.get(id, ""), (marked or {}).get(id, "")) for id in ids]
        then = f"这是按现在的记录；{remark}，差在结账后补登的" if remark else ""
        super().__init__(parent, session, f"{ledger.title}：{head}", text, then, meaning, rows)


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
        return f"没有上年同期可比：{value.uncompared}" if value.uncompared else "上年同期没有可比的记录"
    words = f"上年同期 {number(value.last_year)} {value.unit}"
    if value.change:
        rate = f"（{value.rate:+}%）" if value.rate is not None else ""
        points = f" {value.change_unit}" if value.change_unit != value.unit else ""
        words += f"，{rose_or_fell(value.unit, value.change)} {number(abs(value.change))}{points}{rate}"
    return words if value.change else f"{words}，持平"
