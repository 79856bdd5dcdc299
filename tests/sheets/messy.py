"""Workbooks as offices really keep them, each with its truth: which rows are people, and what the others are.

Written from what such sheets look like, not from how the reader works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sheet_books import write_book
from sheet_people import Person, people

P = people(60)


@dataclass
class Case:
    """A workbook in parts: the sheets' rows, and the truth by sheet."""

    sheets: dict[str, list[list[Any]]]
    people: dict[tuple[str, int], dict[str, Any]]
    ignored: dict[tuple[str, int], str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    touch: Callable[[Any], None] | None = None

    def write(self, folder: Path) -> Path:
        return write_book(folder / "表.xlsx", self.sheets, self.merged, self.touch)


def _told(person: Person, **more: Any) -> dict[str, Any]:
    return {"name": person.name, "id_number": person.number, **more}


def one_sheet(rows: list[list[Any]], told: dict[int, dict[str, Any]], ignored: dict[int, str], **more: Any) -> Case:
    name = "Sheet1"
    return Case(
        {name: rows}, {(name, r): v for r, v in told.items()}, {(name, r): w for r, w in ignored.items()}, **more
    )


def two_level_head() -> Case:
    rows: list[list[Any]] = [
        ["2025年和平社区家庭成员登记表"],
        ["序号", "户主信息", None, "家庭成员信息", None, None, "家庭住址", "联系方式", None],
        [None, "姓名", "身份证号", "姓名", "与户主关系", "身份证号", None, "手机", "固定电话"],
    ]
    told = {}
    for i in range(6):
        head, person = P[i // 3 * 3], P[i]
        rows.append(
            [
                i + 1,
                head.name,
                head.number,
                person.name,
                "户主" if i % 3 == 0 else "子女",
                person.number,
                person.address,
                person.phone,
                "0571-88880000",
            ]
        )
        told[i + 4] = _told(person, household_head=head.name, address=person.address, phone=person.phone)
    return one_sheet(rows, told, {1: "title"}, merged=("A1:I1", "A2:A3", "B2:C2", "D2:F2", "G2:G3", "H2:I2"))


def three_level_head() -> Case:
    rows: list[list[Any]] = [
        ["居民基本信息表"],
        ["序号", "基本信息", None, None, None, "居住信息", None],
        [None, "身份", None, "个人", None, "现住", "户籍"],
        [None, "姓名", "公民身份号码", "性别", "手机号码", "详细地址", "户籍地址"],
    ]
    told = {}
    for i, person in enumerate(P[:4]):
        rows.append([i + 1, person.name, person.number, person.sex, person.phone, person.address, "杭州"])
        told[i + 5] = _told(person, sex=person.sex, phone=person.phone, address=person.address, hukou_address="杭州")
    return one_sheet(rows, told, {1: "title"}, merged=("A1:G1", "A2:A4", "B2:E2", "B3:C3", "D3:E3", "F2:G2"))


def two_levels_unmerged() -> Case:
    rows: list[list[Any]] = [
        ["户主", None, "家庭成员", None, None, "住址"],
        ["姓名", "身份证号", "姓名", "身份证号", "关系", None],
    ]
    told = {}
    for i, person in enumerate(P[:4]):
        rows.append([P[0].name, P[0].number, person.name, person.number, "户主" if i == 0 else "儿子", person.address])
        told[i + 3] = _told(person, household_head=P[0].name, address=person.address)
    return one_sheet(rows, told, {})


def side_by_side() -> Case:
    head = ["序号", "姓名", "身份证号", "电话"]
    rows: list[list[Any]] = [["老年人名册"], [*head, None, *head]]
    told = {}
    for i in range(5):
        a, b = P[i], P[i + 5]
        rows.append([i + 1, a.name, a.number, a.phone, None, i + 6, b.name, b.number, b.phone])
    rows.append([6, P[10].name, P[10].number, P[10].phone])
    case = one_sheet(rows, told, {1: "title"}, merged=("A1:I1",))
    case.people = {("Sheet1", i + 3): _told(P[i]) for i in range(5)} | {("Sheet1", 8): _told(P[10])}
    case.people |= {("Sheet1·2", i + 3): _told(P[i + 5]) for i in range(5)}
    return case


def side_by_side_without_gap() -> Case:
    head = ["姓名", "身份证号码", "联系电话"]
    rows: list[list[Any]] = [[*head, *head]]
    rows += [[a.name, a.number, a.phone, b.name, b.number, b.phone] for a, b in zip(P[:4], P[4:8], strict=True)]
    case = one_sheet(rows, {i + 2: _told(P[i]) for i in range(4)}, {})
    case.people |= {("Sheet1·2", i + 2): _told(P[i + 4]) for i in range(4)}
    return case


def people_beside_statistics() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "手机", "住址", None, "楼栋", "户数", "人数"]]
    for i, person in enumerate(P[:5]):
        row: list[Any] = [person.name, person.number, person.phone, person.address, None]
        rows.append(row + ([f"{i + 1}幢", 12, 30] if i < 3 else []))
    return one_sheet(rows, {i + 2: _told(P[i], address=P[i].address) for i in range(5)}, {})


