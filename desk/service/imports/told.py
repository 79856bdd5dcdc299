"""What the words over a table say of all its rows: 《低保对象花名册》 means that everybody in it is 低保."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from desk.errors import Invalid
from desk.kinds import Date
from desk.service.desk import Desk
from desk.sheets.words import plain
from desk.spec import And, Condition, Is


def category_told(desk: Desk, record: str, texts: Iterable[str]) -> str:
    """The category that a title, a sheet's or a file's name speaks of: by a list's own title, else by the words of a
    category, the longest first; "" when they speak of none. The nearest text goes first."""
    spec = desk.catalog.record(record)
    if not spec.category:
        return ""
    words = _of_lists(desk, record) | _of_categories(desk, record)
    ordered = sorted(words, key=len, reverse=True)
    for text in texts:
        said = plain(text)
        for word in ordered:
            if word and word in said:
                return words[word]
    return ""


_LISTED = re.compile(
    r"$|\d|sheet|对象|人员|户|群众|家庭|老人|妇女|儿童|名单|名册|花名册|清册|一览|台账|登记|信息|情况|基本|汇总|统计|摸底|采集"
    r"|明细|排查|表|档案|动态|管理|建档|通讯录|数据|资料|调查|核查|享受|发放|领取|成员")
"""What follows a category in the title of a list of those who are in it: 党员名册, but not 党员家属 or 低保退出名单."""
_NOT = ("非", "未", "不", "拟", "原", "退出", "注销", "取消", "死亡", "申请", "停发", "清退", "曾")


def sole_category(desk: Desk, record: str, texts: Iterable[str]) -> str:
    """The one category that a title says everybody in the list is in; "" where it names none, several, or says that
    they are not, or no longer, in it. The nearest text that names any goes first."""
    words = _of_lists(desk, record) | _of_categories(desk, record)
    ordered = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    for text in texts:
        said, listed, named = plain(text).replace(plain(desk.name), "　"), set(), set()
        for word in ordered:
            while (at := said.find(word)) >= 0:
                named.add(words[word])
                if _LISTED.match(said, at + len(word)) and not said[:at].endswith(_NOT):
                    listed.add(words[word])
                said = said[:at] + "　" + said[at + len(word):]
        if named:
            return listed.pop() if len(named) == 1 and listed else ""
    return ""


def category_meant(desk: Desk, record: str, title: str) -> str:
    """The category that the title of a column of ticks names: 低保, 是否低保户; "" for none. It concerns people."""
    said = plain(title)
    said = said.removeprefix("是否为").removeprefix("是否")
    category = _of_categories(desk, record).get(said) or _of_categories(desk, record).get(said.removeprefix("是"), "")
    known = desk.catalog.category(record, category) if category else None
    return category if known is not None and (not known.subjects or "resident" in known.subjects) else ""


_DAY = r"(\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2})"
_SAID_DAY = re.compile(r"([\u4e00-\u9fff]*(?:日期|时间|截至|截止))[日期到]*\s*[:：]?\s*" + _DAY)
_PLAIN_DAY = re.compile(r"(?<!\d)" + _DAY + r"\s*日?")
_OF_PAPER = re.compile("填|制表|打印|导出|报送|审核|截|统计")
"""Words before a day that is the paper's own; only what was counted until then may be of that day."""


def day_told(texts: Iterable[str]) -> str:
    """The day that the words above a table give to everything in it: 发放日期：2025年9月28日, a whole date in the
    title, else the day until which was counted; "" for none."""
    said = [(label, day) for text in texts for label, day in _SAID_DAY.findall(text)]
    own = [day for label, day in said if not _OF_PAPER.search(label)]
    bare = [day for text in texts if not _SAID_DAY.search(text) for day in _PLAIN_DAY.findall(text)]
    counted = [day for label, day in said if "截" in label]
    for day in (*own, *bare, *counted):
        try:
            return str(Date().parse(day.replace(" ", "")) or "")
        except Invalid:
            continue
    return ""


def _of_lists(desk: Desk, record: str) -> dict[str, str]:
    """The titles of lists that hold one category."""
    key = desk.catalog.record(record).category
    found = ((one.title, _single(one.where, key)) for one in desk.catalog.ledgers.values() if one.record == record)
    return {plain(title): category for title, category in found if category}


def category_of_list(desk: Desk, ledger: str, record: str) -> str:
    """The one category that a list of ours holds; "" for several, or a list of another record."""
    one = desk.catalog.ledger(ledger)
    key = desk.catalog.record(record).category
    return _single(one.where, key) if key and one.record == record else ""


def _single(where: Condition | None, key: str) -> str:
    for term in where.terms if isinstance(where, And) else (where,):
        if isinstance(term, Is) and term.path == key and len(term.codes) == 1:
            return str(term.codes[0])
    return ""


def _of_categories(desk: Desk, record: str) -> dict[str, str]:
    own = desk.catalog.categories.get(record, {}).values()
    return {plain(word): one.key for one in own for word in (*one.words, one.title)}


def category_of(desk: Desk, record: str, values: Mapping[str, Any]) -> str:
    """The category of a row without a column for it: by the words of its name; "" where that would be a guess."""
    if record == "grant" and values.get("goods"):
        return category_told(desk, record, [str(values["goods"])]) or "goods"
    told = category_told(desk, record, [str(values[key]) for key in ("name", "occasion") if values.get(key)])
    unsaid = desk.catalog.record(record).importing.unsaid
    return told if told and unsaid else unsaid


def may_be_unsaid(desk: Desk, record: str, key: str) -> bool:
    """Whether rows may go in without that field: their category, told by the row itself."""
    spec = desk.catalog.record(record)
    return bool(spec.importing.unsaid) and key == spec.category


def own_list(desk: Desk, texts: Iterable[str]) -> str:
    """The list of ours whose title, as we write it, stands over a table; "" for none."""
    ours = {plain(desk.name + one.title): one.key for one in desk.catalog.ledgers.values()}
    return next((ours[plain(text)] for text in texts if plain(text) in ours), "")


def speaks_of(desk: Desk, record: str, texts: Iterable[str]) -> bool:
    """Whether the words over a table name what the record holds."""
    owner, _, part = record.partition(".")
    spec = desk.catalog.record(owner)
    words = (spec.parts[part].title, *spec.parts[part].aliases) if part else spec.words.tables
    if not part and spec.importing.named_by_category:
        words = tuple(_of_categories(desk, record))
    return any(plain(word) in plain(text) for text in texts for word in words)
