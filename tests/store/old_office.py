"""The office of release 1474e42: a database with rows of every kind, and what that program read from it.

``python tests/store/old_office.py`` made `databases/0001-office` with the code of commit 1474e42, and runs with that
code only. It is never made anew: it must open for ever. Beside the database stands `readings.json`: every figure of
four readings, the rows of every ledger, the history of a set of records, and the changes that a test takes back.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).parent
FOLDER = HERE / "databases" / "0001-office"
PASSWORD = "老社区的门牌"
NAME, WORKER, SECOND = "海棠社区", "练习员", "周敏华"
MADE_TO, TODAY = "2026-05-31", "2026-06-30"
READINGS: dict[str, dict[str, str]] = {
    "2025": {"since": "2025-01-01", "until": "2025-12-31"}, "2026": {"since": "2026-01-01", "until": "2026-12-31"},
    "2025-09-30": {"on": "2025-09-30"}}
"""The periods of the figures' readings by name; `unseen 2026` is 2026 for a caller without rights."""
RANDOM_ROWS = {"place": 20, "unit": 20, "resident": 40, "residence": 20, "household": 8, "matter": 8, "standing": 110,
               "post": 45, "request": 80, "visit": 70, "grant": 60, "case": 60, "activity": 90}

if TYPE_CHECKING:
    from desk.service.desk import Desk


def main() -> None:
    """Write the database and its readings."""
    os.environ |= {"DESK_TODAY": MADE_TO, "DESK_PASSWORD": PASSWORD}
    from desk.service.practice import practice

    from desk.service.jobs import run

    shutil.rmtree(FOLDER, ignore_errors=True)
    desk = run(practice(FOLDER, residents=100, seed=8, today=MADE_TO))
    os.environ["DESK_TODAY"] = "2026-06-02"
    desk = office(desk)
    Rows(desk).every_category()
    Rows(desk).at_random()
    Rows(desk).of_words()
    marks = history(desk)
    os.environ["DESK_TODAY"] = TODAY
    read = readings(desk)
    read["marks"] = marks
    (FOLDER / "readings.json").write_text(json.dumps(read, ensure_ascii=False, indent=0) + "\n", "utf-8")
    raw = desk.engine.raw_connection()
    raw.cursor().executescript("PRAGMA query_only = OFF; VACUUM;")
    raw.close()
    desk.close()
    shutil.rmtree(FOLDER / "backups")
    sys.stdout.write(f"{sum(f.stat().st_size for f in FOLDER.rglob('*') if f.is_file()) >> 10} KiB\n")


def office(desk: Desk) -> Desk:
    """Settings, a second worker with every right, and what the office has made of its own."""
    from desk.service.figures.given import set_baseline, set_target
    from desk.service.own.making import make
    from desk.service.workers import add_worker, sensitive, set_rights

    desk.set(name=NAME, workdays=json.dumps({"2026-06-22": True}))
    add_worker(desk, SECOND, PASSWORD)
    set_rights(desk, SECOND, frozenset(sensitive(desk)))
    desk = desk.unbarred()
    fields = [{"key": "hours", "title": "服务时长", "kind": "whole:小时"},
              {"key": "squad", "title": "小组", "kind": "text"}, {"key": "rested", "title": "休息日", "kind": "date"}]
    make(desk, "category", {"title": "党员志愿者", "record": "standing", "parent": "volunteer",
                            "subjects": ["resident"], "fields": fields})
    make(desk, "category", {"title": "轮椅借用", "record": "request", "parent": "agency",
                            "fields": [{"key": "deposit", "title": "押金", "kind": "money"}]})
    make(desk, "codes", {"entries": [{"code": "L1", "label": "充电纠纷", "parent": "02"}]}, "dispute_kind")
    ledger = make(desk, "ledger", {
        "title": "节前走访台账", "record": "visit", "columns": [["date", ""], ["resident.name", "姓名"]],
        "where": {"path": "occasion", "has": "节"}})
    make(desk, "figure", {"title": "节前走访人次", "ledger": ledger, "measure": {"kind": "count"}, "unit": "人次"})
    make(desk, "figure", {"title": "志愿时长", "ledger": "volunteer", "measure": {"kind": "sum", "path": "x.hours"},
                          "unit": "小时"})
    make(desk, "breakdown", {"title": "各月走访", "ledger": "visit", "by": ["month", "category"],
                             "measure": {"kind": "count"}, "where": {"path": "occasion", "has": "节"}})
    set_baseline(desk, "visit_count", 2020, 310)
    set_target(desk, "visit_count", 2026, 400)
    return desk