def stacked() -> Case:
    rows: list[list[Any]] = [["一、常住人口"], ["序号", "姓名", "身份证号", "住址"]]
    rows += [[i + 1, p.name, p.number, p.address] for i, p in enumerate(P[:3])]
    rows += [[], ["二、流动人口"], ["姓名", "性别", "证件号码", "现住址", "手机号"]]
    rows += [[p.name, p.sex, p.number, p.address, p.phone] for p in P[3:6]]
    told = {i + 3: _told(P[i], address=P[i].address) for i in range(3)}
    told |= {i + 9: _told(P[i + 3], phone=P[i + 3].phone) for i in range(3)}
    return one_sheet(rows, told, {1: "title", 6: "blank", 7: "title"})


def pages() -> Case:
    """A printed list that repeats its title and head on each page, with sums of pages."""
    rows: list[list[Any]] = []
    told, ignored = {}, {}
    for page in range(3):
        start = len(rows)
        rows += [
            ["高龄津贴发放名册"],
            ["填报单位：和平社区", None, None, "2026年1月"],
            ["序号", "姓名", "身份证号", "联系电话"],
        ]
        rows += [[page * 4 + i + 1, p.name, p.number, p.phone] for i, p in enumerate(P[page * 4 : page * 4 + 4])]
        rows += [["本页小计", "4人"]]
        told |= {start + 4 + i: _told(P[page * 4 + i]) for i in range(4)}
        ignored |= {start + 1: "title", start + 8: "totals"}
        ignored |= {start + 2: "unit_and_date" if page == 0 else "title"} | ({start + 3: "header"} if page else {})
    rows.append(["合计", "12人"])
    ignored[len(rows)] = "totals"
    return one_sheet(rows, told, ignored)


def sections() -> Case:
    rows: list[list[Any]] = [
        ["居民花名册"],
        ["单位：和平社区居委会"],
        ["序号", "姓名", "性别", "公民身份证号码", "家庭住址", "备注"],
        ["一、和平里小区"],
        [1, P[0].name, P[0].sex, P[0].number, P[0].address],
        ["1幢"],
        [2, P[1].name, P[1].sex, P[1].number, P[1].address],
        [3, P[2].name, P[2].sex, P[2].number, P[2].address, "联系人：女儿"],
        ["小计", "3人"],
        [None, "第二网格"],
        [4, P[3].name, P[3].sex, P[3].number, P[3].address],
        [5],
        [6],
        [],
        ["总  计", None, None, "4人"],
        ["说明：1、本表由社区填写。"],
        ["2、身份证号为18位。"],
        [],
        ["负责人（签字）：", None, "填表人：李某", None, "填报日期：2026年1月5日"],
    ]
    told = {5: _told(P[0]), 7: _told(P[1]), 8: _told(P[2], note="联系人：女儿"), 11: _told(P[3])}
    ignored = {
        1: "title",
        2: "unit_and_date",
        4: "section",
        6: "section",
        9: "totals",
        10: "section",
        12: "blank",
        13: "blank",
        14: "blank",
        15: "totals",
        16: "note",
        17: "note",
        18: "blank",
        19: "signature",
    }
    return one_sheet(rows, told, ignored, merged=("A1:F1", "A2:F2", "A4:F4", "A6:F6", "A16:F16", "A17:F17"))


