"""Addresses of PostgreSQL as libpq takes them; everything else here speaks through asyncpg, which takes some more."""

from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from psycopg import pq

_KNOWN: Final = frozenset(each.keyword.decode() for each in pq.Conninfo.get_defaults())


def for_libpq(dsn: str) -> str:
    """The same address for libpq.

    What asyncpg would hand to the server as a setting (`?search_path=app`) goes there as an option; libpq would refuse
    to connect.
    """
    parts = urlsplit(dsn)
    if not parts.query:
        return dsn
    given = [("dbname" if name == "database" else name, value) for name, value in parse_qsl(parts.query)]
    known = {name: value for name, value in given if name in _KNOWN}
    settings = [f"-c {name}={_escaped(value)}" for name, value in given if name not in _KNOWN]
    if settings:
        known["options"] = " ".join([*([known["options"]] if "options" in known else []), *settings])
    return urlunsplit(parts._replace(query=urlencode(known, quote_via=quote)))


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace(" ", r"\ ")
