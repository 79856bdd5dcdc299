"""The office's own ledgers, figures, categories and codes: made, changed and taken back by clicking.

Each is a spec in JSON (`desk.spec.load`), kept in the table `made`. It passes the checks that
ours pass before it is kept, is in force at once, and reads back as a Chinese sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete as removing
from sqlalchemy import func, insert, select

from desk.errors import Invalid
from desk.service.catalog import build
from desk.service.desk import Desk, made_specs
from desk.service.figures.values import FigureValue
from desk.service.periods import Period
from desk.service.trust.told import told
from desk.spec import Figure, Formula, Ledger
from desk.spec.as_of import counted_by
from desk.spec.catalog import Catalog
from desk.spec.condition import from_json
from desk.spec.figure_checks import figure as figure_checks
from desk.spec.figure_checks import used_by
from desk.spec.figure_words import defined, measured
from desk.spec.formula import parse
from desk.spec.groups import group_title, read_by
from desk.spec.load import figure_of, ledger_of
from desk.spec.measures import of_json
from desk.spec.sentence import sentence

Spec = Mapping[str, Any]

WORDS = {"ledger": "台账", "figure": "指标", "category": "类别", "codes": "选项", "breakdown": "分组统计"}
_CODE = re.compile(r"E\d\d\w ")
_PREFIX = re.compile(r"E\d\d\w |自定义的“\w+”没有启用：|自定义的“\w+”(?=内容)")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Own:
    """One of the office's own, with its sentence; `broken` says why it is not in force."""

    kind: str
    key: str
    title: str
    spec: Spec
    sentence: str
    broken: str = ""


def make(desk: Desk, kind: str, spec: Spec, key: str = "") -> str:
    """Keep a spec, under a new key or in the place of the one with this key; the key. In force at once.

    Raises Invalid with one sentence that names the place: an unknown column, a name that is
    taken, a value of the wrong kind, something of the office's own that would not work any more.
    """
    spec = _whole(desk, kind, spec, key)
    with desk.read() as conn:
        stored = made_specs(conn, desk.meta)
    key = key or new_key({one["key"] for one in stored})
    old = next((one for one in stored if (one["kind"], one["key"]) == (kind, key)), None)
    if old is not None and kind == "category":
        _same_fields(old, spec)
    reason = f"{'修改' if old else '新增'}{WORDS[kind]}：{spec.get('title', key)}"
    keep(desk, [{**spec, "kind": kind, "key": key}], reason, _names(kind, spec))
    return key


def keep(desk: Desk, specs: list[Spec], reason: str, who: str = "") -> None:
    """Keep specs that have their kinds and keys, all or none. Raises Invalid where one is not whole or not in force."""
    for one in specs:
        if not _KEY.fullmatch(one["key"]):
            raise Invalid("key", f"名称不对：{one['key']}")
    coming = {(one["kind"], one["key"]) for one in specs}
    with desk.read() as conn:
        others = [one for one in made_specs(conn, desk.meta) if (one["kind"], one["key"]) not in coming]
    then = replace(desk, catalog=_sound(desk, [*others, *specs], who))
    specs = [{**_whole(then, one["kind"], one, one["key"]), "kind": one["kind"], "key": one["key"]} for one in specs]
    _store(desk, coming, specs, reason)


def new_key(taken: Collection[str]) -> str:
    """A key that nothing of the office's own has yet, whatever its kind."""
    return next(key for number in range(1, 100_000) if (key := f"own_{number}") not in taken)


