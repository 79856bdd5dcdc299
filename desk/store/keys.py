"""The key of a community's database, and who can reach it.

One random file key encrypts everything. It is kept only wrapped (AES-GCM): once under each worker's
password (argon2id, RFC 9106) and once under a recovery code printed at the start. Without a password
or the code nothing can be read: there is no back door. A removed worker's password no longer opens
the live folder; it still opens backups made while it was valid.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.errors import Invalid, Trouble
from desk.store.engine import KEY_BYTES, troubles
from desk.store.place import Folder, write_file

VERSION = 1
PRACTICE_PASSWORD = "demo"
PASSWORD_MIN = 6
"""Characters. The file can be tried offline, but so can a note under the keyboard be read."""

_COST = {"time": 3, "memory": 64 << 10, "lanes": 1}
"""argon2id: passes, KiB, lanes; about 130 ms on the machine this was measured on. Stored per entry."""

_SALT, _NONCE = 16, 12
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U (https://www.crockford.com/base32.html)."""

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CODE_BYTES, _GROUP = 20, 4  # 160 bits: 8 groups of 4, and a check group

_DAMAGED = "密码文件已损坏，请用最近一次的备份恢复。"


class NewKeys(NamedTuple):
    """What a new community gets; the recovery code is shown once, to be printed."""

    keys: Keys
    file_key: bytes
    recovery_code: str


@dataclass
class Keys:
    """The content of keys.json. Changes stay in memory until `save`."""

    practice: bool
    workers: list[dict[str, Any]]
    recovery: dict[str, Any]
    folder: Folder | None = None
    _seen: bytes | None = field(default=None, repr=False)

    @classmethod
    def load(cls, folder: Folder) -> Keys:
        """Read keys.json. Raises Trouble: missing, damaged, of a newer program."""
        with troubles():
            text = folder.keys.read_bytes()
        try:
            data = json.loads(text)
            if data["version"] > VERSION:
                raise Trouble("newer_program", "数据由更新版本的居务台建立，请先升级程序。")
            if data.pop("sum", None) not in (None, _sum(data)):
                raise Trouble("keys_damaged", _DAMAGED)
            return cls(bool(data["practice"]), list(data["workers"]), dict(data["recovery"]), folder, text)
        except (ValueError, KeyError, TypeError):
            raise Trouble("keys_damaged", _DAMAGED) from None

    def save(self, folder: Folder | None = None) -> None:
        """Write keys.json whole or not at all; `folder` only the first time.

        Raises Trouble when another program changed it since it was loaded, or the disk refuses.
        """
        self.folder = folder or self.folder
        assert self.folder is not None
        path = self.folder.keys
        with troubles():
            now = path.read_bytes() if path.exists() else None
        if now != self._seen:
            raise Trouble("keys_changed", "密码文件刚被另一个窗口改过，请重新登录后再改。")
        data = {"version": VERSION, "practice": self.practice, "workers": self.workers, "recovery": self.recovery}
        text = json.dumps({**data, "sum": _sum(data)}, ensure_ascii=False, indent=1).encode()
        write_file(path, [text])
        self._seen = text

    @property
    def names(self) -> tuple[str, ...]:
        """The workers who have a password, in the order they were added."""
        return tuple(entry["name"] for entry in self.workers)

    def unlock(self, password: str, worker: str | None = None) -> tuple[str, bytes]:
        """(worker, file key). Without a name every worker is tried. Raises Trouble 密码不对。"""
        for entry in self.workers:
            if worker in (None, entry["name"]):
                file_key = _opened(entry, _stretched, password.encode(), entry["name"])
                if file_key is not None:
                    return entry["name"], file_key
        raise Trouble("wrong_password", "密码不对，请重新输入。")

    def unlock_by_recovery(self, code: str) -> bytes:
        """The file key. Raises Trouble when the code is mistyped or of another community."""
        file_key = _opened(self.recovery, _expanded, read_code(code), "")
        if file_key is None:
            raise Trouble("wrong_recovery_code", "恢复码不对，它可能属于另一个数据文件夹，或已换过新的。")
        return file_key

    def add_worker(self, file_key: bytes, name: str, password: str) -> None:
        """Let one more worker in. Raises Invalid `name_required`, `name_taken`, `password_weak`."""
        name = name.strip()
        if not name:
            raise Invalid("name_required", "请填写工作人员姓名。")
        if name in self.names:
            raise Invalid("name_taken", f"已有名叫“{name}”的工作人员，请加上区别，如“{name}（二）”。")
        self.workers.append(self._entry(file_key, name, password))

    def set_password(self, file_key: bytes, name: str, password: str) -> None:
        """A new password without the old one (after recovery, or by the person in charge)."""
        self.workers[self._place(name)] = self._entry(file_key, name, password)

    def change_password(self, name: str, old: str, new: str) -> None:
        """A worker's own change. Raises Trouble for the wrong old, Invalid for a weak new one."""
        _, file_key = self.unlock(old, name)
        self.set_password(file_key, name, new)

    def remove_worker(self, name: str) -> None:
        """Shut a worker out of the live folder. Raises Invalid `last_worker`, `unknown_worker`."""
        place = self._place(name)
        if len(self.workers) == 1:
            raise Invalid("last_worker", "这是最后一位有密码的工作人员，不能移除。")
        del self.workers[place]

    def new_recovery(self, file_key: bytes) -> str:
        """A fresh recovery code, to be printed; the old one no longer works."""
        secret = secrets.token_bytes(_CODE_BYTES)
        self.recovery = _closed(file_key, _expanded, secret, "", {})
        return write_code(secret)

    def _entry(self, file_key: bytes, name: str, password: str) -> dict[str, Any]:
        check_password(password, practice=self.practice)
        return {"name": name, **_closed(file_key, _stretched, password.encode(), name, _COST)}

    def _place(self, name: str) -> int:
        if name not in self.names:
            raise Invalid("unknown_worker", f"没有名叫“{name}”的工作人员。")
        return self.names.index(name)


