"""The file of a backup: a stored zip with a manifest that holds the SHA-256 of every member.

Members: desk.db, keys.json, attachments/<reference>, manifest.json; nothing else is ever unpacked, so
no name in a hostile file can lead out of the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from desk import clock
from desk.errors import Trouble
from desk.store.attachments import REFERENCE
from desk.store.engine import sync_folder, troubles
from desk.store.place import Folder, write_file

DATABASE, KEYS, ATTACHMENTS = "desk.db", "keys.json", "attachments/"
_MANIFEST, _FORMAT, _CHUNK = "manifest.json", 1, 1 << 20

_DAMAGED = "这个备份文件已损坏或不是居务台的备份，请换一个备份文件。"
_UNREADABLE = (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, NotImplementedError, RuntimeError)
"""What zipfile and json raise over a file that is damaged, encrypted or no zip at all."""


def read_manifest(file: Path) -> dict[str, Any]:
    """What a backup says it holds: format, made, records, files, beside. Raises Trouble."""
    try:
        with troubles(), zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            newer = manifest["format"] > _FORMAT
            names = [name for name in archive.namelist() if name != _MANIFEST]
            stored = all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
        sound = stored and sorted(names) == sorted(manifest["files"]) and {DATABASE, KEYS} <= set(names)
        rest = [*manifest["beside"], *(n.removeprefix(ATTACHMENTS) for n in names if n not in (DATABASE, KEYS))]
        sound = sound and all(REFERENCE.fullmatch(ref) for ref in rest) and isinstance(manifest["records"], dict)
        sound = sound and isinstance(manifest["made"], str)
    except _UNREADABLE:
        raise Trouble("backup_damaged", _DAMAGED) from None
    if newer:
        raise Trouble("newer_program", "这个备份由更新版本的居务台制作，请先升级程序。")
    if not sound:
        raise Trouble("backup_damaged", _DAMAGED)
    assert isinstance(manifest, dict)
    return manifest


def pack(target: Path, files: dict[str, Path], notes: dict[str, Any]) -> None:
    """Write the zip under a temporary name, read it back whole, then give it its name.

    `files`: member name -> file; `notes` go into the manifest. Raises Trouble, OSError.
    """
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                sums = {name: _add(archive, name, path) for name, path in files.items()}
                manifest = {"format": _FORMAT, **notes, "files": sums}
                archive.writestr(_MANIFEST, json.dumps(manifest, ensure_ascii=False))
            out.flush()
            os.fsync(out.fileno())
        with zipfile.ZipFile(part) as archive:
            for name, wanted in sums.items():
                with archive.open(name) as member:
                    for _ in _checked(member, wanted):
                        pass
        os.replace(part, target)
        sync_folder(target.parent)
    except zipfile.BadZipFile:
        raise Trouble("backup_unreadable", "备份写完后读不回来，请检查磁盘或U盘，换一个地方再备份。") from None
    finally:
        part.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    """Store one file in the zip; returns its SHA-256."""
    total = hashlib.sha256()
    with archive.open(zipfile.ZipInfo(name, clock.now().timetuple()[:6]), "w", force_zip64=True) as out:
        for chunk in chunks(path):
            total.update(chunk)
            out.write(chunk)
    return total.hexdigest()


def unpack(file: Path, manifest: dict[str, Any], folder: Folder) -> None:
    """Attachments first and the database last, so that a folder with a database is a whole one.

    Raises Trouble when a member is not what the manifest says.
    """
    sums = manifest["files"]
    try:
        with troubles(), zipfile.ZipFile(file) as archive:
            for name in sorted(sums, key=_order):
                with archive.open(name) as member:
                    write_file(home(name, folder), _checked(member, sums[name]))
    except _UNREADABLE:
        raise Trouble("backup_damaged", _DAMAGED) from None


def _order(name: str) -> int:
    return {KEYS: 1, DATABASE: 2}.get(name, 0)


def home(name: str, folder: Folder) -> Path:
    """Where a member goes; `read_manifest` has let only these names pass."""
    ref = name.removeprefix(ATTACHMENTS)
    return {DATABASE: folder.database, KEYS: folder.keys}.get(name, folder.attachments / ref[:2] / ref)


def chunks(path: Path) -> Iterator[bytes]:
    """A file's bytes, a megabyte at a time."""
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _checked(member: IO[bytes], wanted: str) -> Iterator[bytes]:
    """The member's bytes; raises Trouble at the end when they are not what the manifest says."""
    total = hashlib.sha256()
    for chunk in iter(lambda: member.read(_CHUNK), b""):
        total.update(chunk)
        yield chunk
    if total.hexdigest() != wanted:
        raise Trouble("backup_damaged", _DAMAGED)
