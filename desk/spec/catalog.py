"""The catalog: every record, category, ledger and figure in force, declared or user-made.

Ours stand in code, the office's own are JSON in the database; both become the same specs
here and pass the same checks (`desk.spec.checks`). It also gives a dotted path its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol, TypeVar

from desk.errors import Invalid
from desk.kinds import Code, CodeEntry, CodeList, Codes, Date, DueDate, Kind, Link, Text, Whole
from desk.spec.category import Category
from desk.spec.column import AGE, DATE_PARTS, OVER, Age, Field, Listed, Shown
from desk.spec.figure import Figure
from desk.spec.ledger import Ledger
from desk.spec.lifecycle import EARLIER, NOT_IN_FORCE, Lifecycle, Move, State
from desk.spec.record import Record


@dataclass(frozen=True)
class Step:
    """One link on the way to a column: by a link field, or to the current spell. `dated` links have a past."""

    record: str
    link: str
    target: str
    current: bool = False
    dated: bool = False

    @property
    def varies(self) -> bool:
        """Whether it leads elsewhere on another day."""
        return self.current or self.dated


@dataclass(frozen=True)
class Resolved:
    """A path with its meaning: the links walked, then what is read at the end.

    `form` is "field", "extra", "id", "age", "list", "count" or one of `OVER`;
    `inner` holds the columns that age, list and those of `OVER` read.
    """

    path: str
    title: str
    kind: Kind
    steps: tuple[Step, ...]
    record: str
    key: str
    form: str = "field"
    dated: bool = False
    sensitive: bool = False
    sorted_by: str = ""
    """The stored sort key's column, where the field has one."""
    inner: tuple[Resolved, ...] = ()
    rows: str = ""
    via: str = ""
    outcome: bool = False
    """The state of an event: what had become of it by the day of the reading, not by its own."""

    @cached_property
    def varies(self) -> bool:
        """Whether it holds something else as of another day: links with a past, dated fields, ages, what hangs on it.

        Lengths of time up to the day (``days(date)``) and what became of an event are told by the reading's day
        alone."""
        own = (self.dated and not self.outcome) or self.form in ("age", "count", "list")
        return own or any(step.varies for step in self.steps) or any(one.varies for one in self.inner)

    def after(self, steps: tuple[Step, ...], path: str) -> Resolved:
        """The same column reached over more links first."""
        return replace(self, steps=(*steps, *self.steps), path=path)


