"""Invented names that fit the years in which their bearers were born."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from desk.practice.words import drawer, table

_SINGLE = {1900: 0.12, 1950: 0.15, 1970: 0.3, 1985: 0.35, 2000: 0.1}
"""Share of names with one character, by first year of birth."""
_RARE = {"1": "䶮𬀩𬭎㧑", "2": "㛃𬘭𬱖䌹"}
_FAR_WEST = {
    "1": ("艾尔肯·买买提", "吐尔逊·阿不都", "库尔班·尼亚孜"),
    "2": ("阿依努尔·买买提", "古丽娜·阿不都", "热依汗·尼亚孜"),
}


@lru_cache(maxsize=16)
def _parts(since: int, sex: str) -> dict[str, str]:
    """The characters of the names of a time, by their part."""
    lines = [line for line in table("given") if line["since"] == str(since) and line["sex"] == sex]
    return {line["part"]: line["chars"] for line in lines}


def surname(rng: Random, other_than: str = "") -> str:
    """A surname, the common ones often; not the one given."""
    while True:
        drawn = drawer("surnames").draw(rng)["surname"]
        if drawn != other_than:
            return drawn


def given(rng: Random, sex: str, year: int, taken: set[str] | None = None) -> str:
    """A given name of the time of birth that nobody of `taken` bears."""
    since = max(first for first in _SINGLE if first <= year)
    parts = _parts(since, sex)
    for _ in range(50):
        if since == 2000 and rng.random() < 0.008:
            made = rng.choice(_RARE[sex])
        elif rng.random() < _SINGLE[since]:
            made = rng.choice(parts["single"])
        else:
            made = rng.choice(parts["first"]) + rng.choice(parts["second"])
        if (not taken or made not in taken) and made[0] != made[-1:] * (len(made) > 1):
            break
    return made


def western(rng: Random, sex: str) -> str:
    """A name with the dot of 维吾尔 names, for somebody who lives without kin here."""
    return rng.choice(_FAR_WEST[sex])


def somebody(rng: Random, sex: str = "", year: int = 1978) -> tuple[str, str]:
    """(name, sex) of an outsider."""
    sex = sex or rng.choice("12")
    return surname(rng) + given(rng, sex, year), sex


def called(name: str, sex: str, age: int) -> str:
    """How the office speaks of somebody: 王大爷, 李阿姨, 张先生."""
    head = name[:2] if any(name.startswith(line["surname"]) for line in table("surnames")[-4:]) else name[:1]
    man = sex == "1"
    if age >= 60:
        return head + ("大爷" if man else "奶奶" if age >= 70 else "阿姨")
    return head + ("先生" if man else "女士")
