"""Checks of lifecycles: states, steps, limits and effects hold together (E03x)."""

from __future__ import annotations

from collections.abc import Iterator

from desk.kinds import Date
from desk.spec.catalog import Catalog
from desk.spec.category import Category
from desk.spec.lifecycle import ACTORS, EARLIER, STATE_CLASSES, STEPS, UNITS, Effect, Lifecycle, Limit, Move
from desk.spec.record import Record


def lifecycles(catalog: Catalog) -> Iterator[str]:
    """The findings of every lifecycle, the records' and the categories'."""
    for record, life in catalog.lifecycles.items():
        yield from _lifecycle(catalog, record, life, catalog.records[record].title if record in catalog.records else "")
    for record in catalog.records:
        yield from _one_word(catalog, record)
    for record, own in catalog.categories.items():
        for category in own.values():
            if category.lifecycle is not None:
                yield from _lifecycle(catalog, record, category.lifecycle, category.title)
            yield from _category_effects(catalog, record, category)


def _one_word(catalog: Catalog, record: str) -> Iterator[str]:
    """A state or step has one name in all lifecycles of a record: lists and histories show it without its category."""
    named: dict[tuple[str, str], tuple[str, ...]] = {}
    for life in catalog.lives(record):
        told = [("状态", s.key, (s.title, s.state_class)) for s in life.states]
        told += [("步骤", m.key, (m.title, "")) for m in life.moves]
        for what, key, own in told:
            if named.setdefault((what, key), own) != own:
                yield f"E029 「{record}」的{what} {key} 有两种说法：{named[what, key][0]}、{own[0]}"


def _lifecycle(catalog: Catalog, record: str, life: Lifecycle, title: str) -> Iterator[str]:
    spec, who = catalog.records.get(record), f"「{title}」的办理步骤"
    if spec is None:
        return
    keys = [state.key for state in life.states]
    if not spec.state or STEPS not in spec.parts:
        yield f"E034 {who}所属的记录没有状态栏或步骤：{spec.key}"
    if len(set(keys)) < len(keys) or not keys:
        yield f"E035 {who}的状态重复，或一个也没有"
    if life.begin and life.begin not in keys:
        yield f"E031 {who}中没有这个状态：{life.begin}"
    for state in life.states:
        if state.state_class not in STATE_CLASSES:
            yield f"E030 {who}：状态「{state.title}」的分类不对：{state.state_class}"
    moves = [move.key for move in life.moves]
    if len(set(moves)) < len(moves) or EARLIER in moves:
        yield f"E036 {who}有两步同名"
    for move in life.moves:
        yield from _move(catalog, spec, life, move, f"{who}「{move.title}」")
    reached = {life.first, *(m.to for m in life.moves)}
    for state in life.states:
        if state.key not in reached:
            yield f"E037 {who}：没有一步能到「{state.title}」"
    for limit in life.limits:
        yield from _limit(catalog, spec, life, limit, f"{who}的期限「{limit.title}」")


def _move(catalog: Catalog, spec: Record, life: Lifecycle, move: Move, who: str) -> Iterator[str]:
    keys = {state.key for state in life.states}
    for key in sorted({*move.sources, *([move.to] if move.to else ())} - keys):
        yield f"E031 {who}用到的状态不存在：{key}"
    if move.to and not move.sources:
        yield f"E038 {who}没有写明从哪个状态来"
    known = catalog.fields(spec.key) | catalog.extra_fields(spec.key)
    row = {field.key for field in spec.parts[STEPS].fields} if STEPS in spec.parts else set()
    for key in (*move.sets, *move.asks, *(key for key in move.needs if key not in row)):
        if key not in known:
            yield f"E032 {who}要求的字段不存在：{key}"
    if move.date and not (move.date in known and isinstance(known[move.date].kind, Date)):
        yield f"E032 {who}的日期栏不存在：{move.date}"
    if move.part and move.part not in spec.parts:
        yield f"E032 {who}所依的明细不存在：{move.part}"
    if move.actor not in ACTORS:
        yield f"E033 {who}的办理方不对：{move.actor}"
    for effect in move.effects:
        yield from _effect(catalog, spec, effect, who)


def _category_effects(catalog: Catalog, record: str, category: Category) -> Iterator[str]:
    life = catalog.lifecycle(record, category.key)
    for key, effects in category.effects.items():
        who = f"「{category.title}」的步骤「{key}」"
        if life is None or life.move(key) is None:
            yield f"E032 {who}不存在"
        elif record in catalog.records:
            for effect in effects:
                yield from _effect(catalog, catalog.records[record], effect, who)


def _effect(catalog: Catalog, spec: Record, effect: Effect, who: str) -> Iterator[str]:
    target = catalog.records.get(effect.record)
    life = catalog.lifecycle(effect.record, effect.category) if target else None
    if target is None or life is None or catalog.category(effect.record, effect.category) is None:
        yield f"E039 {who}带动的记录或类别不存在：{effect.record} {effect.category}"
    elif effect.do not in ("open", "step"):
        yield f"E039 {who}带动的办法不对：{effect.do}"
    elif effect.do == "open" and life.state(effect.state) is None:
        yield f"E039 {who}带动的状态不存在：{effect.state}"
    elif effect.do == "step" and life.move(effect.step) is None:
        yield f"E039 {who}带动的步骤不存在：{effect.step}"
    else:
        known = catalog.fields(effect.record, effect.category)
        ours = catalog.fields(spec.key) | catalog.extra_fields(spec.key)
        for new, old in effect.copies.items():
            if new not in known or old not in ours:
                yield f"E039 {who}带过去的字段不存在：{new} {old}"


def _limit(catalog: Catalog, spec: Record, life: Lifecycle, limit: Limit, who: str) -> Iterator[str]:
    if limit.unit not in UNITS or limit.count < 1:
        yield f"E033 {who}的数目或单位不对：{limit.count} {limit.unit}"
    for key in limit.since:
        field = catalog.fields(spec.key).get(key)
        if life.move(key) is None and not (field and isinstance(field.kind, Date)):
            yield f"E032 {who}的起算点不存在：{key}"
    if not limit.since:
        yield f"E038 {who}没有写明从哪一步起算"
    for key in limit.until:
        if life.move(key) is None:
            yield f"E032 {who}的终点不存在：{key}"
    if not limit.until:
        yield f"E038 {who}没有写明办到哪一步为止"
