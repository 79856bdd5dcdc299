"""Passwords and the recovery code: the only ways to the file key."""

from __future__ import annotations

import copy
import dataclasses
import json
import os
import time
from pathlib import Path

import pytest

from desk.errors import Invalid, Trouble
from desk.store.keys import Keys, NewKeys, check_password, new_keys, read_code, write_code
from desk.store.place import Folder

PASSWORD = "海棠花开了"


@pytest.fixture(scope="module")
def made() -> NewKeys:
    return new_keys("周敏华", PASSWORD + "!")


@pytest.fixture
def keys(made: NewKeys, tmp_path: Path) -> Keys:
    """The module's keys, saved in a folder of this test's own."""
    fresh = dataclasses.replace(made.keys, workers=copy.deepcopy(made.keys.workers), folder=None)
    fresh.save(Folder.create(tmp_path / "资料"))
    return fresh


def reloaded(keys: Keys) -> Keys:
    assert keys.folder is not None
    return Keys.load(keys.folder)


def test_password_opens_and_a_wrong_one_does_not(keys: Keys, made: NewKeys) -> None:
    again = reloaded(keys)
    assert again.unlock(PASSWORD + "!") == ("周敏华", made.file_key)
    with pytest.raises(Trouble, match="密码不对"):
        again.unlock(PASSWORD)
    with pytest.raises(Trouble, match="密码不对"):
        again.unlock(PASSWORD + "!", "没有这个人")


def test_every_worker_has_a_password_of_their_own(keys: Keys, made: NewKeys) -> None:
    keys.add_worker(made.file_key, " 陆建国 ", "second-pass")
    keys.save()
    again = reloaded(keys)
    assert again.names == ("周敏华", "陆建国")
    assert again.unlock("second-pass") == ("陆建国", made.file_key)
    with pytest.raises(Trouble):
        again.unlock("second-pass", "周敏华")
    with pytest.raises(Invalid, match="已有") as taken:
        again.add_worker(made.file_key, "陆建国", "another-pass")
    assert taken.value.code == "name_taken"
    again.change_password("陆建国", "second-pass", "third-pass")
    with pytest.raises(Trouble):
        again.unlock("second-pass", "陆建国")
    again.remove_worker("陆建国")
    with pytest.raises(Trouble):
        again.unlock("third-pass")
    with pytest.raises(Invalid) as last:
        again.remove_worker("周敏华")
    assert last.value.code == "last_worker"


@pytest.mark.parametrize("call", ["remove_worker", "set_password"])
def test_an_unknown_worker_is_refused(keys: Keys, made: NewKeys, call: str) -> None:
    arguments = {"remove_worker": ("无",), "set_password": (made.file_key, "无", "new-pass")}[call]
    with pytest.raises(Invalid) as refused:
        getattr(keys, call)(*arguments)
    assert refused.value.code == "unknown_worker"


def test_entries_cannot_be_swapped_between_workers(keys: Keys, made: NewKeys) -> None:
    """A worker who copies their own wrapped key under the director's name does not become the director."""
    keys.add_worker(made.file_key, "主任", "directors-pass")
    keys.workers[1] = {**keys.workers[0], "name": "主任"}
    with pytest.raises(Trouble, match="密码不对"):
        keys.unlock(PASSWORD + "!", "主任")


def test_recovery_code_opens_however_it_is_typed(keys: Keys, made: NewKeys) -> None:
    code = made.recovery_code
    assert [len(group) for group in code.split("-")] == [4] * 9
    assert not set(code) & set("ILOU")
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert reloaded(keys).unlock_by_recovery(f"  {typed}\n") == made.file_key


def test_a_new_recovery_code_replaces_the_old(keys: Keys, made: NewKeys) -> None:
    code = keys.new_recovery(made.file_key)
    keys.save()
    assert reloaded(keys).unlock_by_recovery(code) == made.file_key
    with pytest.raises(Trouble, match="恢复码不对"):
        reloaded(keys).unlock_by_recovery(made.recovery_code)


def test_each_wrong_letter_of_a_recovery_code_is_noticed() -> None:
    secret = bytes(range(20))
    code = write_code(secret)
    assert read_code(code) == secret
    for place, letter in enumerate(code):
        if letter != "-":
            wrong = code[:place] + ("7" if letter != "7" else "8") + code[place + 1 :]
            with pytest.raises(Trouble, match="抄错"):
                read_code(wrong)
    with pytest.raises(Trouble, match="36个字符，现在是35个"):
        read_code(code[:-1])
    with pytest.raises(Trouble, match="不该出现"):
        read_code("U" + code[1:])


@pytest.mark.parametrize("password", ["", "12345", "111111", "123456", "987654", "abcdef", "demo"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_password(password)
    assert refused.value.code == "password_weak"


def test_demo_opens_only_a_practice_community() -> None:
    check_password("demo", practice=True)
    check_password("香樟苑2号楼")
    with pytest.raises(Invalid):
        new_keys("周敏华", "demo")
    assert new_keys("周敏华", "demo", practice=True).keys.unlock("demo")[0] == "周敏华"


def test_nothing_readable_stands_in_the_file(keys: Keys, made: NewKeys) -> None:
    assert keys.folder is not None
    text = keys.folder.keys.read_text(encoding="utf-8")
    for secret in (made.file_key.hex(), PASSWORD, made.recovery_code):
        assert secret not in text
    if os.name == "posix":
        assert keys.folder.keys.stat().st_mode & 0o077 == 0
    assert [path.name for path in keys.folder.path.glob("*.part")] == []


def test_guessing_a_password_costs_time(made: NewKeys) -> None:
    before = time.process_time()
    with pytest.raises(Trouble):
        made.keys.unlock("guess-guess")
    assert time.process_time() - before > 0.03
    assert made.keys.workers[0]["params"]["memory"] >= 19 << 10  # KiB: OWASP's least for argon2id


def test_a_change_by_another_program_is_not_overwritten(keys: Keys, made: NewKeys) -> None:
    other = reloaded(keys)
    other.add_worker(made.file_key, "陆建国", "second-pass")
    other.save()
    keys.new_recovery(made.file_key)
    with pytest.raises(Trouble, match="另一个窗口"):
        keys.save()
    assert reloaded(keys).names == ("周敏华", "陆建国")


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 1}', '{"version": 1, "workers": 3, "recovery": {}}'])
def test_a_damaged_file_is_trouble(keys: Keys, damage: str) -> None:
    assert keys.folder is not None
    keys.folder.keys.write_text(damage, encoding="utf-8")
    with pytest.raises(Trouble, match="已损坏"):
        reloaded(keys)


def test_a_damaged_entry_and_a_newer_or_missing_file_are_trouble(keys: Keys) -> None:
    folder = keys.folder
    assert folder is not None
    data = json.loads(folder.keys.read_text(encoding="utf-8"))
    entry = data["workers"][0]
    endless = {"time": 3, "memory": 1 << 40, "lanes": 1}
    for broken in ({**entry, "salt": "?"}, {"name": "周敏华"}, {**entry, "params": {}}, {**entry, "params": endless}):
        folder.keys.write_text(json.dumps({**data, "workers": [broken]}), encoding="utf-8")
        with pytest.raises(Trouble, match="已损坏"):
            Keys.load(folder).unlock(PASSWORD)
    folder.keys.write_text(json.dumps({**data, "version": 99}), encoding="utf-8")
    with pytest.raises(Trouble, match="升级"):
        Keys.load(folder)
    folder.keys.unlink()
    with pytest.raises(Trouble, match="打不开"):
        Keys.load(folder)
