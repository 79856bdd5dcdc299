"""Reading printed PDFs back, and invented papers to print."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import pypdfium2

from desk.papers.model import (
    CellLink,
    Chart,
    Column,
    LedgerPaper,
    Link,
    Paragraph,
    ReportPaper,
    Section,
    Series,
    Source,
    Table,
)

Value = TypeVar("Value")

RARE = ("赵孟𫖯", "钱𬭎", "刘䶮", "陈㛃", "张𣲘", "于𬱖", "李㭎", "周𠮷", "吴𪚥")
LONG = "阿卜杜热合曼·阿卜杜外力·买买提江·吐尔逊艾力·阿布都克里木·玉苏甫江·托合提麦麦提·依明"
UNKNOWN = chr(0x30005)
"""A character of extension G that no shipped font holds."""
COLUMNS = (
    Column("姓名"),
    Column("性别", align="center"),
    Column("公民身份号码"),
    Column("住址", 2.0),
    Column("金额（元）", numeric=True),
    Column("备注"),
)


def texts(path: Path) -> list[str]:
    """The text of each page, as a person would copy it, without line ends and blanks."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return ["".join(page.split()) for page in pages]


def inside(path: Path, page: int, box: tuple[float, float, float, float]) -> str:
    """The text in a rectangle of a page."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        text: str = document[page].get_textpage().get_text_bounded(*box)
    return text.strip()


def darkest_at_edge(path: Path, page: int, margin: float) -> int:
    """The darkest grey (0 black, 255 white) in the outer `margin` points of a page: nothing may be cut there."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        picture = document[page].render(scale=1).to_pil().convert("L")
    wide, high = picture.size
    m = int(margin)
    strips = ((0, 0, wide, m), (0, high - m, wide, high), (0, 0, m, high), (wide - m, 0, wide, high))
    return min(picture.crop(strip).getextrema()[0] for strip in strips)


def run(job: Generator[tuple[int, int], None, Value]) -> tuple[list[tuple[int, int]], Value]:
    """All steps of a generator and its value."""
    steps = []
    while True:
        try:
            steps.append(next(job))
        except StopIteration as end:
            return steps, end.value


def ledger(rows: list[list[str]], totals: list[str] | None = None, **more: object) -> LedgerPaper:
    """A ledger of invented people."""
    return LedgerPaper("和平里社区低保对象台账（2026年1月）", "和平里社区居民委员会", "2026年1月1日至1月31日",
                       "单位：元", COLUMNS, iter(rows), len(rows), totals, **more)  # type: ignore[arg-type]


def person(number: int, name: str = "张三") -> list[str]:
    """One row of `ledger`."""
    return [name, "男", f"1101**********{number:04d}", f"幸福路{number}号院2号楼1单元{number}室", f"{number}.00", ""]


def report() -> ReportPaper:
    """A short report with links in text, table and annex."""
    text = "截至6月底共有居民2597人，其中老年人612人，占23.57%。"
    links = tuple(Link(text.index(part), text.index(part) + len(part), key)
                  for part, key in (("2597", "residents"), ("612", "old"), ("23.57", "old_rate")))
    rows = (("邻里", "12"), ("合计", "27"))
    table = Table("表1　纠纷件数", ("类型", "受理（件）"), rows, (CellLink(1, 1, "cases"),), (1,))
    chart = Chart("五年纠纷件数", ("2024年", "2025年", "2026年"),
                  (Series("受理", (31, None, 27)), Series("成功", (29, 28, 25))), "bar", "件")
    names = "、".join((*RARE, LONG)) + "。"
    sections = (
        Section("基本情况", (Paragraph(text, links), Paragraph(names))),
        Section("主要工作"),
        Section("调解工作", (Paragraph("受理情况见表1。"),), (table,), chart, 2),
        Section("走访工作", (Paragraph("逐户走访。" * 200),), level=2),
        Section("三、下一步打算", (Paragraph("继续努力。"),)),
    )
    figures = (("residents", "居民人数", "2597", "人"), ("old", "老年人数", "612", "人"),
               ("cases", "纠纷件数", "27", "件"))
    sources = tuple(Source(key, title, "截止日在册的人", "2026年上半年", count, count + unit)
                    for key, title, count, unit in figures)
    return ReportPaper("和平里社区居民委员会2026年上半年工作报告", "和平里社区居民委员会", "2026年7月5日",
                       "2026年1月1日至6月30日", sections, sources)
