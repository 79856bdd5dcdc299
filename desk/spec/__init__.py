"""What a declaration may say. Everything here is frozen data, checked when the program starts."""

from desk.spec.category import Category, Lifecycle, State
from desk.spec.column import AGE, Age, Column, Current, Field, Listed, Part, Path, Shown, part, subject
from desk.spec.condition import (
    And,
    Blank,
    Children,
    Classed,
    Compare,
    Condition,
    Day,
    Has,
    Is,
    Linked,
    Not,
    Or,
    all_of,
    any_row,
    from_json,
    no_row,
    to_json,
)
from desk.spec.figure import (
    Against,
    Average,
    Balance,
    Count,
    Distinct,
    Extreme,
    Figure,
    Formula,
    Grouped,
    Growth,
    Measure,
    Median,
    PartTotal,
    PersonMonths,
    Share,
    Streak,
    Total,
    average,
    count,
    distinct,
    formula,
    months_with,
    names,
    share,
    total,
)
from desk.spec.ledger import Ledger, ledger
from desk.spec.record import Draft, Entry, Fill, Look, Record, Rule

__all__ = [
    "AGE", "Against", "Age", "And", "Average", "Balance", "Blank", "Category", "Children", "Classed", "Column",
    "Compare", "Condition", "Count", "Current", "Day", "Distinct", "Draft", "Entry", "Extreme", "Field", "Figure",
    "Fill", "Formula", "Grouped", "Growth", "Has", "Is", "Ledger", "Lifecycle", "Linked", "Listed", "Look",
    "Measure", "Median", "Not", "Or", "Part", "PartTotal", "Path", "PersonMonths", "Record", "Rule", "Share",
    "Shown", "State", "Streak", "Total", "all_of", "any_row", "average", "count", "distinct", "formula",
    "from_json", "ledger", "months_with", "names", "no_row", "part", "share", "subject", "to_json", "total",
]
