"""Bringing a database to the schema of this program, by numbered Alembic steps.

Alembic is imported only when a step has to run: a database that is up to date opens at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, create_engine, text

from desk.errors import Trouble
from desk.store.engine import DAMAGED, open_engine, opener_of, troubles

if TYPE_CHECKING:
    from alembic.config import Config

_HERE = Path(__file__).parent / "migrations"
_NEWER = "这个数据是更新版本的居务台保存的，请先把程序升级到最新版本再打开。"


def head(folder: Path = _HERE) -> str:
    """The number of the newest step, e.g. "0001"."""
    return max((p.name[:4] for p in (folder / "versions").glob("[0-9][0-9][0-9][0-9]_*.py*")), default="")


def version(conn: Connection) -> str:
    """The step a database is at; "" for an empty one."""
    if not conn.execute(text("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'")).first():
        return ""
    return str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def needs_upgrade(engine: Engine) -> bool:
    """Whether steps are missing. Raises Trouble for a database of a newer program, and for one that was emptied."""
    with troubles(), engine.connect() as conn:
        at = version(conn)
    if not at:
        raise Trouble(*DAMAGED)
    if at > head():
        raise Trouble("newer_program", _NEWER)
    return at < head()


def _config(folder: Path) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def upgrade(engine: Engine, meta: MetaData, folder: Path = _HERE) -> None:
    """Run the missing steps in one transaction, foreign keys off while tables are rebuilt."""
    opener = opener_of(engine)
    quiet = open_engine(opener.path, opener.file_key, hooks=[lambda raw: raw.execute("PRAGMA foreign_keys=OFF")])
    try:
        with quiet.connect() as conn:
            conn.execution_options(door="writing")
            with conn.begin():
                _run(conn, meta, folder)
    finally:
        quiet.dispose()


def _run(conn: Connection, meta: MetaData, folder: Path) -> None:
    from alembic import command

    config = _config(folder)
    config.attributes.update(connection=conn, meta=meta)
    command.upgrade(config, "head")


def write_step(message: str, meta: MetaData, folder: Path = _HERE) -> Path:
    """Write the next step: what the declarations have that the steps so far do not."""
    from alembic import command

    engine = create_engine("sqlite://")
    try:
        with engine.connect() as conn:
            if head(folder):
                _run(conn, meta, folder)
            config = _config(folder)
            config.attributes.update(connection=conn, meta=meta)
            number = f"{int(head(folder) or 0) + 1:04d}"
            made = command.revision(config, message, autogenerate=True, rev_id=number)
    finally:
        engine.dispose()
    assert made is not None
    assert not isinstance(made, list)
    return Path(made.path)


def main() -> None:
    """``python -m desk.store.schema "what changed"``"""
    from desk.records import RECORDS
    from desk.store.tables import tables

    sys.stdout.write(f"{write_step(' '.join(sys.argv[1:]) or 'step', tables(RECORDS))}\n")


if __name__ == "__main__":
    main()
