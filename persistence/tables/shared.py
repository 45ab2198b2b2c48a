"""What all tables share: one metadata with one way of naming, instants, owners."""

from datetime import datetime

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Instant = sa.DateTime(timezone=True)


def number() -> sa.Column[int]:
    """The primary key of most tables."""
    return sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True)


def owned(*, nullable: bool = False, primary_key: bool = False) -> sa.Column[int]:
    """Whose row it is; it goes when the account goes."""
    reference = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("owner_id", sa.BigInteger, reference, nullable=nullable, primary_key=primary_key)


def stamped(name: str) -> sa.Column[datetime]:
    """An instant that the database fills in."""
    return sa.Column(name, Instant, nullable=False, server_default=sa.func.now())
