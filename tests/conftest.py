"""What every room's tests share: communities to work on, and guards that no test leaves anything behind."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from communities import PASSWORD, TODAY, WORKER, Community, Template, cheap_passwords, raw_rows

from desk.practice.community import practice
from desk.service.desk import Desk, create, open_desk, open_with_key
from desk.service.jobs import run
from desk.store.place import Folder


@pytest.fixture(scope="session", autouse=True)
def _today() -> Iterator[None]:
    """Every test lives on the same day, unless it says another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DESK_TODAY", TODAY)
        patch.delenv("DESK_PASSWORD", raising=False)
        patch.delenv("DESK_WORKER", raising=False)
        yield


@pytest.fixture(scope="session")
def community(_today: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    """300 invented residents and five years of records. Whoever writes takes `practice_copy`."""
    path = tmp_path_factory.mktemp("community") / "阳光社区"
    with cheap_passwords():
        run(practice(path, residents=300, seed=1, today=TODAY)).close()
    desk = open_desk(path)
    with desk.read() as conn:
        rows = raw_rows(desk, conn)
    yield Community(path, desk, rows)
    desk.close()


@pytest.fixture
def practice_copy(community: Community, tmp_path: Path) -> Iterator[Desk]:
    """The practice community's like, to be written to."""
    path = tmp_path / "练习"
    _copy(community.desk, path)
    desk = open_with_key(Folder.open(path), community.desk.file_key, "练习员", practice=True)
    yield desk
    desk.close()


def _copy(desk: Desk, path: Path) -> None:
    """A data folder as it stands; the log of the database is part of it."""
    shutil.copytree(desk.folder.path, path, ignore=shutil.ignore_patterns("desk.lock", "*-shm"))


@pytest.fixture(scope="session")
def template(_today: None, tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("template") / "空"
    with cheap_passwords():
        desk, code = create(path, "海棠社区", WORKER, PASSWORD)
    desk.close()
    return Template(path, desk.file_key, code)


@pytest.fixture(scope="session")
def fresh_at(template: Template) -> Callable[[Path], Desk]:
    """Makes an empty community in a folder; whoever calls closes it."""

    def make(path: Path) -> Desk:
        shutil.copytree(template.path, path)
        return open_with_key(Folder.open(path), template.file_key, WORKER)

    return make


@pytest.fixture
def fresh(fresh_at: Callable[[Path], Desk], tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Makes empty communities by folder name; they are closed at the end of the test."""
    made: list[Desk] = []

    def make(name: str = "社区") -> Desk:
        made.append(fresh_at(tmp_path / name))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


# ------------------------------------------------------------------ guards


def _open_files() -> set[str]:
    """The regular files this process has open (Linux; elsewhere nothing is told)."""
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        return set()
    found = set()
    for handle in list(folder.iterdir()):
        try:
            target = os.readlink(handle)
        except OSError:
            continue
        if target.startswith("/") and Path(target).is_file():
            found.add(target)
    return found


def _threads() -> set[threading.Thread]:
    return {t for t in threading.enumerate() if not isinstance(t, threading._DummyThread)}


@pytest.fixture(autouse=True)
def _leaves_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test ends the threads it starts and closes the files it opens in its own folder."""
    own = str(request.getfixturevalue("tmp_path")) if "tmp_path" in request.fixturenames else ""
    threads = _threads()
    yield
    until = time.monotonic() + 3
    while (left := {t for t in _threads() - threads if t.is_alive()}) and time.monotonic() < until:
        time.sleep(0.01)
    assert not left, f"threads left: {left}"
    kept = {one for one in _open_files() if own and one.startswith(own)}
    assert not kept, f"files left open: {kept}"