class Rows:
    """Rows entered as a worker would, through every check; what the program refuses is tried otherwise."""

    def __init__(self, desk: Desk) -> None:
        from crowd import OFTEN, a_value
        from drafts import Maker

        self.desk, self.rng, self.maker = desk, Random(11), Maker(desk)
        self.often, self.random_value = OFTEN, a_value

    def every_category(self) -> None:
        """One row of each category with every field filled, two child rows a part."""
        from desk.service.entries.save import save

        for record, spec in self.desk.catalog.records.items():
            for category in self.desk.catalog.categories.get(record) if spec.category else (None,):
                save(self.desk, record, self.maker.draft(record, category))

    def at_random(self) -> None:
        """Random rows, so many a record, that the program accepts: words, codes, spans and links in many ways."""
        for record, many in RANDOM_ROWS.items():
            for _ in range(many):
                self.accepted(record, {})

    def of_words(self) -> None:
        """A row or two for every figure that looks for a word in a text."""
        for figure in self.desk.catalog.figures.values():
            ledger = self.desk.catalog.ledger(figure.ledger)
            wanted = {**self.demanded(ledger.record, ledger.where), **self.demanded(ledger.record, figure.where)}
            if any(type(one) is tuple for one in wanted.values()):
                texts = {key: one[0] if type(one) is tuple else one for key, one in wanted.items()}
                event = self.desk.catalog.record(ledger.record).event
                for day in ("2025-04-11", "2026-04-11"):
                    self.accepted(ledger.record, {**texts, **({event: day} if event else {})})

    def demanded(self, record: str, where: Any) -> dict[str, Any]:
        """The values that a condition asks of the row itself; a text searched for is a tuple."""
        from desk.spec import And, Compare, Has, Is, Or

        fields = self.desk.catalog.fields(record)
        match where:
            case And(terms):
                return {key: one for term in terms for key, one in self.demanded(record, term).items()}
            case Or(terms):
                return self.demanded(record, terms[0])
            case Has(path, text) if path in fields:
                return {path: (text,)}
            case Is(path, codes) if path in fields:
                return {path: codes[0]}
            case Compare(path, "=", value) if path in fields and isinstance(value, str | int):
                return {path: value}
        return {}

    def accepted(self, record: str, fixed: Mapping[str, Any]) -> None:
        """Save a random row with some values fixed; after twelve refusals there is none."""
        from desk.errors import Invalid
        from desk.service.entries.save import save

        for _ in range(12):
            try:
                save(self.desk, record, self.draft(record, fixed))
                return
            except Invalid:
                continue

    def draft(self, record: str, fixed: Mapping[str, Any]) -> dict[str, Any]:
        """A draft with two fields of three filled, about one subject."""
        from desk.service.entries.save import blank

        spec, draft = self.desk.catalog.record(record), blank(self.desk, record)
        chosen = None
        if spec.category:
            known = self.desk.catalog.fields(record)[spec.category].kind
            chosen = draft[spec.category] = fixed.get(spec.category) or self.value(record, spec.category, known)
        for key, one in self.desk.catalog.fields(record, chosen).items():
            if key not in (*spec.subjects, spec.category, "id_number", "head") and not one.derived:
                often = one.required or (record, key) in self.often or key == spec.event
                draft[key] = self.value(record, key, one.kind) if often or self.rng.random() < 0.6 else one.default
        if spec.span and self.rng.random() < 0.6:
            draft[spec.span[1]] = None
        if spec.subjects:
            own = self.desk.catalog.category(record, chosen)
            link = self.rng.choice((own.subjects if own else ()) or spec.subjects)
            draft[link] = self.value(record, link, spec.fields[link].kind)
        for part in spec.parts:
            draft[part] = [self.child(f"{record}.{part}") for _ in range(self.rng.choice((0, 1, 2, 2, 3)))]
        return draft | fixed

    def child(self, record: str) -> dict[str, Any]:
        own = self.desk.catalog.fields(record)
        return {key: self.value(record, key, one.kind) for key, one in own.items() if key != "owner"
                and (one.required or key in ("resident", "name") or self.rng.random() < 0.6)}

    def value(self, record: str, key: str, kind: Any) -> Any:
        from desk.kinds import Code, Codes, Date, Link, LongText, Text, YesNo
        from desk.service.lists.query import Query, ids

        if isinstance(kind, Link):
            return self.rng.choice(ids(self.desk, Query(kind.record)))
        if key == "birth" or (type(kind) in (Code, Codes, Date, LongText, Text, YesNo) and record != "place"):
            return self.random_value(record, key, kind, self.rng)
        if (record, key) in self.often or type(kind) in (Code, YesNo):
            return self.random_value(record, key, kind, self.rng)
        return self.rng.choice(kind.samples())[1] if kind.samples() else self.maker.value(kind)


