"""The terms of a condition: how to miss by just one of them, and the condition without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from nearmiss import Demand

from desk.kinds import Code, Codes, Link
from desk.spec import And, Children, Compare, Condition, Day, Is, Linked, Or, all_of
from desk.spec.catalog import Catalog


def terms_of(term: Condition | None) -> list[Condition]:
    """The terms that must all hold."""
    return [one for t in term.terms for one in terms_of(t)] if isinstance(term, And) else [term] if term else []


def implied(catalog: Catalog, record: str, term: Condition, others: Sequence[Condition]) -> bool:
    """Whether other terms say as much: a narrower category; or a beginning before the period's end, which every row
    in force on the day has."""
    if isinstance(term, Is):
        def meant(one: Is) -> set[str]:
            kind = catalog.column(record, one.path).kind
            codes = kind.codes if isinstance(kind, Code | Codes) else None
            return {low for code in one.codes for low in (codes.below(str(code)) if codes else (str(code),))}

        return any(isinstance(one, Is) and one.path == term.path and meant(one) <= meant(term) for one in others)
    spec = catalog.record(record)
    dates = {spec.event, *(spec.span or ())[:1], f"owner.{catalog.record(spec.part_of).event}" if spec.part_of else ""}
    return isinstance(term, Compare) and (term.op, term.value) == ("<=", Day("until")) and term.path in dates


def ways(terms: list[Condition]) -> int:
    """How many alternatives the widest term has."""
    return max([1, *(len(one.terms) for one in terms if isinstance(one, Or))])


def misses(terms: list[Condition], way: int = 0) -> Iterator[tuple[str, Callable[[Demand], None]]]:
    """For each term, and each term inside it, how to miss by just that one."""
    for at, term in enumerate(terms):
        others = terms[:at] + terms[at + 1:]
        for name, miss in _missing(term):
            def ask(demand: Demand, miss: Callable[[Demand], None] = miss, others: list[Condition] = others) -> None:
                for one in others:
                    demand.must(one, True, way)
                miss(demand)

            yield f"{at}{name}", ask


def _missing(term: Condition) -> Iterator[tuple[str, Callable[[Demand], None]]]:
    yield "", lambda demand: demand.must(term, False)
    if isinstance(term, Children) and term.op == ">=" and term.count == 1 and term.where is not None:
        for name, inner in misses(terms_of(term.where)):
            yield f".{name}", lambda demand, inner=inner: _inner(demand, term, inner)
    if isinstance(term, Linked):
        for name, inner in misses(terms_of(term.where)):
            yield f".{name}", lambda demand, inner=inner: inner(demand._at(
                demand.catalog.column(demand.record, term.path)))
    if isinstance(term, Or):
        for at, one in enumerate(term.terms):
            for name, inner in _missing(one):
                if name:
                    yield f"|{at}{name}", inner


def _inner(demand: Demand, term: Children, inner: Callable[[Demand], None]) -> None:
    current = demand._current(term)
    inner(current if current is not None else demand.hang(term.record, term.via))


def mutants(catalog: Catalog, record: str, terms: list[Condition]) -> Iterator[tuple[str, Condition | None]]:
    """The condition with one term left out, at the top or inside a term; not one that the others imply."""
    for at, term in enumerate(terms):
        others = (*terms[:at], *terms[at + 1:])
        if not implied(catalog, record, term, others):
            yield f"without {at}", all_of(*others)
        for name, weaker in _weaker(catalog, record, term):
            yield f"{at}{name}", all_of(*others, weaker)


def _weaker(catalog: Catalog, record: str, term: Condition) -> Iterator[tuple[str, Condition]]:
    if isinstance(term, Children | Linked) and term.where is not None:
        kind = None if isinstance(term, Children) else catalog.column(record, term.path).kind
        inner = term.record if isinstance(term, Children) else kind.record if isinstance(kind, Link) else ""
        for name, where in mutants(catalog, inner, terms_of(term.where)):
            if where is not None or isinstance(term, Children):
                yield f".{name}", replace(term, where=where)
    if isinstance(term, Or):
        for at in range(len(term.terms)):
            yield f" without |{at}", Or(term.terms[:at] + term.terms[at + 1:])
