"""The Chinese reading of conditions: plain words that a committee worker can check.

It agrees with `desk.spec.reading` and `desk.store.sql`; codes are told by their labels,
paths by their titles. `names` may tell the titles of linked rows; without it they are
「指定的」 ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from desk.kinds import Code, Codes, Date, DateTime, Link, Month, PartialDate
from desk.spec.as_of import day_word, own_day, varies
from desk.spec.catalog import Catalog, Resolved
from desk.spec.column import DATE_PARTS, OVER
from desk.spec.condition import And, AsOf, Blank, Children, Classed, Compare, Condition, Day, Has, Is, Linked, Not, Or
from desk.spec.lifecycle import STATE_CLASSES

Names = Callable[[str, int], str]

_NUMBER = {"=": "为{}", "!=": "不为{}", "<": "小于{}", "<=": "不超过{}", ">": "大于{}", ">=": "不小于{}"}
_DATE = {"=": "为{}", "!=": "不为{}", "<": "早于{}", "<=": "不晚于{}", ">": "晚于{}", ">=": "不早于{}"}
_AGE = {"=": "为{}周岁", "!=": "不为{}周岁", "<": "不满{}周岁", "<=": "不超过{}周岁", ">": "超过{}周岁",
        ">=": "满{}周岁"}
_HOW_MANY = {"=": "{}", "!=": "不是{}", "<": "不到{}", "<=": "至多{}", ">": "超过{}", ">=": "{}以上"}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}

_ANCHOR = {"on": "统计日", "since": "统计期首日", "until": "统计期末日"}


def sentence(
    catalog: Catalog, record: str, condition: Condition | None, names: Names | None = None, by: str = ""
) -> str:
    """The condition in words; terms that must all hold are joined by 「；」. Without one: 「全部记录」.

    `by` is the date that the rows are read as of, where it is their own: 「走访当日…」."""
    if condition is None:
        return "全部记录"
    return "；".join(_Teller(catalog, names, day_word(catalog, record, by) if by else "").all(record, condition))


def column_title(catalog: Catalog, record: str, path: str, by: str = "") -> str:
    """A column in words: 「性别」, 「居民的年龄」, 「受理日期至结案日期的天数」.

    Where rows are read as of the date that they count `by`: 「走访当日居民的年龄」."""
    day = day_word(catalog, record, by) if by and catalog.column(record, path).varies else ""
    return f"{day}{_Teller(catalog)._title(record, path)}"


def rows_title(catalog: Catalog, record: str, via: str) -> str:
    """What rows are called that lead somewhere by the path `via`."""
    spec = catalog.record(record)
    return spec.words.by.get(via, ("", ""))[0] or spec.title


def counting_word(catalog: Catalog, record: str, via: str) -> str:
    """The word that such rows are counted with."""
    words = catalog.record(record).words
    return words.by.get(via, ("", words.counter))[1]


@dataclass(frozen=True)
class _Teller:
    catalog: Catalog
    names: Names | None = None
    day: str = ""
    """What the rows' own day is called where they are read as of it; said before each term that it can change."""

    def all(self, record: str, condition: Condition) -> list[str]:
        """The words of terms that must all hold; two ends of one range are told together."""
        terms = list(condition.terms) if isinstance(condition, And) else [condition]
        told, at = [], 0
        while at < len(terms):
            both = self._range(record, terms[at], terms[at + 1]) if at + 1 < len(terms) else None
            told.append(both or self.tell(record, terms[at]))
            at += 2 if both else 1
        return told

    def tell(self, record: str, term: Condition) -> str:
        match term:
            case And():
                return "，并且".join(self.all(record, term))
            case Or(terms):
                return f"（{'，或者'.join(self._one(record, one) for one in terms)}）"
            case AsOf(day, where):
                word = _ANCHOR["on"] if day == "on" else day_word(self.catalog, record, own_day(self.catalog, record))
                return replace(self, day=word).tell(record, where)
            case Not(inner):
                return f"{self._on(record, inner)}{self._within._denied(record, inner)}"
        return f"{self._on(record, term)}{self._within._told(record, term)}"

    @property
    def _within(self) -> _Teller:
        """What stands within a term whose day is told."""
        return replace(self, day="") if self.day else self

    def _on(self, record: str, term: Condition) -> str:
        return self.day if self.day and varies(self.catalog, record, term) else ""

    def _told(self, record: str, term: Condition) -> str:
        match term:
            case Children():
                return self._children(record, term)
            case Linked(path, where):
                to = self.catalog.column(record, path).kind
                told = self.all(to.record, where) if isinstance(to, Link) else []
                said = told[0] if isinstance(where, Children) else f"（{'，'.join(told)}）"
                return f"{self._title(record, path)}{said}"
            case Compare() | Is() | Blank() | Has() | Classed():
                return self._test(record, term, "")
        raise TypeError(f"not a condition: {term!r}")

    def _one(self, record: str, term: Condition) -> str:
        """A term that must read as one among alternatives."""
        told = self.all(record, term) if isinstance(term, And) else [self.tell(record, term)]
        return told[0] if len(told) == 1 else f"（{'，并且'.join(told)}）"

    def _denied(self, record: str, term: Condition) -> str:
        match term:
            case Blank(path):
                return f"填写了{self._title(record, path)}"
            case Children(op=">=", count=1):
                return self._children(record, replace(term, op="=", count=0))
            case Compare(path, op, value) if op in _OPPOSITE:
                return self._test(record, Compare(path, _OPPOSITE[op], value), "没有填写或者")
            case Is() | Has() | Classed() | Compare(op="="):
                return self._test(record, term, "不")
            case Not(inner):
                return self.tell(record, inner)
        return f"不符合“{'，并且'.join(self.all(record, term))}”"

    # one column

    def _test(self, record: str, term: Compare | Is | Blank | Has | Classed, before: str) -> str:
        """A test of a column; `before` is said before its verb."""
        title = self._title(record, term.path)
        column = self.catalog.column(record, term.path)
        match term:
            case Blank():
                return f"没有填写{title}"
            case Has(_, text) if isinstance(column.kind, Date) and re.fullmatch(r"-\d\d", text):
                return f"{title}{before}为每月{int(text[1:])}日"
            case Has(_, text):
                return f"{title}{before}含“{text}”"
            case Classed(_, state_class):
                return f"{title}{before}属于“{STATE_CLASSES.get(state_class, state_class)}”"
            case Is(_, codes):
                chosen = f"{before}{self._chosen(column, codes)}"
                return f"{title}{chosen.replace('不为', '不是', 1)}"
            case Compare(_, op, value):
                return f"{title}{before}{self._compared(column, op, value)}"

    def _compared(self, column: Resolved, op: str, value: str | int | Day) -> str:
        if isinstance(value, Day):
            return _DATE[op].format(_day(value))
        if column.form == "age":
            return _AGE[op].format(value)
        if isinstance(column.kind, Date | PartialDate | DateTime | Month):
            return _DATE[op].format(column.kind.show(value))
        unit = getattr(column.kind, "unit", "")
        return _NUMBER[op].format(f"{column.kind.show(value)}{unit}" if unit else f"“{column.kind.show(value)}”")

    def _chosen(self, column: Resolved, codes: tuple[str | int, ...]) -> str:
        kind = column.kind
        if isinstance(kind, Code | Codes):
            verb = "含" if isinstance(kind, Codes) else "为"
            return verb + _or([kind.codes.label(str(code)) for code in codes])
        if isinstance(kind, Link):
            told = [self.names(kind.record, int(code)) for code in codes] if self.names else []
            title = self.catalog.record(kind.record).title
            inside = "parent" in self.catalog.record(kind.record).fields
            return ("在" if inside else "为") + (_or(told) or f"指定的{title}") + ("之内" if inside else "")
        return "为" + _or([kind.show(code) for code in codes])

    def _range(self, record: str, low: Condition, high: Condition) -> str | None:
        """「近12个月内」, 「统计期内」, 「15至49周岁」: the two ends of one range in few words."""
        if not (isinstance(low, Compare) and isinstance(high, Compare) and low.path == high.path):
            return None
        if low.op != ">=" or high.op not in ("<=", "<"):
            return None
        title = f"{self._on(record, low)}{self._title(record, low.path)}"
        if high.op == "<":
            if self.catalog.column(record, low.path).form != "age" or not isinstance(high.value, int):
                return None
            high = replace(high, op="<=", value=high.value - 1)
        if (window := _window(low.value, high.value)) is not None:
            return f"{title}在{window}"
        if isinstance(low.value, Day) or isinstance(high.value, Day):
            return None
        column = self.catalog.column(record, low.path)
        unit = "周岁" if column.form == "age" else getattr(column.kind, "unit", "")
        return f"{title}在{column.kind.show(low.value)}至{column.kind.show(high.value)}{unit}之间"

    def _title(self, record: str, path: str) -> str:
        """A column by its title; through links 「居民的性别」, but never 「当前居住的…」."""
        spec = self.catalog.record(record)
        shown = next((one.title for one in spec.shown.values() if one.path == path), "")
        if shown:
            return shown
        column = self.catalog.column(record, path)
        links = [self.catalog.record(s.record).fields[s.link].title for s in column.steps if not s.current]
        if column.form == "id" and links:
            return "的".join(links)
        return "的".join([*links, self._leaf_title(column)])

    def _leaf_title(self, column: Resolved) -> str:
        inner = [self._title(column.record, one.path) for one in column.inner] if column.form in OVER else []
        if column.form == "first":
            return "或".join(dict.fromkeys(inner))
        if column.form in ("days", "months"):
            return f"{inner[0]}至{[*inner, '统计日'][1]}的{column.title}"
        if column.form in DATE_PARTS:
            return f"{inner[0]}的{column.title}"
        if column.form == "count":
            return f"{self.catalog.record(column.rows).title}数"
        own = self.catalog.record(column.record).fields.get(column.key)
        return own.title if own and column.form == "field" else column.title

    # linked rows

    def _children(self, record: str, term: Children) -> str:
        """「近12个月内没有走访记录」, 「近2年内有2起以上纠纷案件」, 「有在册的身份（类别是独居老人）」."""
        spec = self.catalog.record(term.record)
        window, rest = self._windowed(term)
        through = self.catalog.column(term.record, term.via).steps
        whose = self.catalog.record(record).words.through.get(
            through[0].target, f"相关{self.catalog.record(through[0].target).title}") if through else ""
        inside = "本处及下级处所内" if term.below else ""
        named = term.via in spec.words.by
        what = spec.words.row or rows_title(self.catalog, term.record, term.via)
        if spec.span and not term.ever and not named:
            what = f"在册的{what}"
        teller = self
        if term.own_day:
            teller = replace(self, day=day_word(self.catalog, term.record, own_day(self.catalog, term.record)))
        where = f"（{'，'.join(teller.all(term.record, rest))}）" if rest is not None else ""
        if term.own_day and self.catalog.column(term.record, term.via).varies:
            whose = f"{teller.day}{whose}"
        since = "此后" if term.after else ""
        return f"{since}{whose}{inside}{window}{self._how_many(term, what)}{where}"

    def _how_many(self, term: Children, what: str) -> str:
        past = "过" if term.ever else ""
        if term.op == ">=" and term.count == 1:
            return f"有{past}{what}"
        if (term.op, term.count) in (("=", 0), ("<", 1), ("<=", 0)):
            return f"没有{past}{what}"
        word = counting_word(self.catalog, term.record, term.via)
        return f"有{past}{_HOW_MANY[term.op].format(f'{term.count}{word}')}{what}"

    def _windowed(self, term: Children) -> tuple[str, Condition | None]:
        """The window on the rows' own date, told before them, and the rest of their condition."""
        event = self.catalog.record(term.record).event
        terms = term.where.terms if isinstance(term.where, And) else (term.where,) if term.where else ()
        for at in range(len(terms) - 1):
            low, high = terms[at], terms[at + 1]
            if isinstance(low, Compare) and isinstance(high, Compare) and low.path == high.path == event:
                window = _window(low.value, high.value) if (low.op, high.op) == (">=", "<=") else None
                if window is not None:
                    rest = (*terms[:at], *terms[at + 2:])
                    return window, (rest[0] if len(rest) == 1 else And(rest)) if rest else None
        return "", term.where


