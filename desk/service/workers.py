"""Who may open the community: workers, passwords, the recovery code, rights to sensitive categories."""

from __future__ import annotations

import json
from pathlib import Path

from desk.errors import Invalid
from desk.service.desk import Desk, open_with_key
from desk.store.keys import Keys
from desk.store.place import Folder


def workers(desk: Desk) -> tuple[str, ...]:
    """The names that may log in."""
    return Keys.load(desk.folder).names


def names(path: Path) -> tuple[str, ...]:
    """The names to choose from at log-in. Raises Trouble where it is no data folder."""
    return Keys.load(Folder.open(path)).names


def add_worker(desk: Desk, name: str, password: str) -> None:
    """Raises Invalid: the name is taken, or the password too weak."""
    if not name.strip():
        raise Invalid("required", "请填写姓名")
    keys = Keys.load(desk.folder)
    keys.add_worker(desk.file_key, name.strip(), password)
    keys.save()


def remove_worker(desk: Desk, name: str) -> None:
    """Raises Invalid for the one who is working, and for the last one."""
    if name == desk.caller.worker:
        raise Invalid("self", "不能移除正在使用的人")
    keys = Keys.load(desk.folder)
    keys.remove_worker(name)
    keys.save()


def change_password(desk: Desk, old: str, new: str) -> None:
    """Change one's own password. Raises Trouble when the old one is wrong."""
    keys = Keys.load(desk.folder)
    keys.change_password(desk.caller.worker, old, new)
    keys.save()


def new_recovery(desk: Desk) -> str:
    """A new recovery code, to be printed; the old one no longer opens."""
    keys = Keys.load(desk.folder)
    code = keys.new_recovery(desk.file_key)
    keys.save()
    return code


def recover(path: Path, code: str, worker: str, password: str) -> Desk:
    """Open with the recovery code and set a new password for a worker (added when unknown).

    Raises Trouble for a wrong code, Invalid for a weak password.
    """
    folder = Folder.open(path)
    keys = Keys.load(folder)
    file_key = keys.unlock_by_recovery(code)
    if worker in keys.names:
        keys.set_password(file_key, worker, password)
    else:
        keys.add_worker(file_key, worker, password)
    keys.save()
    return open_with_key(folder, file_key, worker, keys.practice)


def set_rights(desk: Desk, worker: str, rights: frozenset[str]) -> None:
    """The sensitive categories (``standing:correction``) a worker may see; logged as a setting."""
    desk.set(**{f"rights:{worker}": json.dumps(sorted(rights))})


def rights(desk: Desk, worker: str) -> frozenset[str]:
    """The sensitive categories a worker may see; empty from the start."""
    return frozenset(json.loads(desk.settings.get(f"rights:{worker}", "[]")))


def sensitive(desk: Desk) -> dict[str, str]:
    """Right -> title of every sensitive category."""
    every = desk.catalog.categories.items()
    return {f"{record}:{c.key}": c.title for record, own in every for c in own.values() if c.sensitive}
