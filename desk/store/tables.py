"""The database's tables: one a record kind and a part, made from the declarations, and the program's own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

from desk.kinds import Link, Storage
from desk.spec import Field, Record

COMMON = ("id", "uid", "version", "deleted", "extra", "inferred")
"""Columns that every record has besides its fields. `inferred` names the fields that were read out of its texts and
that nobody has confirmed yet, as "purposes,x.policy"."""


def _link(record: str) -> ForeignKey:
    """Checked at the commit: rows of one save may refer to each other."""
    return ForeignKey(f"{record}.id", deferrable=True, initially="DEFERRED")


def _column(field: Field) -> Column[object]:
    if isinstance(field.kind, Link):
        return Column(field.key, Integer, _link(field.kind.record), index=True)
    integer = field.kind.storage is Storage.INTEGER
    return Column(field.key, Integer if integer else Text, index=field.unique or None)


def _record_table(record: Record, meta: MetaData) -> Table:
    dates = {record.event, *(record.span or ())} - {""}
    return Table(
        record.table, meta,
        Column("id", Integer, primary_key=True),
        Column("uid", Text, nullable=False, unique=True),
        Column("version", Integer, nullable=False),
        Column("deleted", Integer, nullable=False),
        Column("extra", Text),
        Column("inferred", Text),
        *(_column(f) for f in record.fields.values()),
        *(Column(f.sort_column, Text) for f in record.fields.values() if f.sort_column),
        *(Index(f"ix_{record.table}_{key}", key) for key in sorted(dates)),
    )


def _part_table(record: Record, meta: MetaData) -> Table:
    fields = [f for f in record.fields.values() if f.key != "owner"]
    return Table(
        record.table, meta,
        Column("id", Integer, primary_key=True),
        Column("owner", Integer, ForeignKey(f"{record.part_of}.id", ondelete="CASCADE"), nullable=False),
        Column("uid", Text, nullable=False),
        Column("position", Integer, nullable=False),
        *(_column(f) for f in fields),
        UniqueConstraint("owner", "uid"),
    )


def _log_tables(meta: MetaData) -> None:
    """The change log, the past values of dated fields, and the days on which limits of lifecycles fall."""
    Table(
        "change_set", meta,
        Column("id", Integer, primary_key=True),
        Column("uid", Text, nullable=False, unique=True),
        Column("station", Text, nullable=False),
        Column("worker", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("batch", Integer, index=True),
        Column("undoes", Integer),
    )
    Table(
        "change", meta,
        Column("id", Integer, primary_key=True),
        Column("change_set", Integer, ForeignKey("change_set.id"), nullable=False, index=True),
        Column("record", Text, nullable=False),
        Column("record_id", Integer, nullable=False),
        Column("uid", Text, nullable=False),
        Column("values", Text, nullable=False),
        Index("ix_change_record", "record", "record_id"),
    )
    Table(
        "due", meta,
        Column("record", Text, primary_key=True),
        Column("record_id", Integer, primary_key=True),
        Column("limit", Text, primary_key=True),
        Column("date", Text, nullable=False, index=True),
    )
    Table(
        "past", meta,
        Column("id", Integer, primary_key=True),
        Column("record", Text, nullable=False),
        Column("record_id", Integer, nullable=False),
        Column("field", Text, nullable=False),
        Column("until", Text, nullable=False),
        Column("value", Text, nullable=False),
        UniqueConstraint("record", "record_id", "field", "until"),
    )


def _import_tables(meta: MetaData) -> None:
    """Imports, and the rows that wait for a person."""
    Table(
        "batch", meta,
        Column("id", Integer, primary_key=True),
        Column("file", Text, nullable=False),
        Column("record", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("worker", Text, nullable=False),
        Column("counts", Text, nullable=False),
        Column("undone", Text),
    )
    Table(
        "waiting", meta,
        Column("id", Integer, primary_key=True),
        Column("batch", Integer, ForeignKey("batch.id"), nullable=False, index=True),
        Column("record", Text, nullable=False),
        Column("sheet", Text, nullable=False),
        Column("row", Integer, nullable=False),
        Column("field", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("cells", Text, nullable=False),
        Column("settled", Text),
    )


def _paper_tables(meta: MetaData) -> None:
    """What left the program: issued papers and the periods closed with them.

    `log` is the last change-set that the paper or closing knew: what came later is 补记."""
    Table(
        "paper", meta,
        Column("id", Integer, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("since", Text),
        Column("until", Text),
        Column("at", Text, nullable=False),
        Column("worker", Text, nullable=False),
        Column("log", Integer, nullable=False),
        Column("figures", Text),
        Column("bytes", LargeBinary, nullable=False),
        Column("void_at", Text),
        Column("void_by", Text),
        Column("void_reason", Text),
    )
    Table(
        "closing", meta,
        Column("id", Integer, primary_key=True),
        Column("since", Text, nullable=False),
        Column("until", Text, nullable=False),
        Column("at", Text, nullable=False),
        Column("worker", Text, nullable=False),
        Column("log", Integer, nullable=False),
        Column("figures", Text, nullable=False),
        UniqueConstraint("since", "until"),
    )


def _export_tables(meta: MetaData) -> None:
    """Exports, and the numbers of papers."""
    Table(
        "export_log", meta,
        Column("id", Integer, primary_key=True),
        Column("at", Text, nullable=False),
        Column("worker", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("rows", Integer, nullable=False),
        Column("full", Integer, nullable=False),
        Column("purpose", Text, nullable=False),
    )
    Table("number_book", meta, Column("book", Text, primary_key=True), Column("year", Integer, primary_key=True),
          Column("last", Integer, nullable=False))


def _office_tables(meta: MetaData) -> None:
    """Settings, the office's own specs, search tokens."""
    Table("setting", meta, Column("key", Text, primary_key=True), Column("value", Text))
    Table("made", meta, Column("kind", Text, primary_key=True), Column("key", Text, primary_key=True),
          Column("spec", Text, nullable=False))
    Table(
        "token", meta,
        Column("token", Text, primary_key=True),
        Column("record", Text, primary_key=True),
        Column("record_id", Integer, primary_key=True),
        sqlite_with_rowid=False,
    )


def tables(records: Iterable[Record]) -> MetaData:
    """The schema of the declared records; user-made fields need no column of their own."""
    meta = MetaData()
    for record in records:
        _record_table(record, meta)
        for part in record.parts:
            _part_table(record.as_record(part), meta)
    for own in (_office_tables, _log_tables, _import_tables, _paper_tables, _export_tables):
        own(meta)
    return meta
