"""What a declaration may say. Everything here is frozen data, checked when the program starts."""

from desk.spec.category import Category, Lifecycle, State
from desk.spec.column import AGE, Age, Column, Current, Field, Listed, Part, Path, Shown, part, subject
from desk.spec.condition import (
    And, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or, all_of, any_row, from_json, no_row,
    to_json,
)
from desk.spec.figure import (
    Average, Count, Distinct, Extreme, Figure, Measure, PartTotal, Share, Total, average, count, distinct, share,
    total,
)
from desk.spec.ledger import Ledger, ledger
from desk.spec.record import Draft, Entry, Fill, Look, Record, Rule

__all__ = [
    "AGE", "Age", "And", "Average", "Blank", "Category", "Children", "Classed", "Column", "Compare", "Condition",
    "Count", "Current", "Day", "Distinct", "Draft", "Entry", "Extreme", "Field", "Figure", "Fill", "Has", "Is", "Ledger",
    "Lifecycle", "Linked", "Listed", "Look", "Measure", "Not", "Or", "Part", "PartTotal", "Path", "Record", "Rule", "Share",
    "Shown", "State", "Total", "all_of", "any_row", "average", "count", "distinct", "from_json", "ledger", "no_row",
    "part", "share", "subject", "to_json", "total",
]