def households_unmerged() -> Case:
    """The household's cells are filled on its first row only, and nothing is merged."""
    rows: list[list[Any]] = [["户号", "户主", "住址", "姓名", "与户主关系", "身份证号", "电话"]]
    told = {}
    sizes, number = (3, 1, 2), 0
    for house, size in enumerate(sizes):
        head = P[number]
        for member in range(size):
            person = P[number]
            own: list[Any] = [f"{house + 1:03}", head.name, head.address] if member == 0 else [None, None, None]
            relation = "户主" if member == 0 else "配偶"
            phone = person.phone if member == 0 else None
            rows.append([*own, person.name, relation, person.number, phone])
            told[number + 2] = _told(
                person, household_no=f"{house + 1:03}", household_head=head.name, address=head.address, phone=phone
            )
            number += 1
    return one_sheet(rows, told, {})


def household_without_address() -> Case:
    """The second household has no address of its own and must not get its neighbour's."""
    rows: list[list[Any]] = [["户主姓名", "家庭住址", "成员姓名", "与户主关系", "身份证号"]]
    rows += [
        [P[0].name, P[0].address, P[0].name, "户主", P[0].number],
        [None, None, P[1].name, "之妻", P[1].number],
        [P[2].name, None, P[2].name, "户主", P[2].number],
        [None, None, P[3].name, "之子", P[3].number],
    ]
    told = {
        2: _told(P[0], address=P[0].address, household_head=P[0].name),
        3: _told(P[1], address=P[0].address, household_head=P[0].name),
        4: _told(P[2], address=None, household_head=P[2].name),
        5: _told(P[3], address=None, household_head=P[2].name),
    }
    return one_sheet(rows, told, {})


def head_on_a_row_of_its_own() -> Case:
    """The head stands only in the head's columns, the members in theirs."""
    rows: list[list[Any]] = [["户主姓名", "户主身份证号", "成员姓名", "成员身份证号", "与户主关系", "住址"]]
    rows += [
        [P[0].name, P[0].number, None, None, None, P[0].address],
        [None, None, P[1].name, P[1].number, "妻子", None],
    ]
    told = {2: _told(P[0], address=P[0].address), 3: _told(P[1], household_head=P[0].name, address=P[0].address)}
    return one_sheet(rows, told, {})


def heads_only() -> Case:
    rows: list[list[Any]] = [["序号", "户主姓名", "身份证号", "联系电话", "人口数", "住址"]]
    rows += [[i + 1, p.name, p.number, p.phone, 3, p.address] for i, p in enumerate(P[:5])]
    return one_sheet(rows, {i + 2: _told(P[i], household_head=P[i].name) for i in range(5)}, {})


