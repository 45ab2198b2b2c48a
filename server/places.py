"""Where things are: the database, and the secrets that sign tokens and pushes of our own."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from delivery.keys import new_private_key
from persistence.embedded import embedded
from server.settings import Settings

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".data"
SECRET_FILE = DATA / "jwt-secret"
PUSH_KEY_FILE = DATA / "push-key"
OWN_SUBJECT = "mailto:operator@demo.example"


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
    return _kept(SECRET_FILE, lambda: secrets.token_urlsafe(48))


def with_push_key(settings: Settings) -> Settings:
    """The settings with a key for pushes: as set, or else one made by chance and kept in .data, for our eyes only.

    It is in the environment from then on, so that processes started from here find it.
    """
    if settings.vapid_private_key is not None:
        return settings
    private, subject = _kept(PUSH_KEY_FILE, new_private_key), settings.vapid_subject or OWN_SUBJECT
    os.environ |= {"VAPID_PRIVATE_KEY": private, "VAPID_SUBJECT": subject}
    return settings.model_copy(update={"vapid_private_key": SecretStr(private), "vapid_subject": subject})


def _kept(file: Path, make: Callable[[], str]) -> str:
    """What stands in the file; made and written now if it is not there."""
    DATA.mkdir(exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    made = make()
    with os.fdopen(descriptor, "w") as opened:
        opened.write(made)
    return made