def _or(words: list[str]) -> str:
    return "、".join(words[:-1]) + ("或" if len(words) > 1 else "") + words[-1] if words else ""


def _window(low: str | int | Day, high: str | int | Day) -> str | None:
    """A range of days in words, where it is one of the usual."""
    if not (isinstance(low, Day) and isinstance(high, Day)):
        return None
    if (low, high) == (Day("since"), Day("until")):
        return "统计期内"
    if high == Day("on") and low.anchor == "on" and (span := _span(low, -1)):
        return f"近{span}内"
    if low == Day("until", days=1) and high.anchor == "until" and (span := _span(high, 1)):
        return f"统计期末日后{span}内"
    if low == Day("on") and high.anchor == "on" and (span := _span(high, 1)):
        return f"今后{span}内"
    return None


def _span(day: Day, sign: int) -> str:
    """The length of a shift of one sign: 「12个月」, 「2年」, 「30天」."""
    years, months, days = (sign * n for n in (day.years, day.months, day.days))
    if min(years, months, days) < 0 or ((years or months) and days):
        return ""
    if days:
        return f"{days}天"
    if years > 1 and not months:
        return f"{years}年"
    return f"{years * 12 + months}个月" if years or months else ""


def _day(day: Day) -> str:
    anchor = _ANCHOR[day.anchor]
    for sign, word in ((1, "后"), (-1, "前")):
        if span := _span(day, sign):
            return f"{anchor}{word}{span}"
    return anchor
