"""Categories: varieties inside a record kind, as data, with fields and a lifecycle of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.spec.column import Field
from desk.spec.lifecycle import Effect, Lifecycle


@dataclass(frozen=True)
class Category:
    """A variety of a record: `key` is stored, `parent` makes a tree.

    `subjects` limits who it may concern; `fields` (keys ``x.…``) are its own;
    `sensitive` ones are seen only by those with the right, which starts empty.
    """

    record: str
    key: str
    title: str
    parent: str = ""
    words: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    subjects: tuple[str, ...] = ()
    sensitive: bool = False
    lifecycle: Lifecycle | None = None
    limit: int | None = None
    """The promised time in working days, where the category has one of its own."""
    hint: str = ""
    effects: Mapping[str, tuple[Effect, ...]] = field(default_factory=dict)
    """What steps of rows of this category do to other records, by step: an approved request renews a permit."""
