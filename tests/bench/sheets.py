"""Import and export of 30,000 rows, as ratios to the bare libraries. Run by hand: python tests/bench/sheets.py

Prints CPU seconds of this process and its children, and the ratios the product promises:
import with all checks at most 15 times calamine's reading; export at most 1.3 times bare XlsxWriter.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from desk.kinds.papers import check_character
from desk.service.desk import Desk, create
from desk.service.imports.importing import commit, read, undo_import
from desk.service.jobs import run
from desk.service.lists.exporting import register
from desk.service.lists.query import Query, columns, ids, texts
from desk.sheets.writing import OutColumn, Register, finish, write_register

ROWS = 30_000
HEAD = ("姓名", "性别", "身份证号", "出生日期", "民族", "联系电话", "现住址", "与户主关系", "户主姓名", "户号",
        "政治面貌", "文化程度", "婚姻状况", "人员类别", "备注")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉"


def cpu() -> float:
    """CPU seconds of this process and its ended children."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def timed(what: str, work: Callable[[], Any]) -> tuple[float, Any]:
    start = cpu()
    made = work()
    spent = cpu() - start
    sys.stdout.write(f"{what}: {spent:.2f} s CPU\n")
    return spent, made


def person(rng: random.Random, n: int) -> list[str]:
    """One invented row; the county code ends in 99, which no county has."""
    birth = f"{rng.randint(1935, 2020)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = f"330199{birth}{rng.randint(0, 999):03d}"
    head = rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN)
    return [
        rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN), "男" if int(body[16]) % 2 else "女",
        body + check_character(body), f"{birth[:4]}-{birth[4:6]}-{birth[6:]}", "汉族", f"191{n:08d}",
        f"和平里{n // 300 + 1}幢{n // 60 % 5 + 1}单元{n // 6 % 10 + 1}01室", "户主" if n % 3 == 0 else "其他",
        head, f"H{n // 3:05d}", "群众", "高中", "已婚", "常住", "",
    ]


def sheet(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD)
    rng = random.Random(1)
    for n in range(ROWS):
        page.write_row(n + 1, 0, person(rng, n))
    book.close()


def bare(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """The same cells, with the same format a column, by XlsxWriter alone."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet()
    style = {"font_name": "宋体", "font_size": 10, "border": 1, "text_wrap": True}
    formats = [book.add_format(style) for _ in rows[0]]
    for n, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(n, column, cell, formats[column])
    book.close()


def importing(folder: Path) -> Desk:
    source = folder / "roster.xlsx"
    sheet(source)
    book = str(source)
    plain, _ = timed("calamine alone", lambda: CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python())
    desk, _ = create(folder / "data", "练习", "练习员", "practice")
    took, result = timed("import", lambda: run(commit(desk, run(read(desk, source)))))
    sys.stdout.write(f"  {result.json()['added']} added; {took / plain:.1f} times calamine (promise: 15)\n")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"  peak {peak / 1024:.0f} MB (promise: 600)\n")
    took, undone = timed("taken back", lambda: undo_import(desk, result.batch))
    sys.stdout.write(f"  {undone.removed} removed\n")
    run(commit(desk, run(read(desk, source))))
    return desk


def writing(folder: Path) -> None:
    """30 columns of text, styled."""
    rng = random.Random(1)
    rows = [person(rng, n) * 2 for n in range(ROWS)]
    least, _ = timed("bare XlsxWriter, 30 columns", lambda: bare(folder / "bare.xlsx", rows))
    made = Register("名册", "单位", "期间", [OutColumn(title) for title in HEAD * 2], rows, total=ROWS)
    took, _ = timed("register, 30 columns", lambda: finish(write_register(folder / "register.xlsx", made)))
    sys.stdout.write(f"  {took / least:.2f} times bare (promise: 1.3)\n")


def exporting(folder: Path, desk: Desk) -> None:
    """A whole ledger, the reading of the database counted in."""
    query = Query("resident")
    cells = texts(desk, query, ids(desk, query), full=True)
    least, _ = timed("bare XlsxWriter, the ledger", lambda: bare(folder / "least.xlsx", cells))
    took, _ = timed("export", lambda: run(register(desk, query, folder / "out.xlsx", full=True)))
    width = len(columns(desk, "resident"))
    sys.stdout.write(f"  {width} columns; {took / least:.2f} times bare with the reading of the database\n")


def main() -> None:
    os.environ.setdefault("DESK_TODAY", "2026-06-30")
    with tempfile.TemporaryDirectory() as folder:
        desk = importing(Path(folder))
        writing(Path(folder))
        exporting(Path(folder), desk)
        desk.close()


if __name__ == "__main__":
    main()