def hidden_things() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "备注", "电话"]]
    rows += [[p.name, p.number, None, p.phone] for p in P[:6]]

    def hide(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["C"].hidden = True

    return one_sheet(rows, {i + 2: _told(P[i], phone=P[i].phone) for i in range(6)}, {}, touch=hide)


def odd_heads() -> Case:
    """A head without text, a number as a head, line breaks and stars in heads, empty columns at the left."""
    rows: list[list[Any]] = [
        [],
        [None, "姓\n名", None, "*身份证号码\n（18位）", 2025, "联系电话（手机）", " 现 住 址 "],
    ]
    rows += [[None, p.name, "甲", p.number, 100, p.phone, p.address] for p in P[:4]]
    return one_sheet(rows, {i + 3: _told(P[i], phone=P[i].phone, address=P[i].address) for i in range(4)}, {})


def heads_that_say_nothing() -> Case:
    rows: list[list[Any]] = [["列1", "列2", "列3", "列4", "列5", "备注"]]
    rows += [[i + 1, p.number, p.name, p.phone, p.sex, None] for i, p in enumerate(P[:8])]
    told = {i + 2: _told(P[i], phone=P[i].phone, sex=P[i].sex) for i in range(8)}
    return one_sheet(rows, told, {})


def no_head() -> Case:
    rows = [[p.name, p.sex, p.number, p.phone, p.address] for p in P[:6]]
    return one_sheet(rows, {i + 1: _told(P[i], phone=P[i].phone, address=P[i].address) for i in range(6)}, {})


def title_and_no_head() -> Case:
    rows: list[list[Any]] = [["困难家庭名单"], *[[i + 1, p.name, p.number, p.phone] for i, p in enumerate(P[:6])]]
    return one_sheet(rows, {i + 2: _told(P[i], phone=P[i].phone) for i in range(6)}, {1: "title"})


def much_before_the_data() -> Case:
    rows: list[list[Any]] = [
        ["附件1"],
        ["和平街道2025年度独居老人信息采集表"],
        ["填表说明：1.请如实填写；2.身份证号为文本格式。"],
        ["填报单位（盖章）：", "和平社区", None, None, "填报时间：2025.12"],
        [],
        ["序号", "姓名", "性别", "身份证号码", "联系电话", "详细住址"],
        [1, 2, 3, 4, 5, 6],
        ["必填", "必填", "下拉选择", "必填，文本格式", "选填", "必填"],
        ["示例", "张三", "男", "11010519491231002X", "13800000000", "和平里1幢1单元101室"],
    ]
    rows += [[i + 1, p.name, p.sex, p.number, p.phone, p.address] for i, p in enumerate(P[:3])]
    ignored = {
        1: "title",
        2: "title",
        3: "instructions",
        4: "unit_and_date",
        5: "blank",
        7: "header",
        8: "header",
        9: "instructions",
    }
    return one_sheet(rows, {i + 10: _told(P[i]) for i in range(3)}, ignored, merged=("A2:F2", "A3:F3"))


def address_in_parts() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "小区", "楼栋", "单元", "室号", "电话"]]
    rows += [[p.name, p.number, "和平里", 3, "2", "0302", p.phone] for p in P[:2]]
    rows += [[p.name, p.number, "和平里", "3幢", "2单元", "302室", p.phone] for p in P[2:4]]
    told = {2: _told(P[0], address="和平里3幢2单元0302室"), 3: _told(P[1], address="和平里3幢2单元0302室")}
    told |= {4: _told(P[2], address="和平里3幢2单元302室"), 5: _told(P[3], address="和平里3幢2单元302室")}
    return one_sheet(rows, told, {})


def numbers_in_number_cells() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "手机"]]
    rows += [[p.name, int(p.number) if p.number.isdigit() else p.number, int(p.phone)] for p in P[:5]]
    told = {i + 2: {"name": P[i].name, "phone": int(P[i].phone)} for i in range(5)}
    return one_sheet(rows, told, {})


def many_sheets() -> Case:
    head = ["姓名", "身份证号", "电话"]
    sheets: dict[str, list[list[Any]]] = {
        "封面": [["和平社区居民台账"], [], ["编制单位：和平社区"], ["二〇二五年十二月"]],
        "说明": [["填表说明"], ["一、姓名：填写户口簿姓名"], ["二、身份证号：18位"], ["三、电话：手机号码"]],
        "2024年": [head, *[[p.name, p.number, p.phone] for p in P[:3]]],
        "2023年": [["2023年名册"], head, *[[p.name, p.number, p.phone] for p in P[3:6]]],
        "空表": [],
        "统计": [
            ["楼栋", "户数", "人数", "男", "女", "60岁以上"],
            ["1幢", 24, 60, 30, 30, 11],
            ["2幢", 24, 61, 31, 30, 9],
            ["合计", 48, 121, 61, 60, 20],
        ],
    }
    told = {("2024年", i + 2): _told(P[i]) for i in range(3)} | {("2023年", i + 3): _told(P[i + 3]) for i in range(3)}
    ignored = {("封面", r): "instructions" for r in (1, 3, 4)} | {("说明", r): "instructions" for r in range(1, 5)}
    ignored |= {("统计", r): "summary" for r in range(1, 5)} | {("2023年", 1): "title"}
    return Case(sheets, told, ignored)


