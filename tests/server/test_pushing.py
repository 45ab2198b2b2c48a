"""Whether this installation pushes: as set, or with a key of its own, or not."""

import os
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from delivery.keys import new_private_key
from server import places
from server.cli import app_for
from server.commands.checks import _pushes
from server.places import with_push_key
from server.pushing import push_key, pushing_of, signing_key
from server.settings import Settings

SUBJECT = "mailto:operator@example.com"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for secrets, and an environment that is put back."""
    folder = tmp_path / "data"
    monkeypatch.setattr(places, "DATA", folder)
    monkeypatch.setattr(places, "PUSH_KEY_FILE", folder / "push-key")
    for name in ("VAPID_PRIVATE_KEY", "VAPID_SUBJECT"):
        monkeypatch.setenv(name, "")
    return folder


def test_without_a_key_nothing_is_pushed_and_doctor_says_what_to_do(data: Path) -> None:
    settings = Settings(database_url=SecretStr("postgresql://somewhere/x"))
    assert (signing_key(settings), push_key(settings), pushing_of(settings)) == (None, None, None)
    is_well, sentence = _pushes(settings)
    assert is_well
    assert sentence.startswith("Alerts are not pushed to browsers: set VAPID_PRIVATE_KEY")
    assert not data.exists()


def test_a_machine_of_one_makes_its_own_key_once(data: Path) -> None:
    first = with_push_key(Settings())
    file = data / "push-key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert first.vapid_private_key is not None
    assert first.vapid_private_key.get_secret_value() == file.read_text() == os.environ["VAPID_PRIVATE_KEY"]
    assert with_push_key(Settings()) == Settings()
    os.environ["VAPID_PRIVATE_KEY"] = ""
    assert push_key(with_push_key(Settings())) == push_key(first)
    assert len(urlsafe_b64decode(f"{push_key(first)}=")) == 65


def test_a_key_that_was_set_is_the_key(data: Path) -> None:
    private = new_private_key()
    settings = Settings(vapid_private_key=SecretStr(private), vapid_subject=SUBJECT)
    assert with_push_key(settings) is settings
    assert not data.exists()
    assert "with the key you set" in _pushes(settings)[1]
    assert private not in repr(settings)


@pytest.mark.parametrize(
    "private", ["x", "A" * 43, new_private_key() + "AAAA", "é"], ids=["short", "zero", "long", "odd"]
)
def test_a_key_that_is_none_is_refused_at_the_start(private: str) -> None:
    with pytest.raises(ValidationError, match="python -m server push-key") as refused:
        Settings(vapid_private_key=SecretStr(private), vapid_subject=SUBJECT)
    assert refused.value.errors()[0]["loc"] == ("vapid_private_key",)


def test_services_have_to_be_told_whom_to_write_to(data: Path) -> None:
    with pytest.raises(ValidationError, match="needs VAPID_SUBJECT"):
        Settings(vapid_private_key=SecretStr(new_private_key()))
    for subject in ("operator@example.com", "http://example.com", "mailto:", "mailto:a b"):
        with pytest.raises(ValidationError, match="vapid_subject"):
            Settings(vapid_private_key=SecretStr(new_private_key()), vapid_subject=subject)


def test_the_command_prints_a_key_that_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    keys = set()
    for _ in range(2):
        with pytest.raises(SystemExit) as left:
            app_for()(["push-key"])
        assert left.value.code == 0
        keys.add(capsys.readouterr().out.strip())
    assert len(keys) == 2
    for key in keys:
        assert push_key(Settings(vapid_private_key=SecretStr(key), vapid_subject=SUBJECT)) is not None
