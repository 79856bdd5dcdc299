"""Attachments on a real disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk.errors import Invalid, Trouble
from desk.store import attachments as module
from desk.store.attachments import Attachments
from desk.store.place import Folder

KEY = bytes(range(32))
PHOTO = "慰问照片".encode() * 50_000


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder.create(tmp_path / "资料")


@pytest.fixture
def store(folder: Folder) -> Attachments:
    return Attachments(folder, KEY)


def test_content_and_name_come_back(store: Attachments, tmp_path: Path) -> None:
    ref = store.put(PHOTO, r"重阳节.jpg")
    assert (store.get(ref), store.name(ref)) == (PHOTO, "重阳节.jpg")
    file = tmp_path / "协议书.pdf"
    file.write_bytes(b"%PDF")
    other = store.put(file)
    assert (store.get(other), store.name(other)) == (b"%PDF", "协议书.pdf")
    assert list(store.all()) == sorted([ref, other])


def test_equal_files_are_kept_once(store: Attachments) -> None:
    ref = store.put(PHOTO, "一.jpg")
    assert store.put(PHOTO, "二.jpg") == ref
    assert store.name(ref) == "一.jpg"
    assert len(list(store.all())) == 1


def test_the_disk_tells_a_stranger_nothing(store: Attachments, folder: Folder) -> None:
    ref = store.put(PHOTO, "低保申请.jpg")
    stored = store.path(ref).read_bytes()
    assert PHOTO[:24] not in stored
    assert "低保申请".encode() not in stored
    assert Attachments(folder, bytes(32)).put(PHOTO) != ref  # the name does not betray the content
    with pytest.raises(Trouble, match="损坏"):
        Attachments(folder, bytes(32)).get(ref)


@pytest.mark.parametrize("place", [0, 10, 40, -1])
def test_a_flipped_bit_is_noticed_and_mended_by_a_new_put(store: Attachments, place: int) -> None:
    ref = store.put(PHOTO, "一.jpg")
    data = bytearray(store.path(ref).read_bytes())
    data[place] ^= 1
    store.path(ref).write_bytes(data)
    assert not store.sound(ref)
    with pytest.raises(Trouble, match="损坏"):
        store.get(ref)
    assert store.put(PHOTO, "一.jpg") == ref
    assert store.get(ref) == PHOTO


@pytest.mark.parametrize("keep", [0, 3, 6, 20, 100])
def test_a_truncated_file_is_trouble(store: Attachments, keep: int) -> None:
    ref = store.put(PHOTO)
    os.truncate(store.path(ref), keep)
    with pytest.raises(Trouble, match="损坏"):
        store.get(ref)


def test_one_file_under_the_name_of_another_is_noticed(store: Attachments) -> None:
    mine, other = store.put(PHOTO), store.put(PHOTO + b"!")
    store.path(mine).write_bytes(store.path(other).read_bytes())
    with pytest.raises(Trouble, match="损坏"):
        store.get(mine)


@pytest.mark.parametrize("ref", ["", "../../keys.json", "a" * 63, "A" * 64, "0" * 64])
def test_a_missing_or_impossible_reference_is_trouble(store: Attachments, ref: str) -> None:
    with pytest.raises(Trouble, match="找不到"):
        store.get(ref)


def test_empty_and_huge_files_are_refused(
    store: Attachments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1 << 20)
    big = tmp_path / "录像.mp4"
    big.write_bytes(bytes((1 << 20) + 1))
    for content, code in ((b"", "file_empty"), (big, "file_too_large"), (big.read_bytes(), "file_too_large")):
        with pytest.raises(Invalid) as refused:
            store.put(content)
        assert refused.value.code == code
    with pytest.raises(Trouble, match="打不开"):
        store.put(tmp_path / "没有.jpg")
    assert list(store.all()) == []