def other_peoples_numbers() -> Case:
    """The guardian's name, number and telephone are not the person's."""
    rows: list[list[Any]] = [
        ["监护人姓名", "监护人身份证号", "监护人电话", "姓名", "身份证号", "联系电话", "紧急联系人", "紧急联系人电话"]
    ]
    rows += [
        [a.name, a.number, a.phone, p.name, p.number, p.phone, a.name, a.phone]
        for a, p in zip(P[:3], P[3:6], strict=True)
    ]
    told = {i + 2: _told(P[i + 3], phone=P[i + 3].phone, contact=P[i].name) for i in range(3)}
    return one_sheet(rows, told, {})


def names_of_all_kinds() -> Case:
    names = ["𫖯𬱖", "阿依古丽·买买提", "欧阳 修", "李𪟝", "迪丽热巴•迪力木拉提", "王\u3000芳"]
    rows: list[list[Any]] = [["姓名", "身份证号"]] + [[n, p.number] for n, p in zip(names, P, strict=False)]
    return one_sheet(rows, {i + 2: {"name": n, "id_number": P[i].number} for i, n in enumerate(names)}, {})


def formulas_without_results() -> Case:
    """A program wrote the formulas and nobody opened the book: sex and age have no stored result."""
    rows: list[list[Any]] = [["姓名", "身份证号", "性别", "年龄"]]
    rows += [
        [p.name, p.number, f'=IF(MOD(MID(B{i},17,1),2)=1,"男","女")', f"=2026-MID(B{i},7,4)"]
        for i, p in enumerate(P[:3], 2)
    ]
    return one_sheet(rows, {i + 2: _told(P[i], sex=None) for i in range(3)}, {})


def styled_blank_end() -> Case:
    rows: list[list[Any]] = [["序号", "姓名", "身份证号"], *[[i + 1, p.name, p.number] for i, p in enumerate(P[:3])]]

    def style(book: Any) -> None:
        from openpyxl.styles import Border, Side

        for row in range(5, 400):
            for column in range(1, 4):
                book.worksheets[0].cell(row, column).border = Border(left=Side("thin"))

    return one_sheet(rows, {i + 2: _told(P[i]) for i in range(3)}, {}, touch=style)


def only_names() -> Case:
    rows: list[list[Any]] = [["姓名"], *[[p.name] for p in P[:5]]]
    return one_sheet(rows, {i + 2: {"name": P[i].name} for i in range(5)}, {})


def sparse_rows() -> Case:
    """People of whom only the name, or the name and a telephone, is known."""
    rows: list[list[Any]] = [["序号", "姓名", "身份证号", "电话", "住址", "备注"]]
    rows += [
        [1, P[0].name],
        [None, P[1].name],
        [3, P[2].name, None, P[2].phone],
        [4, P[3].name, P[3].number, P[3].phone, P[3].address],
    ]
    rows += [[None, None, None, None, None, "以上人员已核实"]]
    told = {2: {"name": P[0].name}, 3: {"name": P[1].name}, 4: {"name": P[2].name, "phone": P[2].phone}, 5: _told(P[3])}
    return one_sheet(rows, told, {6: "section"})


def merged_over_hidden_and_blank() -> Case:
    """A household's merged cells run over an empty row at its end."""
    rows: list[list[Any]] = [["住址", "户主", "姓名", "身份证号"]]
    rows += [[P[0].address, P[0].name, P[0].name, P[0].number], [None, None, P[1].name, P[1].number], []]
    rows += [[P[2].address, P[2].name, P[2].name, P[2].number]]
    told = {
        2: _told(P[0]),
        3: _told(P[1], address=P[0].address, household_head=P[0].name),
        5: _told(P[2], address=P[2].address),
    }
    return one_sheet(rows, told, {4: "blank"}, merged=("A2:A4", "B2:B4"))


def numbers_after_their_owners() -> Case:
    """Twice 身份证号 and 电话: those after the head's name are the head's, those after the member's the member's."""
    rows: list[list[Any]] = [["户主姓名", "身份证号", "电话", "成员姓名", "身份证号", "电话", "关系", "住址"]]
    rows += [[P[0].name, P[0].number, P[0].phone, p.name, p.number, p.phone, "配偶", p.address] for p in P[1:4]]
    told = {i + 2: _told(P[i + 1], phone=P[i + 1].phone, household_head=P[0].name) for i in range(3)}
    return one_sheet(rows, told, {})


