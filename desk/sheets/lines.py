"""What a single row is: the kinds of rows around and inside a table that speak of nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desk.sheets.grid import Grid, text_of
from desk.sheets.model import Cell
from desk.sheets.words import plain

ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])|(?<![0-9A-Za-z])\d{15}(?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")

_TOTAL = re.compile(
    r"^(?:.{0,12}(?:合计|总计|小计|共计|累计)|总数|汇总|以上共计?)(?:[:：]?.{0,12})$|^(?:合计|总计|共)\D{0,4}\d+\D?(?:户|人|名|条|项|件)"
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|附注|填表说明|填报说明|填写说明|特此说明|注意|附)\s*(?:[:：.、]|意事项|\d)|^[★※*＊]|^以下空白|^第\s*\d+\s*页|^共\s*\d+\s*页|^（?此表|^本表"
)
_NUMBERED = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]+)[、.．)）]|^[（(](?:\d{1,2}|[一二三四五六七八九十]+)[)）]|^[①-⑳]"
)
_SIGNATURE = re.compile(
    r"(?:填表|制表|审核|审批|负责|经办|填报|统计|登记|复核|报送|调查|采集|核对|分管|盖章|签字|签名|签章|录入|联系|校对|主任|书记|网格)\S{0,6}"
    r"(?:人|员|者|单位|日期|时间|电话|主任|书记|领导|长)?\s*(?:[（(][^)）]*[)）])?\s*[:：]|^(?:单位|社区|居委会|主任|书记)?[（(]?(?:盖章|签字|签章|公章)[)）]?[:：]?$"
    r"|^(?:日期|时间)[:：]"
)
_UNIT = re.compile(r"[:：]")
_DAY = re.compile(r"^(?:截[至止])?\s*\d{4}\s*[年./-]\s*\d{1,2}\s*(?:[月./-]\s*(?:\d{1,2}\s*日?)?)?$")
_UNIT_ONLY = re.compile(r"^[（(]?单位[)）]?[:：]?\S{0,8}$")
_INSTRUCTION = re.compile(r"^(?:填表说明|填报说明|填写说明|填写要求|使用说明|说明|注意事项|请勿|请按|注[:：])")
_SECTION = re.compile(
    r"^[一二三四五六七八九十]+[、.．]|^[（(][一二三四五六七八九十]+[)）]|^第[\d一二三四五六七八九十]+\S{0,3}(?:组|网格|楼|栋|幢|片|小区|区|单元|类)"
    r"|(?:情况|信息|名单|名册|明细|表|小组|网格|区|人员|对象|家庭|老人|儿童|保户|贫户|困户|住户|类|街|路|巷|弄|苑|[\d一二三四五六七八九十]+(?:号楼|栋|幢|单元|组|楼))(?:[（(].*[)）])?[:：]?$"
)
_LABEL = re.compile(r"[\u4e00-\u9fff（）()]{2,8}[:：]")
_SAMPLE = re.compile(
    r"^[（(]?(?:示例|样例|范例|填写示例|例如|例)\d*[)）]?(?:[:：].*)?$|[（(](?:填写)?(?:示例|样例|范例|举例|例)[)）]$"
)

Filled = Sequence[tuple[int, Cell]]


def above(grid: Grid, number: int, titled: bool) -> str:
    """What a row above a head is: blank, title, unit_and_date or instructions; `titled`: a title stood before."""
    filled = grid.filled(number)
    if not filled:
        return "blank"
    first = text_of(filled[0][1])
    if _INSTRUCTION.match(first) or (titled and (_NUMBERED.match(first) or len(first) > 45)):
        return "instructions"
    texts = [text_of(cell) for _, cell in filled]
    if any(_UNIT.search(text) or _DAY.match(text) or _UNIT_ONLY.match(text) for text in texts):
        return "unit_and_date"
    return "title"


def is_totals(filled: Filled) -> bool:
    """A row of sums: the word stands in one of the first cells and nobody's number in any."""
    texts = [re.sub(r"\s", "", text_of(cell)) for _, cell in filled]
    return any(_TOTAL.match(text) for text in texts[:2]) and not any(ID_NUMBER.search(text) for text in texts)


def is_note(filled: Filled, footing: bool) -> bool:
    """A remark below the table; `footing`: notes or signatures have begun."""
    first = text_of(filled[0][1])
    if len(filled) > 2:
        return False
    if _NOTE.match(first):
        return True
    return footing and (len(filled) == 1 or bool(_NUMBERED.match(first))) and not ID_NUMBER.search(first)


def is_signature(filled: Filled) -> bool:
    """填表人：… 审核人：… and their like; they begin the row (a remark 联系人：… inside a row of data does not)."""
    return bool(_SIGNATURE.search(text_of(filled[0][1]))) and not looks_like_person(filled)


def is_labelled(filled: Filled) -> bool:
    """户主：张三 | 住址：… : a line of a form, every cell with its own label."""
    return len(filled) >= 2 and all(isinstance(cell, str) and _LABEL.match(cell.strip()) for _, cell in filled)


def is_sample(filled: Filled) -> bool:
    """A row that shows how to fill in the sheet: 例 | 张三 | …, or 张三（示例）."""
    return any(_SAMPLE.search(cell.strip()) for _, cell in filled[:2] if isinstance(cell, str))


def is_section(grid: Grid, number: int, filled: Filled, width: int, name_column: int | None) -> bool:
    """A row that only names the group of rows below it."""
    if len(filled) != 1 or width < 3:
        return False
    column, cell = filled[0]
    text = text_of(cell)
    if not isinstance(cell, str) or ID_NUMBER.search(text) or MOBILE.search(text):
        return False
    if grid.width_at(number, column) > 1 or _SECTION.search(text):
        return True
    return column != name_column


def is_numbering(filled: Filled, width: int) -> bool:
    """The row 1 2 3 4 … (or 甲 乙 1 2 …) that some heads carry below them."""
    if width < 3 or len(filled) < max(3, width * 0.6):
        return False
    texts = [text_of(cell).strip("()（） ") for _, cell in filled]
    digits = [int(text) for text in texts if text.isdigit()]
    rest = [text for text in texts if not text.isdigit()]
    if rest == list(_STEMS[: len(texts)]):
        return True
    return (
        len(digits) >= 2
        and digits == list(range(digits[0], digits[0] + len(digits)))
        and all(text in _STEMS or text == "栏次" for text in rest)
    )


_STEMS = "甲乙丙丁戊己庚辛壬癸"


_HINT = re.compile("必填|选填|下拉|格式|可不填|自动生成|请选择|请填")


def is_hint(filled: Filled) -> bool:
    """The row 必填 / 选填 / 文本格式 that templates put below the head."""
    hits = sum(bool(_HINT.search(text_of(cell))) for _, cell in filled)
    return hits >= 2 and hits >= len(filled) * 0.5


def looks_like_person(filled: Filled) -> bool:
    """Somebody's number stands in the row."""
    return any(ID_NUMBER.search(text_of(cell).replace(" ", "")) for _, cell in filled)


def same_text(filled: Filled, titles: frozenset[str]) -> bool:
    """The row repeats a title that stood above the table (a page's head, 续表)."""
    if len(filled) > 3:
        return False
    texts = [plain(text_of(cell)) for _, cell in filled]
    return any(text in titles or text.endswith("续表") for text in texts if text)
