"""Everything out: the whole community as plain workbooks, one a record kind and one a kind of child rows.

The titles are those that an import knows, so that what is written here can be read in again.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desk.errors import Invalid, Trouble
from desk.kinds import Cell, Files, Link, LongText, Whole
from desk.service.desk import Desk
from desk.service.imports.targets import targets
from desk.service.jobs import Job, Step
from desk.service.lists.columns import PAGE, all_ids, cell_of, is_masked, rows_by_id
from desk.service.lists.exporting import log_export
from desk.service.periods import spoken
from desk.sheets.writing import OutColumn, Register, write_register
from desk.spec.catalog import Resolved
from desk.store.engine import troubles

ID = "记录号"
"""The title of the column by which child rows tell whose they are."""
PAPERS = "附件"
@dataclass(frozen=True)
class WrittenFile:
    """One workbook of the whole."""

    name: str
    record: str
    rows: int


@dataclass(frozen=True)
class _Column:
    """A column of a workbook; of several columns under one title the first that is filled stands."""

    title: str
    read: tuple[Resolved, ...]
    names: str = ""
    """Of child rows listed in a cell: ``parties:applicant``."""

    def out(self, full: bool) -> OutColumn:
        kind = self.read[0].kind if self.read else LongText()
        text = isinstance(kind, Link | Files) or any(is_masked(one, full) for one in self.read)
        return OutColumn(self.title, "@" if text else kind.excel_format, numeric=kind.numeric and not text)


def everything(desk: Desk, out: Path, full: bool = True, purpose: str = "整体导出") -> Job[list[WrittenFile]]:
    """Write all records into a folder, or into a .zip by the name of `out`, with the photos and papers beside them.

    Rows of categories that the caller may not see stay out. Raises Invalid("folder_not_empty"), Trouble of the disk.
    Closing the job leaves nothing.
    """
    zipped = out.suffix.lower() == ".zip"
    if not zipped and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Invalid("folder_not_empty", f"文件夹“{out.name}”里已有文件，请选择一个空文件夹")
    if not out.parent.is_dir():
        raise Trouble("folder_missing", f"文件夹“{out.parent.name}”不存在，请另选一个位置。")
    with troubles(), tempfile.TemporaryDirectory(prefix=".desk-", dir=out.parent) as draft:
        folder = Path(draft) / desk.name
        folder.mkdir()
        made = yield from _write_all(desk, folder, full)
        (folder / "说明.txt").write_text(_note(desk, made, full), encoding="utf-8-sig")
        if zipped:
            packed = shutil.make_archive(str(folder), "zip", draft, desk.name)
            Path(packed).replace(out)
        else:
            if out.exists():
                out.rmdir()
            folder.replace(out)
    log_export(desk, "全部数据（Excel）", sum(one.rows for one in made), full, purpose)
    return made


def _write_all(desk: Desk, folder: Path, full: bool) -> Job[list[WrittenFile]]:
    made: list[WrittenFile] = []
    papers: set[str] = set()
    for number, key in enumerate(desk.catalog.records, 1):  # in the order in which they can be read in again
        spec = desk.catalog.record(key)
        name = f"{number:02d} {spec.title}"
        made.append((yield from _write(desk, key, folder / f"{name}.xlsx", columns_of(desk, key), full, papers)))
        for part in spec.parts:
            child = f"{key}.{part}"
            out = folder / f"{name}—{spec.parts[part].title}.xlsx"
            made.append((yield from _write(desk, child, out, _part_columns(desk, child), full, papers)))
    yield from _papers(desk, folder / PAPERS, sorted(papers))
    return made


def _write(desk: Desk, record: str, out: Path, columns: Sequence[_Column], full: bool, papers: set[str]
           ) -> Job[WrittenFile]:
    wanted = all_ids(desk, record)
    title = desk.catalog.record(record).title
    register = Register(
        f"{desk.name}{title}", f"填报单位：{desk.name}居民委员会", f"截至{spoken(desk.today)}",
        [OutColumn(ID, "0", numeric=True), *(one.out(full) for one in columns)],
        _rows(desk, record, columns, wanted, full, papers), total=len(wanted))
    for done, total in write_register(out, register):
        yield Step(done, total, f"正在写出「{title}」")
    return WrittenFile(out.name, record, len(wanted))


def _rows(desk: Desk, record: str, columns: Sequence[_Column], wanted: Sequence[int], full: bool, papers: set[str]
          ) -> Iterator[list[Cell]]:
    read = [one for column in columns for one in column.read]
    listed = {column.names: _names(desk, record, column.names) for column in columns if column.names}
    owner = desk.catalog.record(record).part_of
    if owner:
        read.insert(0, replace(desk.catalog.column(record, "owner"), kind=Whole()))
    for start in range(0, len(wanted), PAGE):
        for id, row in rows_by_id(desk, record, read, wanted[start:start + PAGE]).items():
            values = iter(row)
            cells: list[Cell] = [next(values) if owner else id]
            for column in columns:
                if column.names:
                    cells.append(listed[column.names].get(id))
                    continue
                own = [(one, next(values)) for one in column.read]
                filled = next(((one, value) for one, value in own if value is not None), None)
                cells.append(_cell(desk, *filled, full, papers) if filled else None)
            yield cells


def _cell(desk: Desk, column: Resolved, value: Any, full: bool, papers: set[str]) -> Cell:
    if not isinstance(column.kind, Files):
        return cell_of(column, value, full)
    refs = column.kind.split(value)
    papers.update(refs)
    return "、".join(_paper_name(desk, ref) for ref in refs)


def columns_of(desk: Desk, record: str) -> list[_Column]:
    """Everything that a record holds: what an import knows first, then links and files that it does not."""
    spec = desk.catalog.record(record)
    lists = {getattr(one, "rows", ""): key for key, one in spec.extras.items()}
    made: dict[str, _Column] = {}
    found = targets(desk, record)
    sides = {one.key.partition(":")[0] for one in found if ":" in one.key}
    for one in found:
        part, _, side = one.key.partition(":")
        if part in spec.parts and (side or part not in sides):
            listed = () if side or part not in lists else (desk.catalog.column(record, lists[part]),)
            made[one.title] = _Column(one.title, listed, "" if listed else one.key)
        elif part not in spec.parts:
            paths = ("resident.name", "name") if one.key == "name" and "resident" in spec.fields else (one.key,)
            made[one.title] = _Column(one.title, tuple(desk.catalog.column(record, path) for path in paths))
    for key, own in desk.catalog.extra_fields(record).items():
        column = desk.catalog.column(record, key)
        known = made.get(own.title)
        if known is None:
            made[own.title] = _Column(own.title, (column,))
        elif column not in known.read and known.read and known.read[0].form == "extra":
            made[own.title] = replace(known, read=(*known.read, column))
    read = {one.path.split(".")[0] for column in made.values() for one in column.read}
    for key, own in desk.catalog.fields(record).items():
        if key not in read and isinstance(own.kind, Link | Files):
            made.setdefault(own.title, _Column(own.title, (desk.catalog.column(record, key),)))
    return list(made.values())


def _part_columns(desk: Desk, record: str) -> list[_Column]:
    """The fields of child rows; of a linked person the number too."""
    made = [_Column(desk.catalog.record(record).fields["owner"].title, (desk.catalog.column(record, "owner"),))]
    for key, own in desk.catalog.fields(record).items():
        if key == "owner":
            continue
        made.append(_Column(own.title, (desk.catalog.column(record, key),)))
        if isinstance(own.kind, Link) and own.kind.record == "resident":
            made.append(_Column("身份证号", (desk.catalog.column(record, f"{key}.id_number"),)))
    return made


def _names(desk: Desk, record: str, key: str) -> dict[int, str]:
    """The people or things listed in a part (on one side), by owner."""
    part, _, side = key.partition(":")
    child = f"{record}.{part}"
    linked = "resident" in desk.catalog.fields(child)
    paths = ["owner", *(["side"] if side else []), "first(resident.name|name)" if linked else "name"]
    read = [desk.catalog.column(child, path) for path in paths]
    rows = rows_by_id(desk, child, [replace(read[0], kind=Whole()), *read[1:]], all_ids(desk, child))
    made: dict[int, list[str]] = {}
    for row in rows.values():
        if (not side or row[1] == side) and row[-1]:
            made.setdefault(row[0], []).append(str(row[-1]))
    return {owner: "、".join(names) for owner, names in made.items()}


def _paper_name(desk: Desk, ref: str) -> str:
    try:
        return f"{ref[:8]}-{desk.attachments.name(ref) or '附件'}"
    except Trouble:
        return f"{ref[:8]}（缺失）"


def _papers(desk: Desk, folder: Path, refs: Sequence[str]) -> Job[None]:
    """The photos and papers, decrypted; one that is damaged is left out and named so in its workbook."""
    for done, ref in enumerate(refs):
        yield Step(done, len(refs), "正在写出附件")
        try:
            content, name = desk.attachments.get(ref), _paper_name(desk, ref)
        except Trouble:
            continue
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def _note(desk: Desk, made: Sequence[WrittenFile], full: bool) -> str:
    lines = [
        f"{desk.name}全部数据，{spoken(desk.today)}由居务台导出。", "" if full else "个人信息已作遮盖处理。",
        "各表可按文件名前的编号依次用居务台重新导入；“—”后是随主表登记的明细，按“记录号”与主表对应。", "",
        *(f"{one.name}　{one.rows}行" for one in made)]
    return "\r\n".join(lines) + "\r\n"


__all__ = ["ID", "PAPERS", "WrittenFile", "columns_of", "everything"]
