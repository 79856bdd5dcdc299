"""Files that are no workbook, or want to do harm: each is refused in a sentence, and the next is read."""

from __future__ import annotations

import io
import os
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import pytest
from sheet_books import write_book

from desk.errors import Cancelled, Invalid
from desk.sheets import reading
from desk.sheets.reading import read_book

ROWS = [["姓名", "身份证号", "联系电话"], ["张三", "11010519491231002X", "13800000000"]]
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{1}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}"/>'
    "</Relationships>"
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = (
    '<?xml version="1.0"?>{}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)


def _xlsx(path: Path, sheet: str | bytes, more: dict[str, str | bytes] | None = None) -> Path:
    """A workbook put together by hand around one sheet's XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return path


def _inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def bomb_by_size(path: Path) -> str:
    _xlsx(path, SHEET.format("", "<sheetData>" + " " * 300_000_000 + "</sheetData>"))
    return "book_bomb"


def bomb_in_strings(path: Path) -> str:
    _xlsx(path, SHEET.format("", "<sheetData/>"), {"xl/sharedStrings.xml": b"<a/>" * 200_000_000})
    return "book_bomb"


def bomb_of_entries(path: Path) -> str:
    _xlsx(path, SHEET.format("", "<sheetData/>"), {f"xl/media/{i}.bin": b"" for i in range(5000)})
    return "book_bomb"


def entities(path: Path) -> str:
    levels = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "boom">{levels}]>'
    _xlsx(path, SHEET.format(doctype, f'<sheetData><row r="1">{_inline("A1", "&a11;")}</row></sheetData>'))
    return "book_entities"


def outside_file(path: Path) -> str:
    doctype = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    _xlsx(path, SHEET.format(doctype, f'<sheetData><row r="1">{_inline("A1", "&secret;")}</row></sheetData>'))
    return "book_entities"


def far_corner(path: Path) -> str:
    """A dense reader would make room for 17 thousand million cells."""
    rows = f'<row r="1">{_inline("A1", "姓名")}</row><row r="1048576">{_inline("XFD1048576", "x")}</row>'
    _xlsx(path, SHEET.format("", f"<sheetData>{rows}</sheetData>"))
    return "book_"


def path_traversal(path: Path) -> str:
    _xlsx(path, SHEET.format("", "<sheetData/>"), {"../../../evil.txt": "x"})
    return "book_damaged"


def cut_off(path: Path) -> str:
    write_book(path, {"S": ROWS * 200})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return "book_damaged"


def bits_flipped(path: Path) -> str:
    write_book(path, {"S": ROWS * 200})
    data = bytearray(path.read_bytes())
    for place in range(200, len(data) - 200, 37):
        data[place] ^= 0x5A
    path.write_bytes(bytes(data))
    return "book_"


def broken_xml(path: Path) -> str:
    _xlsx(path, SHEET.format("", "<sheetData><row r='1'><c r='A1'><v>1</row>"))
    return "book_damaged"


def picture(path: Path) -> str:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(2000))
    return "book_picture"


def pdf(path: Path) -> str:
    path.write_bytes(b"%PDF-1.7\n" + os.urandom(500))
    return "book_pdf"


def empty(path: Path) -> str:
    path.write_bytes(b"")
    return "book_empty"


def blanks(path: Path) -> str:
    path.write_bytes(b" \r\n\t\r\n")
    return "book_blank"


def noise(path: Path) -> str:
    path.write_bytes(bytes(range(256)) * 40)
    return "book_"


def plain_zip(path: Path) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("名单.txt", "张三")
    return "book_archive"


def word(path: Path) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", "<a/>")
    return "book_word"


def old_office(path: Path) -> str:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(3000))
    return "book_damaged"


def password(path: Path) -> str:
    inner = io.BytesIO(write_book(path, {"S": ROWS}).read_bytes())
    with path.open("wb") as out:
        msoffcrypto.OfficeFile(inner).encrypt("秘密", out)
    return "book_password"


def page_without_table(path: Path) -> str:
    path.write_text("<html><body><p>登录已过期，请重新登录</p></body></html>", encoding="utf-8")
    return "book_no_table"


HOSTILE: list[Callable[[Path], str]] = [
    bomb_by_size,
    bomb_in_strings,
    bomb_of_entries,
    entities,
    outside_file,
    far_corner,
    path_traversal,
    cut_off,
    bits_flipped,
    broken_xml,
    picture,
    pdf,
    empty,
    blanks,
    noise,
    plain_zip,
    word,
    old_office,
    password,
    page_without_table,
]


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_refused_in_a_sentence(make: Callable[[Path], str], tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    code = make(path)
    begun = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        read_book(path)
    assert time.monotonic() - begun < 10
    assert refusal.value.code.startswith(code)
    assert refusal.value.text.endswith("。")
    good = write_book(tmp_path / "好的.xlsx", {"S": ROWS})
    assert read_book(good).sheets[0].rows == ROWS


@pytest.mark.parametrize("suffix", [".xls", ".csv", ".et", ".txt", ""])
def test_the_name_is_not_believed(suffix: str, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"S": ROWS}).rename(tmp_path / f"花名册{suffix}")
    book = read_book(path)
    assert (book.format, book.sheets[0].rows) == ("xlsx", ROWS)


def test_a_lying_dimension_loses_no_row(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}">{_inline(f"A{r}", f"第{r}行")}</row>' for r in range(1, 8))
    for claim in ("A1", "A1:A1", "A1:XFD1048576"):
        path = _xlsx(tmp_path / "a.xlsx", SHEET.format("", f'<dimension ref="{claim}"/><sheetData>{rows}</sheetData>'))
        assert [row[0] for row in read_book(path).sheets[0].rows] == [f"第{r}行" for r in range(1, 8)]


def test_a_cell_a_million_rows_below_is_no_harm(tmp_path: Path) -> None:
    first, last = _inline("A1", "姓名") + _inline("B1", "电话"), _inline("B1048576", "x")
    rows = f'<row r="1">{first}</row><row r="1048576">{last}</row>'
    sheet = read_book(_xlsx(tmp_path / "a.xlsx", SHEET.format("", f"<sheetData>{rows}</sheetData>"))).sheets[0]
    assert (sheet.last_row, sheet.row(1), sheet.row(500), sheet.row(1048576)) == (
        1048576,
        ["姓名", "电话"],
        [],
        [None, "x"],
    )


def _child(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(reading, "child_command", lambda: [sys.executable, "-c", script])


def test_a_reader_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "a.xlsx", {"S": ROWS})
    _child(monkeypatch, "import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        read_book(path, seconds=0.5)
    assert refusal.value.code == "book_slow"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "script", ["import os; os.abort()", "import os; os._exit(7)", "print('[1')", 'print(\'{"format":"x"\'']
)
def test_a_reader_that_dies_is_reported(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "a.xlsx", {"S": ROWS})
    _child(monkeypatch, script)
    with pytest.raises(Invalid) as refusal:
        read_book(path)
    assert refusal.value.code == "book_crashed"


def test_cancel_ends_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_book(tmp_path / "a.xlsx", {"S": ROWS})
    _child(monkeypatch, "import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        read_book(path, cancel=lambda: time.monotonic() - begun > 0.2)
    assert time.monotonic() - begun < 5


def test_missing_and_folder(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "没有.xlsx", "book_missing"), (tmp_path, "book_folder")):
        with pytest.raises(Invalid) as refusal:
            read_book(path)
        assert refusal.value.code == code