@dataclass
class Catalog:
    """Everything that is declared, by key."""

    records: dict[str, Record]
    categories: dict[str, dict[str, Category]] = field(default_factory=dict)
    lifecycles: dict[str, Lifecycle] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    lists: dict[str, CodeList] = field(default_factory=dict)
    """The office's versions of code lists, relabelled, hidden or added to."""
    known_until: str = ""
    """The last day up to which it is known which days are worked; "" where nothing depends on it."""
    left_out: tuple[str, ...] = ()
    """Sentences on the office's own specs that are not in force, because they do not hold together."""
    _resolved: dict[tuple[str, str], Resolved] = field(default_factory=dict)

    def record(self, key: str) -> Record:
        """The record kind, or a part seen as one (``case.parties``). Raises Invalid("unknown_record")."""
        known = self.records.get(key) or self._parts.get(key)
        if known is None:
            raise Invalid("unknown_record", f"没有这种记录：{key}")
        return known

    @cached_property
    def _parts(self) -> dict[str, Record]:
        return {f"{one.key}.{part}": one.as_record(part) for one in self.records.values() for part in one.parts}

    def ledger(self, key: str) -> Ledger:
        """The ledger. Raises Invalid("unknown_ledger")."""
        try:
            return self.ledgers[key]
        except KeyError:
            raise Invalid("unknown_ledger", f"没有这个台账：{key}") from None

    def figure(self, key: str) -> Figure:
        """The figure. Raises Invalid("unknown_figure")."""
        try:
            return self.figures[key]
        except KeyError:
            raise Invalid("unknown_figure", f"没有这个指标：{key}") from None

    def category(self, record: str, key: object) -> Category | None:
        return self.categories.get(record, {}).get(str(key))

    def lifecycle(self, record: str, category: object) -> Lifecycle | None:
        """The lifecycle of a category: its own, its nearest ancestor's, or the record's."""
        own = (one.lifecycle for one in reversed(self.ancestry(record, category)))
        return next((life for life in own if life is not None), self.lifecycles.get(record))

    def fields(self, record: str, category: object = None) -> dict[str, Field]:
        """The record's fields with those of a category (and of its ancestors) behind them."""
        made = {key: self._effective(record, one) for key, one in self.record(record).fields.items()}
        return made | (self.extra_fields(record, category) if category else {})

    def extra_fields(self, record: str, category: object = None) -> dict[str, Field]:
        """The fields of one category and its ancestors; without one, of all categories."""
        if category is None:
            chain: Iterable[Category] = self.categories.get(record, {}).values()
        else:
            chain = self.ancestry(record, category)
        return {f"x.{f.key}": f for one in chain for f in one.fields}

    def ancestry(self, record: str, category: object) -> list[Category]:
        """A category with those above it, the highest first."""
        chain: list[Category] = []
        own = self.category(record, category)
        while own is not None and own not in chain:
            chain.insert(0, own)
            own = self.category(record, own.parent)
        return chain

    def part_fields(self, record: str, part: str) -> dict[str, Field]:
        return self.fields(f"{record}.{part}")

    def _effective(self, record: str, one: Field) -> Field:
        kind = one.kind
        if isinstance(kind, Code | Codes):
            known = self.code_list(kind.codes, record)
            if known is not kind.codes:
                return replace(one, kind=replace(kind, codes=known)).named(one.key, record)
        if isinstance(kind, DueDate):
            return replace(one, kind=replace(kind, known_until=self.known_until)).named(one.key, record)
        return one

    def code_list(self, codes: CodeList, record: str) -> CodeList:
        """The list in force: categories and states come from data, others may be the office's."""
        if codes.key == "category":
            return self._category_lists.get(record, codes)
        if codes.key == "state":
            return self._state_lists.get(record.partition(".")[0], codes)
        if codes.key == "step":
            return self._step_lists.get(record.partition(".")[0], codes)
        return self.lists.get(codes.key, codes)

    @cached_property
    def _category_lists(self) -> dict[str, CodeList]:
        return {
            record: CodeList(f"category:{record}", "类别", tuple(
                CodeEntry(c.key, c.title, c.parent, c.words) for c in own.values()))
            for record, own in self.categories.items()
        }

    @cached_property
    def _state_lists(self) -> dict[str, CodeList]:
        return {
            record: CodeList(f"state:{record}", "状态", tuple(
                CodeEntry(s.key, s.title, words=s.words) for s in states.values()))
            for record in self.records if (states := self.states(record))
        }

    @cached_property
    def _step_lists(self) -> dict[str, CodeList]:
        return {
            record: CodeList(f"step:{record}", "步骤", (
                *(CodeEntry(m.key, m.title, words=m.words) for m in moves.values()), CodeEntry(EARLIER, "此前")))
            for record in self.records if (moves := self.moves(record))
        }

    def lives(self, record: str) -> list[Lifecycle]:
        """The record's lifecycle and those of its categories."""
        record = record.partition(".")[0]
        own = [c.lifecycle for c in self.categories.get(record, {}).values()]
        return [life for life in (self.lifecycles.get(record), *own) if life]

    def states(self, record: str) -> dict[str, State]:
        """Every state that some lifecycle of the record has."""
        return {s.key: s for life in self.lives(record) for s in life.states}

    def moves(self, record: str) -> dict[str, Move]:
        """Every step that some lifecycle of the record has."""
        return {m.key: m for life in self.lives(record) for m in life.moves}

    def never_in_force(self, record: str) -> frozenset[str]:
        """The states of a state record in which it is not, and never was, in force: applied for, refused, void."""
        spec = self.record(record)
        if not spec.span or not spec.state:
            return frozenset()
        return frozenset(s.key for s in self.states(record).values() if s.state_class in NOT_IN_FORCE)

    def column(self, record: str, path: str) -> Resolved:
        """What a dotted path means, read from a record. Raises Invalid("unknown_column")."""
        known = self._resolved.get((record, path))
        if known is None:
            known = self._resolved[record, path] = self._resolve(record, path)
        return known

    def _resolve(self, record: str, path: str) -> Resolved:
        head, function, inside = path.partition("(")
        steps: list[Step] = []
        here, keys = record, head.split(".")
        if not function and keys[-2:-1] == ["x"]:
            keys[-2:] = [f"x.{keys[-1]}"]
        for key in keys[:-1]:
            step = self._step(here, key, path)
            steps.append(step)
            here = step.target
        if not function:
            return self._leaf(here, keys[-1], path, tuple(steps))
        if not inside.endswith(")"):
            raise Invalid("unknown_column", f"没有这一栏：{path}")
        return self._function(here, path, keys[-1], inside[:-1]).after(tuple(steps), path)

    def _step(self, record: str, key: str, path: str) -> Step:
        kind = self.record(record)
        if key in kind.currents:
            one = kind.currents[key]
            return Step(record, one.by, one.target, current=True)
        own = kind.fields.get(key)
        if own is None or not isinstance(own.kind, Link):
            raise Invalid("unknown_column", f"{kind.title}没有这一栏：{path}")
        return Step(record, key, own.kind.record, dated=own.dated)

    def _leaf(self, record: str, key: str, path: str, steps: tuple[Step, ...]) -> Resolved:
        kind = self.record(record)
        if key == "id":
            return Resolved(path, kind.title, Link(record=record), steps, record, "id", "id")
        if key.startswith("x."):
            extra = self.extra_fields(record).get(key)
            if extra is not None:
                return Resolved(
                    path, extra.title, extra.kind, steps, record, key[2:], "extra", sensitive=extra.sensitive)
        elif key in kind.fields:
            own = self._effective(record, kind.fields[key])
            return Resolved(
                path, own.title, own.kind, steps, record, key, "field", own.dated, own.sensitive, own.sort_column,
                outcome=bool(kind.event) and key == kind.state)
        elif key in kind.shown or key in kind.extras:
            derived: Shown | Age | Listed = kind.shown[key] if key in kind.shown else kind.extras[key]
            found = self.column(record, derived.path)
            way = path[: len(path) - len(key)]
            return replace(found.after(steps, f"{way}{derived.path}" if steps else found.path), title=derived.title)
        elif key in kind.currents:
            step = self._step(record, key, path)
            title = kind.currents[key].title
            return Resolved(path, title, Link(record=step.target), (*steps, step), step.target, "id", "id")
        raise Invalid("unknown_column", f"{kind.title}没有这一栏：{path}")

    def _function(self, record: str, path: str, form: str, inside: str) -> Resolved:
        if form == "age":
            inner = self.column(record, inside)
            return Resolved(path, "年龄", AGE, inner.steps, inner.record, inner.key, "age", inner=(inner,))
        if form in OVER:
            inners = tuple(self.column(record, one) for one in inside.split("|"))
            hidden = any(one.sensitive for one in inners)
            title, kind = OVER[form] or (inners[0].title, inners[0].kind)
            most = 1 if form in DATE_PARTS else 2
            if form != "first" and not (len(inners) <= most and all(isinstance(one.kind, Date) for one in inners)):
                raise Invalid("unknown_column", f"这里要填{'一个' if most == 1 else '一个或两个'}日期栏：{path}")
            return Resolved(path, title, kind, (), record, path, form, sensitive=hidden, inner=inners)
        if form == "list":
            return self._listed(record, path, inside)
        if form == "count":
            source, via = self._rows(record, inside)
            return Resolved(path, "数量", Whole(), (), record, path, "count", rows=source, via=via)
        raise Invalid("unknown_column", f"没有这一栏：{path}")

    def _listed(self, record: str, path: str, inside: str) -> Resolved:
        rows, _, of = inside.partition("/")
        source, via = self._rows(record, rows)
        inner = self.column(source, of)
        return Resolved(path, inner.title, Text(), (), record, of, "list", inner=(inner,), rows=source, via=via)

    def _rows(self, record: str, rows: str) -> tuple[str, str]:
        """``record:via`` or a part's key, as the record read and its path back here."""
        source, _, via = rows.partition(":")
        if not via:
            source, via = f"{record}.{source}", "owner"
        self.column(source, via)
        return source, via

    def titled(self, record: str) -> tuple[Resolved, ...]:
        """The columns of a row's one-line title."""
        return tuple(self.column(record, p) for p in self.record(record).name)


def of_declarations(
    records: Iterable[Record], categories: Mapping[str, Iterable[Category]], lifecycles: Mapping[str, Lifecycle],
    ledgers: Iterable[Ledger], figures: Iterable[Figure], lists: Mapping[str, CodeList] | None = None,
) -> Catalog:
    """A catalog of specs; the later of two with one key would hide the first, so that is refused.

    Raises Invalid("duplicate_key").
    """
    own = {record: _by_key(known) for record, known in categories.items()}
    return Catalog(_by_key(records), own, dict(lifecycles), _by_key(ledgers), _by_key(figures), dict(lists or {}))


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_T = TypeVar("_T", bound=_Keyed)


def _by_key(specs: Iterable[_T]) -> dict[str, _T]:
    made: dict[str, _T] = {}
    for one in specs:
        if one.key in made:
            raise Invalid("duplicate_key", f"重复的名称：{one.key}")
        made[one.key] = one
    return made

