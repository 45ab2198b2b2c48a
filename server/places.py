"""Where things are: the database, and the secret that signs tokens of our own."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from persistence.embedded import embedded
from server.settings import Settings

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".data"
SECRET_FILE = DATA / "jwt-secret"


def database_dsn(settings: Settings) -> str:
    """The address of the database. Raises KeyError when `ensured_database` has not been entered and none is set."""
    if settings.database_url is None:
        raise KeyError("DATABASE_URL")
    return settings.database_url.get_secret_value()


@contextmanager
def ensured_database(settings: Settings, *, tell: Callable[[str], object]) -> Iterator[str]:
    """The address of the database, the embedded one started and held if none is set.

    For the time of the block it is in the environment too, so that processes started from here find it.
    """
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    with embedded(tell=tell) as dsn:
        os.environ["DATABASE_URL"] = dsn
        try:
            yield dsn
        finally:
            del os.environ["DATABASE_URL"]


def shared_secret(settings: Settings) -> str:
    """The secret that signs HS256 tokens: as set, or else one made by chance and kept in .data, for our eyes only."""
    if settings.auth_jwt_secret is not None:
        return settings.auth_jwt_secret.get_secret_value()
    DATA.mkdir(exist_ok=True)
    try:
        descriptor = os.open(SECRET_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return SECRET_FILE.read_text().strip()
    made = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(made)
    return made
