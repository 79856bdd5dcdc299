"""`desk import`: what the columns were told to mean, and the lines that tell what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk.service.jobs import run as finish

if TYPE_CHECKING:
    from desk.service.desk import Desk


def read_told(desk: Desk, args: argparse.Namespace) -> tuple[Any, Any, str]:
    """The preview, what its columns were told to mean, and the file whose meaning was taken over."""
    from desk.service.imports.importing import read
    from desk.service.imports.senders import columns_told
    from desk.service.lists.remembered import known_columns

    path = Path(args.file)
    preview = finish(read(desk, path, args.record, args.sheet, existing=args.existing))
    known = known_columns(desk, preview, args.sender)
    mapping = {sheet: dict(own) for sheet, own in known.columns.items()} if known else {}
    for sheet, own in columns_told(preview, args.map).items():
        mapping.setdefault(sheet, {}).update(own)
    if mapping:
        record = args.record or (known.record if known else None) or preview.tables[0].record
        preview = finish(read(desk, path, record, args.sheet, mapping, args.existing))
    return preview, mapping, known.file if known else ""


def import_lines(made: dict[str, Any], titles: dict[str, str], file: str) -> Iterator[str]:
    """What an import did or would do, as lines to read."""
    done = f"新增{made['added']}，更新{made['updated']}，没有变化{made['unchanged']}"
    yield f"读到{made['read']}行：{done}，待处理{len(made['waiting'])}"
    if file:
        yield f"各列的含义照上次导入“{file}”时的设定（可用 --map 改）"
    for one in made["tables"]:
        others = "、".join(titles.get(key, key) for key in one["others"])
        also = f"；也可能是{others}，可用 --record 指定" if others else ""
        yield f"「{one['sheet']}」按{titles.get(one['record'], one['record'])}导入{also}"
    for one in made["hidden"]:
        said = [f"{len(one['rows'])}行"] if one["rows"] else []
        said += [f"“{title}”列" for title in one["columns"]]
        yield f"「{one['sheet']}」里隐藏的{'、'.join(said)}也读入了；不要隐藏的内容可用 --hidden skip"
    for row in made["waiting"]:
        yield f"「{row['sheet']}」{row['reason']}"
    for row in made["warnings"]:
        yield f"提醒 「{row['sheet']}」{row['reason']}"
