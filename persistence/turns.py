"""Turns: whoever writes applications of an owner, by hand, from a file or from events, does it one after the other.

Taken before anything else is locked, in the order of the owners, so that nobody waits for somebody who waits for them.
It is the account's row that is locked, in a way that foreign keys do not mind; an erasure waits too.
"""

from sqlalchemy import bindparam, select, text

from persistence.database import Session, Statement
from persistence.tables import users

_TAKE = Statement(select(users.c.id).where(users.c.id == bindparam("owner")).with_for_update(key_share=True))
_TAKE_ALL = Statement(
    text("""
    SELECT id FROM users WHERE id = ANY(ARRAY(SELECT DISTINCT owner_id FROM new_events)) ORDER BY id FOR NO KEY UPDATE
    """)
)


async def take(session: Session, owner_id: int) -> None:
    """Wait for the owner's turn, and keep it until the transaction ends."""
    await session.execute(_TAKE, owner=owner_id)


async def take_all(session: Session) -> None:
    """The turns of everybody whose events are in the temporary table `new_events`."""
    await session.execute(_TAKE_ALL)
