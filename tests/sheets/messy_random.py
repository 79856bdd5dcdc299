"""Rosters put together at random from what offices put on their sheets, each with its truth."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from sheet_people import Person, people

from desk.sheets.model import Merge, SheetData

HEADS = {
    "name": ["姓名", "成员姓名", "居民姓名", "姓 名", "人员姓名", "姓名*", "住户姓名"],
    "id_number": [
        "身份证号",
        "公民身份号码",
        "证件号码",
        "身份证号码（18位）",
        "居民身份证号码",
        "身份证",
        "身份证\n号码",
    ],
    "phone": ["联系电话", "手机", "手机号码", "电话", "联系方式", "联系电话（手机）", "移动电话"],
    "address": ["家庭住址", "现住址", "住址", "居住地址", "详细地址", "门牌号", "现居住地址"],
    "sex": ["性别"],
    "ethnic": ["民族"],
    "note": ["备注"],
    "education": ["文化程度", "学历"],
    "birth": ["出生日期", "出生年月", "生日"],
}
OTHER_HEADS = [
    "是否独居",
    "健康状况",
    "月收入",
    "网格员",
    "登记日期",
    "年龄",
    "社保卡号",
    "走访情况",
    "入住时间",
    "残疾等级",
]
SECTIONS = ["一、和平里小区", "（一）独居老人", "第一网格", "1号楼", "3幢", "2单元", "东区", "二、流动人口", "低保户"]
SECTIONS += ["第3居民小组", "幸福苑小区"]
TOTALS: list[list[str | None]] = [["合计", None, "共40人"], ["合计"], ["小计", None, "12人"], ["总计：40人"]]
TOTALS += [[None, "合计", "40"], ["合   计", None, None, "40"], ["共计40人"]]
TOPS: list[tuple[str, list[str | None]]] = [
    ("unit_and_date", ["填报单位：和平社区", None, None, "填报日期：2026年1月5日"]),
    ("unit_and_date", ["单位：和平社区居委会"]),
    ("unit_and_date", ["2026年1月5日"]),
    ("unit_and_date", [None, None, None, "时间：2026.1"]),
]
FEET: list[tuple[str, list[str | None]]] = [
    ("note", ["注：本表一式两份。"]),
    ("note", ["备注：身份证号须为18位"]),
    ("note", ["说明：每月上报"]),
    ("signature", ["填表人：", None, "审核人："]),
    ("signature", ["填报人：李某", "联系电话：88880000"]),
    ("signature", ["社区负责人（签字）：", None, "日期：2026年1月"]),
    ("signature", ["制表：王某", None, "审核："]),
]
REMARKS = [None, None, "独居", "联系人：女儿", "注：常外出", "合计三处房产", "低保户"]
PEOPLE = people(300, 5)


@dataclass
class Roster:
    """A sheet being written from top to bottom, with its truth."""

    dice: random.Random
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)
    columns: list[tuple[str, str]] = field(default_factory=list)

    def sheet(self) -> SheetData:
        return SheetData("S", rows=self.rows, merged=self.merged)

    def line(self, why: str, cells: list[Any], merge: float = 0.0) -> None:
        """A row that is nobody; left out when the table is too narrow for it."""
        if len(cells) > len(self.columns):
            return
        self.rows.append(list(cells))
        self.ignored[len(self.rows)] = why
        if len(cells) == 1 and self.dice.random() < merge:
            self.merged.append((len(self.rows), 0, len(self.rows), len(self.columns) - 1))

    def person(self, person: Person, number: int) -> None:
        dice = self.dice
        born = f"{person.number[6:10]}-{person.number[10:12]}-{person.number[12:14]}"
        told = {
            "sequence": float(number), "name": person.name, "id_number": person.number, "phone": person.phone,
            "address": person.address, "sex": person.sex, "ethnic": "汉族", "note": dice.choice(REMARKS),
            "education": "小学", "birth": born, "": dice.choice([None, "是", "否", "72", "2020-01-01", "良好", "1500"]),
        }  # fmt: skip
        row = [told[key] for key, _ in self.columns]
        if dice.random() < 0.12:
            keep = ("name", "sequence")
            row = [v if k in keep or dice.random() < 0.4 else None for (k, _), v in zip(self.columns, row, strict=True)]
        self.rows.append(row)
        pairs = zip(self.columns, row, strict=True)
        self.people[len(self.rows)] = {key: value for (key, _), value in pairs if key not in ("", "sequence")}


def roster(seed: int) -> Roster:
    """One random roster; the same seed gives the same."""
    dice = random.Random(seed)
    made = Roster(dice)
    keys = ["name", "id_number", *dice.sample(list(HEADS)[2:], dice.randint(1, 6))]
    made.columns = [(key, dice.choice(HEADS[key])) for key in keys]
    made.columns += [("", title) for title in dice.sample(OTHER_HEADS, dice.randint(0, 3))]
    dice.shuffle(made.columns)
    if dice.random() < 0.7:
        made.columns.insert(0, ("sequence", dice.choice(["序号", "序号", "编号", "No."])))
    _top(made)
    head = [title for _, title in made.columns]
    made.rows.append(head)
    for number in range(1, dice.randint(3, 30)):
        if number > 1:
            _between(made, head)
        made.person(dice.choice(PEOPLE), number)
    if dice.random() < 0.6:
        made.line("totals", dice.choice(TOTALS))
    for why, cells in dice.sample(FEET, dice.randint(0, 2)):
        if dice.random() < 0.3 and len(cells) <= len(made.columns):
            made.line("blank", [])
        made.line(why, cells)
    return made


def _top(made: Roster) -> None:
    dice = made.dice
    if dice.random() < 0.2:
        made.line("title", ["附件2"])
    if dice.random() < 0.8:
        made.line("title", ["和平社区居民花名册"], 0.6)
        if dice.random() < 0.2:
            made.line("instructions", ["填表说明：请按要求填写"], 0.6)
    if dice.random() < 0.6:
        made.line(*dice.choice(TOPS), 0.6)


def _between(made: Roster, head: list[str]) -> None:
    dice = made.dice
    if dice.random() < 0.06:
        made.line("blank", [])
    if dice.random() < 0.06:
        made.line("section", [dice.choice(SECTIONS)], 0.6)
    if dice.random() < 0.04:
        made.line("header", head)
    if dice.random() < 0.03:
        made.line("totals", dice.choice(TOTALS))
