"""Photos and papers: files named by their content, encrypted under the file key.

A file's reference is a keyed hash of its content, so equal files are kept once, and the names in the
folder tell a stranger nothing. A file is written before the transaction that refers to it commits: a
crash leaves at worst a file nobody refers to. It stays: no rule for removing files is worth a lost photo.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.errors import Invalid, Trouble
from desk.store.engine import KEY_BYTES, troubles
from desk.store.place import Folder, write_file

MAX_BYTES = 100 << 20
"""The largest file taken; a photo has about 5 MB, a scanned binder 50."""

REFERENCE = re.compile(r"[0-9a-f]{64}")

Reader = Callable[[int], bytes]

_MAGIC, _NONCE, _LENGTH = b"JWA1", 12, 4
_DAMAGED = "附件已损坏，请从备份中找回：{}"
_MISSING = "附件找不到了，请从备份中找回：{}"


class Attachments:
    """The attachments of one data folder."""

    def __init__(self, folder: Folder, file_key: bytes) -> None:
        self._root = folder.attachments
        both = HKDF(SHA256(), 2 * KEY_BYTES, None, b"desk attachments").derive(file_key)
        self._cipher, self._name_key = AESGCM(both[:KEY_BYTES]), both[KEY_BYTES:]

    def put(self, content: bytes | Path, name: str = "") -> str:
        """Keep a file and return its reference. A file already kept keeps its first name.

        Raises Invalid `file_empty`, `file_too_large`; Trouble of the disk.
        """
        if isinstance(content, Path):
            name = name or content.name
            with troubles():
                _check_size(content.stat().st_size)
                content = content.read_bytes()
        _check_size(len(content))
        ref = hmac.new(self._name_key, content, hashlib.sha256).hexdigest()
        path = self.path(ref)
        if not (path.exists() and self.sound(ref)):
            header = json.dumps({"name": Path(name).name}, ensure_ascii=False).encode()
            write_file(path, [_MAGIC, *self._sealed(header, ref), *self._sealed(content, ref)])
        return ref

    def get(self, ref: str) -> bytes:
        """The content. Raises Trouble when it is missing or damaged."""
        return self._read(ref)[1]

    def name(self, ref: str) -> str:
        """The file's name when it was put; "" when it had none."""
        return self._read(ref, only_name=True)[0]

    def sound(self, ref: str) -> bool:
        """Can the file be read whole?"""
        try:
            self._read(ref)
        except Trouble:
            return False
        return True

    def path(self, ref: str) -> Path:
        """Where the encrypted file lies."""
        if not REFERENCE.fullmatch(ref):
            raise Trouble("attachment_missing", _MISSING.format(ref[:8]))
        return self._root / ref[:2] / ref

    def all(self) -> Iterator[str]:
        """Every reference in the folder, in order."""
        with troubles():
            for path in sorted(self._root.glob("??/*")):
                if REFERENCE.fullmatch(path.name):
                    yield path.name

    def _sealed(self, content: bytes, ref: str) -> list[bytes]:
        nonce = secrets.token_bytes(_NONCE)
        body = self._cipher.encrypt(nonce, content, ref.encode())
        return [len(body).to_bytes(_LENGTH, "big"), nonce, body]

    def _read(self, ref: str, *, only_name: bool = False) -> tuple[str, bytes]:
        path = self.path(ref)
        if not path.is_file():
            raise Trouble("attachment_missing", _MISSING.format(ref[:8]))
        try:
            with troubles(), path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise ValueError
                parts = [self._opened(file.read(_LENGTH), file.read, ref) for _ in range(1 if only_name else 2)]
            return str(json.loads(parts[0])["name"]), parts[-1]
        except (ValueError, InvalidTag):
            raise Trouble("attachment_damaged", _DAMAGED.format(ref[:8])) from None

    def _opened(self, length: bytes, read: Reader, ref: str) -> bytes:
        nonce, body = read(_NONCE), read(int.from_bytes(length, "big"))
        if len(nonce) != _NONCE:
            raise ValueError
        return self._cipher.decrypt(nonce, body, ref.encode())


def _check_size(size: int) -> None:
    if size == 0:
        raise Invalid("file_empty", "这个文件是空的，没有内容可以保存。")
    if size > MAX_BYTES:
        raise Invalid("file_too_large", f"文件太大，附件最大{MAX_BYTES >> 20}MB，请压缩后再添加。")
