"""The printed ledger of 30,000 rows, as a ratio to bare reportlab. Run by hand: python tests/bench/papers.py

Prints CPU seconds of both and the ratio the product promises: at most 1.5 times a canvas that draws the same cells
with the same font on as many pages, and their grid: `drawString` a cell, nothing measured, placed, wrapped or summed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from desk.kinds.papers import check_character
from desk.papers import fonts
from desk.papers.ledger import ledger_pdf
from desk.papers.model import Column, LedgerPaper

ROWS, RUNS = 30_000, 3
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉"
COLUMNS = (
    Column("姓名"), Column("性别", align="center"), Column("出生日期", align="center"), Column("年龄", align="right"),
    Column("身份证号", align="center"), Column("民族", align="center"), Column("联系电话", align="center"),
    Column("现住址"), Column("政治面貌"), Column("文化程度"), Column("人员类别", align="center"), Column("备注"),
)
TOTALS = ["30000人", *[""] * 11]
SIZE, LINE, MARGIN, ROOM = 8.0, 16.0, 42.5, 480.0
"""Points: the size, height of a row, margin and height of the table in the bare drawing."""


def person(rng: random.Random, n: int) -> list[str]:
    """One invented row of 12 cells; the county code ends in 99, which no county has."""
    year = rng.randint(1935, 2020)
    birth = f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    body = f"330199{birth.replace('-', '')}{rng.randint(0, 999):03d}"
    return [
        rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN), rng.choice("男女"), birth, str(2026 - year),
        body + check_character(body), "汉族", f"191{n:08d}",
        f"和平里{n // 300 + 1}幢{n // 60 % 5 + 1}单元{n // 6 % 10 + 1}01室",
        "群众", rng.choice(("小学", "初中", "高中", "大学")), "常住", "独居" if n % 9 == 0 else "",
    ]


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def printed(rows: Sequence[list[str]], out: Path) -> int:
    """The product's ledger; how many pages it has."""
    paper = LedgerPaper("居民台账", "练习社区", "截至2026年6月30日", "单位：人", COLUMNS, rows, len(rows), TOTALS)
    work = ledger_pdf(paper, out)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return int(end.value.pages)


def bare(rows: Sequence[list[str]], out: Path, pages: int) -> None:
    """The same cells and the running number by reportlab alone, spread evenly over as many pages, under a grid."""
    page = landscape(A4)
    canvas = Canvas(str(out), pagesize=page)
    left = [MARGIN + i * (page[0] - 2 * MARGIN) / (len(COLUMNS) + 1) for i in range(len(COLUMNS) + 2)]
    on_page = -(-len(rows) // pages)
    for start in range(0, len(rows), on_page):
        canvas.setFont("desk-song", SIZE)
        held = rows[start:start + on_page]
        for at, row in enumerate(held):
            y = page[1] - MARGIN - at * ROOM / on_page
            for x, text in zip(left, (str(start + at + 1), *row), strict=False):
                if text:
                    canvas.drawString(x, y, text)
        canvas.grid(left, [page[1] - MARGIN - at * ROOM / on_page for at in range(len(held) + 1)])
        canvas.showPage()
    canvas.save()


def main() -> None:
    rng = random.Random(1)
    rows = [person(rng, n) for n in range(ROWS)]
    with tempfile.TemporaryDirectory() as scratch:
        out, least = Path(scratch) / "ledger.pdf", Path(scratch) / "bare.pdf"
        fonts.width("字", "song", 10)
        pages = printed(rows, out)
        own = min(cpu(lambda: printed(rows, out)) for _ in range(RUNS))
        plain = min(cpu(lambda: bare(rows, least, pages)) for _ in range(RUNS))
    sys.stdout.write(f"{ROWS} rows of {len(COLUMNS)} columns on {pages} pages\n")
    sys.stdout.write(f"bare reportlab canvas: {plain:.2f} s CPU\nledger: {own:.2f} s CPU\n")
    sys.stdout.write(f"  {own / plain:.2f} times bare (promise: 1.5)\n")


if __name__ == "__main__":
    main()