def members_in_a_group() -> Case:
    """序号 and 姓名 are the head's; the group 家庭成员情况 has the members."""
    rows: list[list[Any]] = [
        ["序号", "姓名", "家庭成员情况", None, None, "住址"],
        [None, None, "称谓", "姓名", "身份证号", None],
    ]
    rows += [[1, P[0].name, "妻子", P[1].name, P[1].number, P[0].address], [None, None, "长子", P[2].name, P[2].number]]
    told = {i + 2: _told(P[i], household_head=P[0].name, address=P[0].address) for i in (1, 2)}
    return one_sheet(rows, told, {}, merged=("A1:A2", "B1:B2", "C1:E1", "F1:F2", "A3:A4", "B3:B4", "F3:F4"))


def two_named_lists() -> Case:
    """Two lists side by side, each under its own title, with other columns and another length."""
    rows: list[list[Any]] = [
        ["老年人名单", None, None, None, "残疾人名单"],
        ["姓名", "身份证号", "住址", None, "序号", "姓名", "残疾类别", "联系电话"],
        [P[0].name, P[0].number, P[0].address, None, 1, P[3].name, "肢体", P[3].phone],
        [P[1].name, P[1].number, P[1].address, None, 2, P[4].name, "视力", P[4].phone],
        [P[2].name, P[2].number, P[2].address],
    ]
    case = one_sheet(rows, {i + 3: _told(P[i], address=P[i].address) for i in range(3)}, {}, merged=("A1:C1", "E1:H1"))
    case.people |= {("Sheet1·2", i): {"name": P[i].name, "phone": P[i].phone} for i in (3, 4)}
    return case


def several_telephones() -> Case:
    rows: list[list[Any]] = [["姓名", "身份证号", "固定电话", "手机", "联系电话2"]]
    rows += [
        [P[0].name, P[0].number, None, P[0].phone, P[1].phone],
        [P[1].name, P[1].number, "0571-88880000", None, "无"],
    ]
    rows += [[P[2].name, P[2].number, "0571-88880000", P[2].phone, P[2].phone]]
    phones = {2: f"{P[0].phone}、{P[1].phone}", 3: "0571-88880000", 4: P[2].phone}
    return one_sheet(rows, {row: _told(P[row - 2], phone=phone) for row, phone in phones.items()}, {})


def years_as_heads() -> Case:
    rows: list[list[Any]] = [
        ["姓名", "证件号码", 2023, 2024, 2025],
        *[[p.name, p.number, "是", None, 3] for p in P[:3]],
    ]
    return one_sheet(rows, {i + 2: _told(P[i]) for i in range(3)}, {})


def cards() -> Case:
    """A form for each household, one below the other."""
    rows: list[list[Any]] = []
    told, ignored = {}, {}
    for block in range(3):
        start = len(rows)
        rows += [[f"户主姓名：{P[block].name}", f"户号：00{block}", None, f"住址：{P[block].address}"]]
        rows += [
            ["姓名", "与户主关系", "身份证号", "电话"],
            [P[block].name, "户主", P[block].number, P[block].phone],
            [],
        ]
        told[start + 3] = _told(P[block], phone=P[block].phone)
        ignored |= {start + 1: "section" if block else "unit_and_date", start + 4: "blank"}
        ignored |= {start + 2: "header"} if block else {}
    del ignored[len(rows)]
    return one_sheet(rows, told, ignored)


CASES: list[Callable[[], Case]] = [
    two_level_head,
    three_level_head,
    two_levels_unmerged,
    side_by_side,
    side_by_side_without_gap,
    people_beside_statistics,
    stacked,
    pages,
    sections,
    households_unmerged,
    household_without_address,
    head_on_a_row_of_its_own,
    heads_only,
    hidden_things,
    odd_heads,
    heads_that_say_nothing,
    no_head,
    title_and_no_head,
    much_before_the_data,
    address_in_parts,
    numbers_in_number_cells,
    many_sheets,
    other_peoples_numbers,
    names_of_all_kinds,
    formulas_without_results,
    styled_blank_end,
    only_names,
    sparse_rows,
    merged_over_hidden_and_blank,
    numbers_after_their_owners,
    members_in_a_group,
    two_named_lists,
    several_telephones,
    years_as_heads,
    cards,
]
