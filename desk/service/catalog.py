"""One catalog of our declarations and of the office's own, which are the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from desk.errors import Invalid
from desk.kinds import CodeEntry, CodeList, code_list
from desk.records import RECORDS
from desk.spec import Category, Figure, Ledger
from desk.spec.catalog import Catalog, of_declarations
from desk.spec.checks import check
from desk.spec.load import built_in, category_of, figure_of, ledger_of

Made = Mapping[str, Any]
"""A spec of the office's own as it is stored: `kind`, `key` and what the kind needs."""


def build(made: Iterable[Made], known_until: str = "") -> Catalog:
    """The catalog in force. An own spec that does not pass the checks is left out and named, never fatal.

    `known_until` is the last day whose holidays are known."""
    made = sorted((one for one in made if one["kind"] in _ADD), key=_place)
    found = _built() if not made else _with(made)
    return replace(found, known_until=known_until, _resolved={}) if known_until else found


@lru_cache(maxsize=1)
def _built() -> Catalog:
    return _Parts().catalog()


def _with(made: list[Made]) -> Catalog:
    parts = _Parts()
    for one in made:
        parts.add(one)
    whole = parts.catalog()
    return whole if not check(whole) else _one_by_one(made)


def _one_by_one(made: list[Made]) -> Catalog:
    """Each spec that keeps the catalog sound; the slow way, taken only when there is one that does not."""
    kept: list[Made] = []
    out: list[str] = []
    for one in made:
        parts = _Parts()
        for known in (*kept, one):
            parts.add(known)
        found = parts.left_out or check(parts.catalog())
        if found:
            out.append(found[0])
        else:
            kept.append(one)
    parts = _Parts()
    for one in kept:
        parts.add(one)
    parts.left_out = out
    return parts.catalog()


def _categories() -> dict[str, dict[str, Category]]:
    return {record: {one.key: one for one in known} for record, known in built_in()[0].items()}


def _ledgers() -> dict[str, Ledger]:
    from desk.ledgers import LEDGERS

    return {one.key: one for one in LEDGERS}


def _figures() -> dict[str, Figure]:
    from desk.figures import FIGURES

    return {one.key: one for one in FIGURES}


@dataclass
class _Parts:
    """What a catalog is made of, ours first."""

    categories: dict[str, dict[str, Category]] = field(default_factory=_categories)
    ledgers: dict[str, Ledger] = field(default_factory=_ledgers)
    figures: dict[str, Figure] = field(default_factory=_figures)
    lists: dict[str, CodeList] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def add(self, spec: Made) -> None:
        """Add a spec of the office's own; one that is not whole, or takes a key of ours, is left out."""
        try:
            _ADD[spec["kind"]](self, spec)
        except (KeyError, TypeError, ValueError, AttributeError):
            self.left_out.append(f"自定义的“{spec['key']}”内容不完整，没有启用")
        except Invalid as error:
            self.left_out.append(f"自定义的“{spec['key']}”没有启用：{error.text}")

    def category(self, spec: Made) -> None:
        self.categories.setdefault(spec["record"], {})[spec["key"]] = category_of(spec["record"], spec)

    def codes(self, spec: Made) -> None:
        entries = [CodeEntry(**{**one, "words": tuple(one.get("words", ()))}) for one in spec.get("entries", ())]
        self.lists[spec["key"]] = code_list(spec["key"]).extended(
            entries, spec.get("relabel", {}), spec.get("hidden", ()))

    def ledger(self, spec: Made) -> None:
        _put(self.ledgers, ledger_of(spec))

    def figure(self, spec: Made) -> None:
        _put(self.figures, figure_of(spec))

    def catalog(self) -> Catalog:
        categories = {record: tuple(own.values()) for record, own in self.categories.items()}
        made = of_declarations(
            RECORDS, categories, built_in()[1], self.ledgers.values(), self.figures.values(), self.lists)
        made.left_out = tuple(self.left_out)
        return made


def _put(known: dict[str, Any], one: Ledger | Figure) -> None:
    if one.key in known:
        raise Invalid("duplicate_key", f"“{one.key}”这个名称已经有了")
    known[one.key] = one


_ADD: dict[str, Callable[[_Parts, Made], None]] = {
    "codes": _Parts.codes, "category": _Parts.category, "ledger": _Parts.ledger, "figure": _Parts.figure,
}
_ORDER = {kind: place for place, kind in enumerate(_ADD)}
"""Categories use code lists, ledgers use categories, figures use ledgers."""


def _place(spec: Made) -> tuple[int, bool]:
    """Where a spec stands among the others; figures over figures come last."""
    measure = spec.get("measure")
    over = isinstance(measure, Mapping) and measure.get("kind") in ("formula", "growth", "against")
    return _ORDER[spec["kind"]], over
