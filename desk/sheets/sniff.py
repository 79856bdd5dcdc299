"""What a file really is, by its bytes; the name on the outside is not believed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from desk.sheets.refusals import refuse

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "book_picture"),
    (b"\xff\xd8\xff", "book_picture"),
    (b"GIF8", "book_picture"),
    (b"BM", "book_picture"),
    (b"II*\x00", "book_picture"),
    (b"MM\x00*", "book_picture"),
    (b"RIFF", "book_picture"),
    (b"%PDF", "book_pdf"),
    (b"{\\rtf", "book_word"),
    (b"Rar!", "book_archive"),
    (b"7z\xbc\xaf", "book_archive"),
    (b"\x1f\x8b", "book_archive"),
    (b"BZh", "book_archive"),
    (b"\xfd7zXZ", "book_archive"),
    (b"MZ", "book_program"),
    (b"\x7fELF", "book_program"),
    (b"SQLite format 3", "book_unknown"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "book_word"),
    ("PowerPoint Document", "book_slides"),
)
ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "book_word"),
    ("ppt/presentation.xml", "book_slides"),
)
UNPACKED_MB = 600
"""No part of an honest roster unpacks to more; 30,000 rows x 30 columns are about 60 MB."""
ENTRIES = 3000
"""An honest workbook has a few dozen entries; pictures pasted into every row make some hundreds."""
RATIO = 400
"""Honest sheets shrink to a tenth or a fiftieth; empty cells with styles to a hundredth."""


def sniff(path: Path) -> str:
    """xlsx, xlsb, ods, xls, html, xml2003, mhtml or text; raises `Invalid` for what cannot be a sheet."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise refuse("book_empty")
    if head.startswith(OLE):
        return _sniff_ole(path)
    if head.startswith(b"PK"):
        return _sniff_zip(path)
    for magic, code in MAGIC:
        if head.startswith(magic) and not (len(magic) < 4 and _looks_like_text(head)):
            raise refuse(code)
    return _sniff_text(head)


def _looks_like_text(head: bytes) -> bool:
    """Two-letter signatures (BM, MZ) may also begin a text file."""
    return b"\x00" not in head and (b"," in head or b"\t" in head or b"\n" in head)


def _sniff_ole(path: Path) -> str:
    import msoffcrypto
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {"/".join(entry) for entry in ole.listdir()}
    except Exception as error:
        raise refuse("book_damaged") from error
    if "EncryptedPackage" in names:
        raise refuse("book_password")
    for stream, found in OLE_STREAMS:
        if stream in names:
            if found.startswith("book_"):
                raise refuse(found)
            break
    else:
        raise refuse("book_unknown")
    with path.open("rb") as file:
        try:
            locked = msoffcrypto.OfficeFile(file).is_encrypted()
        except Exception:  # an odd dialect: the reader itself will say what is wrong
            locked = False
    if locked:
        raise refuse("book_password")
    return found


def _sniff_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            check_entries(entries)
            names = {entry.filename.replace("\\", "/").lstrip("/") for entry in entries}
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and "content.xml" in names else b""
            _check_declarations(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, KeyError, RuntimeError, ValueError) as error:
        raise refuse("book_damaged") from error
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if b"opendocument" in mimetype:
        raise refuse("book_word")
    for member, found in ZIP_MEMBERS:
        if member in names:
            if found.startswith("book_"):
                raise refuse(found)
            return found
    if "[Content_Types].xml" in names:
        return "xlsx"
    raise refuse("book_archive")


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse bombs and traps by what the directory of the zip declares, before anything is unpacked."""
    if len(entries) > ENTRIES:
        raise refuse("book_bomb")
    parts = [entry for entry in entries if not entry.filename.startswith(("xl/media/", "Pictures/"))]
    total = sum(entry.file_size for entry in entries)
    shrunk = any(e.file_size > 20_000_000 and e.file_size > RATIO * max(1, e.compress_size) for e in parts)
    if total > UNPACKED_MB * 1_000_000 or shrunk:
        raise refuse("book_bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise refuse("book_password")
    for entry in entries:
        pieces = entry.filename.replace("\\", "/").split("/")
        if ".." in pieces or (entry.filename.startswith("/") and entry.filename.count("/") > 6):
            raise refuse("book_damaged")


def _check_declarations(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse entity definitions: no workbook needs them, and they can swell without end."""
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            head = part.read(2048)
        if b"<!ENTITY" in head.replace(b"\x00", b"") or b"<!DOCTYPE" in head.replace(b"\x00", b""):
            raise refuse("book_entities")


def _sniff_text(head: bytes) -> str:
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<?xml" in start[:50]:
        return "xml2003"
    if start.startswith(b"mime-version:") or re.search(rb"^content-type:\s*multipart/", start, re.MULTILINE):
        return "mhtml"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div", b"<!--")):
        return "html"
    if b"<html" in start or b"<table" in start:
        return "html"
    return "text"