def history(desk: Desk) -> dict[str, Any]:
    """Changes of every sort, a day each; the ones that a test takes back, by name."""
    from old_office_days import DAYS

    marks: dict[str, Any] = {}
    for day, work in DAYS.items():
        os.environ["DESK_TODAY"] = day
        work(desk, marks)
    return marks


def readings(desk: Desk) -> dict[str, Any]:
    """What is kept beside the database: figures, rows of ledgers, histories."""
    return {"today": TODAY, **everything_read(desk), "history": dict(histories(desk.unbarred()))}


def everything_read(desk: Desk) -> dict[str, Any]:
    """The figures of every reading, the rows of every ledger."""
    whole = {name: figures(desk.unbarred(), when) for name, when in READINGS.items()}
    unseen = figures(reader(desk), READINGS["2026"])
    return {"figures": {**whole, "unseen 2026": unseen}, "ledgers": ledgers(desk.unbarred())}


def reader(desk: Desk) -> Desk:
    """The same for a caller without rights."""
    from dataclasses import replace

    from desk.service.desk import Caller

    return replace(desk, caller=Caller(WORKER))


def figures(desk: Desk, when: Mapping[str, str]) -> dict[str, float | None]:
    """The value of every figure."""
    from desk.service.figures import compute
    from desk.service.periods import Period

    return {one.key: one.value for one in compute(desk, Period(**when))}


def ledgers(desk: Desk) -> dict[str, int]:
    """The rows of every ledger today."""
    from desk.service.lists.query import counts

    return counts(desk, list(desk.catalog.ledgers))


def histories(desk: Desk) -> Iterator[tuple[str, list[Any]]]:
    """The history of every record that was saved more than once, and of the first of each kind."""
    from sqlalchemy import func, select

    change = desk.meta.tables["change"]
    for record in desk.catalog.records:
        own = select(change.c.record_id, func.count(change.c.change_set.distinct())).where(
            change.c.record == record).group_by(change.c.record_id).order_by(change.c.record_id)
        with desk.read() as conn:
            saves = {int(id): int(n) for id, n in conn.execute(own)}
        for id in [id for id, n in saves.items() if n > 1] or list(saves)[:1]:
            yield f"{record}/{id}", history_of(desk, record, id)


def history_of(desk: Desk, record: str, id: int) -> list[Any]:
    """A record's history as plain lists: moment, worker, reason, lines."""
    from desk.service.entries.history import history as told

    return [[one.at, one.worker, one.reason, [list(line) for line in one.lines]] for one in told(desk, record, id)]


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), *(str(HERE.parent / room) for room in ("every_figure", "every_record")),
                    str(HERE.parent.parent)]
    main()
