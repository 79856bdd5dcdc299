"""Invented people for workbooks, and the fields they are read into."""

from __future__ import annotations

import random
from dataclasses import dataclass

from desk.kinds import CitizenId, Code, Date, LongText, PersonName, Phone, Text, code_list
from desk.kinds.papers import check_character
from desk.sheets.model import Target

TARGETS = (
    Target("name", "姓名", PersonName(), ("居民姓名",), required=True),
    Target("id_number", "身份证号", CitizenId(), ("公民身份号码",)),
    Target("sex", "性别", Code(codes=code_list("sex"))),
    Target("birth", "出生日期", Date(past_only=True), ("出生年月",)),
    Target("phone", "联系电话", Phone(), ("电话",)),
    Target("ethnic", "民族", Code(codes=code_list("ethnic"))),
    Target("education", "文化程度", Code(codes=code_list("education"))),
    Target("address", "地址", Text(), ("现住址", "家庭住址")),
    Target("hukou_address", "户籍地址", Text()),
    Target("household_no", "户号", Text(), ("户编号",)),
    Target("household_head", "户主", PersonName(), ("户主姓名",)),
    Target("relation", "与户主关系", Code(codes=code_list("relation"))),
    Target("contact", "紧急联系人", PersonName()),
    Target("contact_phone", "联系人电话", Phone()),
    Target("note", "备注", LongText()),
)


@dataclass(frozen=True)
class Person:
    name: str
    number: str
    sex: str
    phone: str
    address: str


def people(count: int, seed: int = 1) -> list[Person]:
    """Invented people, all different."""
    dice = random.Random(seed)
    found: dict[str, Person] = {}
    while len(found) < count:
        day = f"{dice.randint(1930, 2019)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        first17 = dice.choice(("330106", "110105", "420106", "510104")) + day + f"{dice.randint(1, 990):03}"
        number = first17 + check_character(first17)
        name = dice.choice("王李张刘陈杨黄赵吴周") + "".join(
            dice.choice("建国英华丽明芳志强兰秀") for _ in "ab"[: dice.randint(1, 2)]
        )
        street = dice.choice(("和平里", "青石巷", "东风路"))
        address = f"{street}{dice.randint(1, 40)}幢{dice.randint(1, 4)}单元{dice.randint(1, 18)}0{dice.randint(1, 4)}室"
        found[number] = Person(
            name, number, "男" if int(number[16]) % 2 else "女", f"191{dice.randint(0, 99999999):08}", address
        )
    return list(found.values())