def new_keys(worker: str, password: str, practice: bool = False) -> NewKeys:
    """A new community's keys with its first worker, not yet saved. Raises Invalid for a weak password."""
    file_key = secrets.token_bytes(KEY_BYTES)
    keys = Keys(practice, [], {})
    keys.add_worker(file_key, worker, password)
    return NewKeys(keys, file_key, keys.new_recovery(file_key))


def check_password(password: str, *, practice: bool = False) -> None:
    """Raise Invalid `password_weak` for a password that anybody would guess."""
    if practice and password == PRACTICE_PASSWORD:
        return
    if len(password) < PASSWORD_MIN:
        raise Invalid("password_weak", f"密码至少要{PASSWORD_MIN}个字符。")
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(password)}
    if len(set(password)) == 1 or steps in ({1}, {-1}):
        raise Invalid("password_weak", "密码太简单，不要用同一个字符或顺着数的数字。")


def write_code(secret: bytes) -> str:
    """The recovery code as it is printed: 9 groups of 4, the last one a check."""
    letters = _letters(secret) + _check_group(secret)
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def read_code(text: str) -> bytes:
    """The secret in a typed recovery code; blanks, dashes, small letters, O for 0 are forgiven.

    Raises Trouble when it is too short, too long, or a letter is wrong.
    """
    letters = "".join(c for c in text.upper().translate(_MISREAD) if c.isalnum())
    wanted = _CODE_BYTES * 8 // 5 + _GROUP
    if len(letters) != wanted:
        raise _mistyped(f"恢复码应有{wanted}个字符，现在是{len(letters)}个")
    body, check = letters[:-_GROUP], letters[-_GROUP:]
    if not set(letters) <= set(_ALPHABET):
        raise _mistyped("恢复码里有不该出现的字符")
    number = 0
    for letter in body:
        number = number * 32 + _ALPHABET.index(letter)
    secret = number.to_bytes(_CODE_BYTES, "big")
    if _check_group(secret) != check:
        raise _mistyped("恢复码有字符抄错了")
    return secret


def _mistyped(text: str) -> Trouble:
    return Trouble("recovery_code_mistyped", f"{text}，请对照打印件再输一遍。")


def _letters(data: bytes) -> str:
    number, count = int.from_bytes(data, "big"), len(data) * 8 // 5
    return "".join(_ALPHABET[number >> 5 * (count - 1 - i) & 31] for i in range(count))


def _check_group(secret: bytes) -> str:
    return _letters(hashlib.sha256(secret).digest()[:5])[:_GROUP]


def _stretched(secret: bytes, salt: bytes, cost: dict[str, int]) -> bytes:
    """A wrapping key from a password, made slow on purpose."""
    return hash_secret_raw(secret, salt, cost["time"], cost["memory"], cost["lanes"], KEY_BYTES, Type.ID)


def _expanded(secret: bytes, salt: bytes, cost: dict[str, int]) -> bytes:
    """A wrapping key from a recovery code: 160 random bits need no slowing."""
    return HKDF(SHA256(), KEY_BYTES, salt, b"desk recovery").derive(secret)


def _closed(file_key: bytes, derive: Any, secret: bytes, name: str, cost: dict[str, int]) -> dict[str, Any]:
    """The file key wrapped under a secret; bound to the worker's name, so entries cannot be swapped."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    wrapped = AESGCM(derive(secret, salt, cost)).encrypt(nonce, file_key, name.encode())
    return {"salt": _text(salt), "params": dict(cost), "nonce": _text(nonce), "wrapped": _text(wrapped)}


def _opened(entry: dict[str, Any], derive: Any, secret: bytes, name: str) -> bytes | None:
    """The file key, or None when the secret is another. Raises Trouble for a damaged entry."""
    try:
        salt, nonce, wrapped = (base64.b64decode(entry[key], validate=True) for key in ("salt", "nonce", "wrapped"))
        return AESGCM(derive(secret, salt, entry["params"])).decrypt(nonce, wrapped, name.encode())
    except InvalidTag:
        return None
    except (ValueError, KeyError, TypeError, OverflowError, HashingError):
        raise Trouble("keys_damaged", _DAMAGED) from None


def _sum(data: dict[str, Any]) -> str:
    """Tells a damaged entry from a wrong password, which open the wrapped key as little; files of before have none."""
    return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