def delete(desk: Desk, kind: str, key: str) -> None:
    """Take one of the office's own back. Raises Invalid where it is still used, or is not the office's own."""
    with desk.read() as conn:
        stored = made_specs(conn, desk.meta)
        old = next((one for one in stored if (one["kind"], one["key"]) == (kind, key)), None)
        if old is None:
            raise Invalid("unknown_made", f"没有这个自定义的{WORDS.get(kind, '内容')}：{key}")
        if kind == "category":
            table = desk.meta.tables[desk.catalog.record(old["record"]).table]
            category = desk.catalog.record(old["record"]).category
            used = conn.execute(select(func.count()).where(table.c[category] == key)).scalar() or 0
            if used:
                raise Invalid("used", f"还有{used}条记录属于「{old['title']}」，不能删除")
    _sound(desk, [one for one in stored if one is not old], "", "还在使用它，不能删除：")
    _store(desk, [(kind, key)], [], f"删除{WORDS[kind]}：{old.get('title', key)}")


def own(desk: Desk, kind: str | None = None) -> list[Own]:
    """Everything the office has made, with its sentence."""
    with desk.read() as conn:
        stored = made_specs(conn, desk.meta)
    made = []
    for one in stored:
        if one["kind"] in WORDS and kind in (None, one["kind"]):
            spec = {name: value for name, value in one.items() if name not in ("kind", "key")}
            try:
                text, broken = words(desk, one["kind"], spec), ""
            except Invalid as error:
                text, broken = "", error.text
            made.append(Own(one["kind"], one["key"], spec.get("title", one["key"]), spec, text, broken))
    return made


def words(desk: Desk, kind: str, spec: Spec) -> str:
    """A spec in a sentence, also before it is kept. Raises Invalid where it is not whole."""
    match kind:
        case "figure":
            return defined(desk.catalog, _figure(desk, spec))
        case "ledger":
            one = _ledger(spec)
            shown = "、".join(title or desk.catalog.column(one.record, path).title for path, title in one.columns)
            rows = sentence(desk.catalog, one.record, one.where, by=counted_by(desk.catalog, one))
            return f"{desk.catalog.record(one.record).title}中{rows}；栏目：{shown}"
        case "category":
            fields = "、".join(field["title"] for field in spec.get("fields", ()))
            title = desk.catalog.record(spec["record"]).title
            return f"{title}的类别「{spec['title']}」" + (f"，另有：{fields}" if fields else "")
        case "breakdown":
            return breakdown_words(desk, spec)
    return "、".join(entry["label"] for entry in spec.get("entries", ()))


DRAFT = "own_draft"
"""The key of what is not kept yet."""


def drafted(desk: Desk, kind: str, spec: Spec) -> Desk:
    """The desk as if the spec were kept under `DRAFT`. Raises Invalid where it is not whole."""
    spec = _whole(desk, kind, spec, "")
    with desk.read() as conn:
        stored = made_specs(conn, desk.meta)
    draft = {**spec, "title": f"{spec['title']}（试算）", "kind": kind, "key": DRAFT}
    return replace(desk, catalog=_sound(desk, [*stored, draft], _names(kind, draft)))


def tried(desk: Desk, spec: Spec, period: Period) -> FigureValue:
    """What a figure would come to, before it is kept. Raises Invalid where it is not whole."""
    draft = drafted(desk, "figure", spec)
    return replace(told(draft, period, [DRAFT]).values[DRAFT], key="", title=str(spec["title"]).strip())


def _figure(desk: Desk, spec: Spec) -> Figure:
    made = figure_of({"key": DRAFT, **spec})
    for key in used_by(made.measure):
        desk.catalog.figure(key)
    return made


def _ledger(spec: Spec) -> Ledger:
    return ledger_of({"key": DRAFT, **spec})


def _whole(desk: Desk, kind: str, spec: Spec, key: str) -> Spec:
    """The spec with what goes without saying: a figure over figures stands with the first one's ledger."""
    if kind not in WORDS:
        raise Invalid("usage", f"不能自定义这种内容：{kind}")
    made = {name: value for name, value in spec.items() if name not in ("kind", "key")}
    if kind != "codes":
        made["title"] = " ".join(str(made.get("title") or "").split())
        if not made["title"]:
            raise Invalid("required", f"请填写{WORDS[kind]}的名称")
    if kind == "figure":
        measure = figure_of({"key": key, "ledger": "", **made}).measure
        if isinstance(measure, Formula):
            parse(measure.text)
            if not used_by(measure):
                raise Invalid("formula", "算式里至少要有一个指标")
        found = used_by(measure)
        if found and not made.get("ledger"):
            made["ledger"] = desk.catalog.figure(found[0]).ledger
    if kind == "codes":
        _codes(desk, key, made)
    if kind == "breakdown":
        breakdown_words(desk, made)
    return made


