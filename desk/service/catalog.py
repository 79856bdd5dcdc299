"""One catalog of our declarations and of the office's own, which are the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from desk.kinds import CodeEntry, code_list
from desk.records import RECORDS
from desk.spec import Category, Figure, Ledger
from desk.spec.catalog import Catalog, of_declarations
from desk.spec.load import built_in, category_of, figure_of, ledger_of


def build(made: Iterable[Mapping[str, Any]]) -> Catalog:
    """The catalog in force. An own spec that no longer passes its checks is left out, never fatal."""
    made = list(made)
    return _built() if not made else _with(made)


@lru_cache(maxsize=1)
def _built() -> Catalog:
    from desk.figures import FIGURES
    from desk.ledgers import LEDGERS

    categories, lifecycles = built_in()
    return of_declarations(RECORDS, categories, lifecycles, LEDGERS, FIGURES)


def _with(made: list[Mapping[str, Any]]) -> Catalog:
    from desk.figures import FIGURES
    from desk.ledgers import LEDGERS

    categories, lifecycles = built_in()
    own: dict[str, list[Category]] = {record: list(known) for record, known in categories.items()}
    for spec in made:
        if spec["kind"] == "category":
            known = own.setdefault(spec["record"], [])
            known[:] = [c for c in known if c.key != spec["key"]] + [category_of(spec["record"], spec)]
    lists = {
        spec["key"]: code_list(spec["key"]).extended(
            [CodeEntry(**entry) for entry in spec.get("entries", ())], spec.get("relabel", {}), spec.get("hidden", ()))
        for spec in made if spec["kind"] == "codes"
    }
    ledgers: list[Ledger] = [*LEDGERS, *(ledger_of(s) for s in made if s["kind"] == "ledger")]
    figures: list[Figure] = [*FIGURES, *(figure_of(s) for s in made if s["kind"] == "figure")]
    return of_declarations(RECORDS, own, lifecycles, ledgers, figures, lists)
