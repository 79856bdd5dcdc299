"""A ledger or figure of one's own by clicking: read back as one sentence, with its number and rows as they are now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desk.service.lists import query as lists
from desk.service.lists.query import Query
from desk.service.own import making
from desk.service.own.choices import unit_of
from desk.service.periods import Period
from desk.spec import Condition, all_of, from_json, to_json
from desk.spec.figure_checks import used_by
from desk.spec.load import ledger_json
from desk.spec.measures import of_json
from desk.ui.making.columnsview import ColumnsView
from desk.ui.making.figureforms import FigureForm
from desk.ui.making.reading import Counted, Maker
from desk.ui.session import Session


class LedgerMaker(Maker):
    """A ledger of one's own."""

    def __init__(self, parent: QWidget, session: Session, own: making.Own | None = None, ledger: str = "resident",
                 where: Condition | None = None) -> None:
        self.columns = ColumnsView(session.desk.catalog)
        super().__init__(parent, session, own)
        self.columns.changed.connect(self._timer.start)
        self.ledger.setReadOnly(own is not None)
        if own is None:
            base = session.desk.catalog.ledger(ledger)
            self.take(ledger, all_of(base.where, where))
        else:
            kept = own.spec.get("where")
            self.take(own.key, from_json(kept) if kept else None)

    def take(self, ledger: str, where: Condition | None = None) -> None:
        """A ledger's own condition is shown with the rest, and can be changed."""
        base = self._session.desk.catalog.ledger(ledger)
        super().take(ledger, base.where if where is None else where)
        self.columns.show_ledger(base.record, base.columns, base.order, base.totals)

    def _middle(self) -> list[QWidget]:
        return [self.columns]

    def spec(self) -> dict[str, Any]:
        where = self.where.condition()
        kept = {"everyday": True, "note": ""} if self._own is None else {}
        made = {**ledger_json(self._session.desk.catalog.ledger(self._ledger)), **kept, **self.columns.json()}
        return {**made, "title": self.name.text().strip(), "where": to_json(where) if where is not None else None}

    def _counted(self, spec: dict[str, Any], query: Query) -> Counted:
        desk = making.drafted(self._session.desk, "ledger", spec)
        query = replace(query, ledger=making.DRAFT, where=None)
        return Counted(desk, query, lists.ids(desk, query))


class FigureMaker(Maker):
    """A figure of one's own."""

    word, example = "指标", "如：走访独居老人次数"

    def __init__(self, parent: QWidget, session: Session, own: making.Own | None = None,
                 ledger: str = "visit", where: Condition | None = None) -> None:
        self.form = FigureForm(session)
        self.unit = self.form.unit
        self._own_unit = own is not None
        super().__init__(parent, session, own)
        self.form.changed.connect(self._timer.start)
        self.unit.textEdited.connect(self._unit_typed)
        if own is None:
            self.take(ledger, where)
            return
        kept = own.spec.get("where")
        self.take(str(own.spec["ledger"]), from_json(kept) if kept else None)
        self.unit.setText(str(own.spec.get("unit", "")))
        self.form.put(dict(own.spec["measure"]))

    def _unit_typed(self, text: str) -> None:
        """A unit of the person's own stays; without one it follows the measure."""
        self._own_unit = bool(text.strip())
        self._timer.start()

    def _middle(self) -> list[QWidget]:
        return [self.form]

    def _shown(self, record: str) -> None:
        self.form.show_record(record)

    def kind(self) -> str:
        return "figure"

    def spec(self) -> dict[str, Any]:
        measure = self.form.json()
        ledger, kept = self._ledger, {}
        if self.form.over_figures:
            known = self._session.desk.catalog.figures
            ledger = next((known[key].ledger for key in used_by(of_json(measure)) if key in known), ledger)
        else:
            where = self.where.condition()
            kept = {"where": to_json(where) if where is not None else None}
        if not self._own_unit:
            self.unit.setText(unit_of(self._session.desk.catalog, ledger, of_json(measure)))
        return {"title": self.name.text().strip(), "measure": measure, "unit": self.unit.text().strip(),
                "ledger": ledger, **kept}

    def query(self) -> Query:
        """What stands open at the end may have come at any time."""
        made = super().query()
        return replace(made, since=None) if self.form.kind.currentData() == "stock" else made

    def compute(self) -> None:
        for part in (self.where, self.ledger, *self.about):
            part.setVisible(self.has_rows)
        super().compute()

    @property
    def has_rows(self) -> bool:
        return not self.form.over_figures

    def _counted(self, spec: dict[str, Any], query: Query) -> Counted:
        desk = self._session.desk
        return Counted(desk, query, lists.ids(desk, query), making.tried(desk, spec, Period(*self.period.span)))