def breakdown_words(desk: Desk, spec: Spec) -> str:
    """A kept breakdown in a sentence: ledger, condition, groupings, measure. Raises Invalid where it is not whole."""
    try:
        ledger, by, measure = desk.catalog.ledger(spec["ledger"]), list(spec["by"]), of_json(spec["measure"])
        where = from_json(spec["where"]) if spec.get("where") else None
    except (KeyError, TypeError):
        raise Invalid("breakdown", "这个分组统计的内容不完整，请重新设置") from None
    wrong = figure_checks(desk.catalog, Figure("", str(spec["title"]), ledger.key, measure, "个", where))
    for line in wrong:
        raise Invalid(line[:4], _PREFIX.sub("", line))
    for one in by:
        read_by(desk.catalog, ledger.record, one)
    named = "、".join(group_title(desk.catalog, ledger.record, one) for one in by)
    dated = counted_by(desk.catalog, ledger)
    rows = f"中{sentence(desk.catalog, ledger.record, where, by=dated)}" if where is not None else ""
    return f"「{ledger.title}」{rows}，按{named}分组，{measured(desk.catalog, ledger.record, measure, dated)}"


def _codes(desk: Desk, key: str, spec: Spec) -> None:
    """An own code stands below one of the list, so that our conditions count it."""
    from desk.kinds import code_list

    known = code_list(key)
    for entry in spec.get("entries", ()):
        if not str(entry.get("label") or "").strip() or not entry.get("code"):
            raise Invalid("required", "请填写选项的名称")
        if entry.get("parent") not in known:
            raise Invalid("parent", f"选项「{entry['label']}」要放在一个原有的选项之下")
        if entry["code"] in known:
            raise Invalid("duplicate_key", f"代码“{entry['code']}”原来就有，请换一个")


def _names(kind: str, spec: Spec) -> str:
    return f"{WORDS[kind]}「{spec.get('title', '')}」"


def _sound(desk: Desk, made: list[Spec], who: str, why: str = "") -> Catalog:
    """The catalog with these specs; refuses what would not be in force."""
    catalog = build(made, desk.catalog.known_until)
    for line in catalog.left_out:
        if line not in desk.catalog.left_out:
            code = line[:4] if _CODE.match(line) else "made"
            told = _PREFIX.sub("", line)
            raise Invalid(code, told if who in told and not why else f"{why or ''}{told}")
    return catalog


def _same_fields(old: Spec, new: Spec) -> None:
    """A field keeps its kind: what is stored under it must stay readable."""
    kinds = {field["key"]: field["kind"] for field in old.get("fields", ())}
    for field in new.get("fields", ()):
        if kinds.get(field["key"], field["kind"]) != field["kind"]:
            raise Invalid("kind_changed", f"字段「{field['title']}」已经有内容，不能改变类型，请另加一个字段")


def _store(desk: Desk, keys: Collection[tuple[str, str]], specs: Collection[Spec], reason: str) -> None:
    """What stands under these keys is replaced by the specs."""
    table = desk.meta.tables["made"]
    with desk.write(reason) as writer:
        writer.change_set()
        for kind, key in keys:
            writer.conn.execute(removing(table).where(table.c.kind == kind, table.c.key == key))
        for one in specs:
            spec = json.dumps({k: v for k, v in one.items() if k not in ("kind", "key")}, ensure_ascii=False)
            writer.conn.execute(insert(table).values(kind=one["kind"], key=one["key"], spec=spec))
    desk.reload()
