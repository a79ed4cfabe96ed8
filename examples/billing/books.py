"""The tables: what happened, what was stated each night, and the ledger. Rows are added, and never changed.

The database itself refuses to change a row of the ledger, in PostgreSQL as in SQLite.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, MetaData, String, UniqueConstraint, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The tables of the example."""

    type_annotation_map: ClassVar = {dict[str, Any]: JSON}


class Happened(Base):
    """An event of an account, as `Account.as_dict` has it below its kind."""

    __tablename__ = "happened"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(40), index=True)
    recorded: Mapped[date]
    kind: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]]


class Stated(Base):
    """The statement of a night, as its receipt: what was said, from which facts, by which terms."""

    __tablename__ = "stated"
    __table_args__ = (UniqueConstraint("account", "as_of"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(40), index=True)
    as_of: Mapped[date]
    balance: Mapped[int]
    receipt: Mapped[dict[str, Any]]


class Posted(Base):
    """A line of the ledger: above zero a debit, below zero a credit, in minor units."""

    __tablename__ = "ledger"
    id: Mapped[int] = mapped_column(primary_key=True)
    stated: Mapped[int] = mapped_column(ForeignKey("stated.id"))
    account: Mapped[str] = mapped_column(String(40), index=True)
    transaction: Mapped[int]
    day: Mapped[date]
    code: Mapped[str] = mapped_column(String(30))
    debt: Mapped[str | None] = mapped_column(String(60))
    reference: Mapped[str | None] = mapped_column(String(60))
    book: Mapped[str] = mapped_column(String(60))
    amount: Mapped[int]


APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER ledger_no_{verb} BEFORE {verb} ON ledger "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is only added to'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is only added to'; END $$",
        "CREATE TRIGGER ledger_only_added_to BEFORE UPDATE OR DELETE ON ledger "
        "FOR EACH ROW EXECUTE FUNCTION only_added_to()",
    ),
}


@event.listens_for(Base.metadata, "after_create")
def guard_the_ledger(target: MetaData, connection: Connection, **_: object) -> None:
    """Let the database refuse to change or to delete a line of the ledger."""
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.execute(text(statement))
