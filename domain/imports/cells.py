"""Single cells: cleaned text, yes and no, web addresses."""

import re
import unicodedata
from urllib.parse import urlsplit

from domain.imports.words import fold

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
# The apostrophe by which exports keep spreadsheets from running a cell as a formula.
_NEUTRALISED = re.compile(r"^'(?=[=+@-])")
_SPACES = re.compile(r"\s+")
_NOTHING_WORDS = "n/a|na|n.a.|none|null|nil|nan|-|--|—|–|undefined|#n/a|#ref!|#value!|#name?|tbd|(blank)"
_NOTHING = frozenset(_NOTHING_WORDS.split("|"))

_YES_WORDS = """ y yes yeah yep true x 1 ja si sim oui da да done complete completed passed pass scheduled invited
attended received expired finished got ok checked
"""
_YES = frozenset(_YES_WORDS.split())
_YES_AND_MORE = frozenset(("y", "yes", "ja", "oui", "si", "da", "да"))
_NO_WORDS = "n no nope false 0 nein non nao not нет net incomplete none unchecked other"
_NO = frozenset(_NO_WORDS.split())
_YES_SIGNS = re.compile(r"[✓✔☑✅👍]")
_NO_SIGNS = re.compile(r"[✗✘☐❌👎]")

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?::\d{1,5})?(?:/\S*)?", re.IGNORECASE)


def clean(text: str) -> str:
    """One line of text: composed, without control signs, lone surrogates and invisible marks, spaces collapsed."""
    if text.isascii() and text.isprintable():
        plain = " ".join(text.split())
    else:
        plain = _SPACES.sub(" ", _CONTROLS.sub("", unicodedata.normalize("NFC", text))).strip()
    return _NEUTRALISED.sub("", plain)


def clean_lines(text: str) -> str:
    """`clean`, keeping the lines apart; for notes."""
    lines = (clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def is_nothing(text: str) -> bool:
    """Whether a cell is blank or says so ("N/A", "none", "-")."""
    word = text.strip().casefold()
    return not word or word in _NOTHING


def yes_or_no(text: str) -> bool | None:
    """What a short cell answers to a question; None when it is no answer."""
    if _YES_SIGNS.search(text):
        return True
    if _NO_SIGNS.search(text):
        return False
    words = fold(text).split()
    if not words or len(words) > 3:
        return None
    if words[0] in _NO:
        return False
    alone = len(words) == 1
    return True if words[0] in _YES and (alone or words[0] in _YES_AND_MORE) else None


def web_address(text: str) -> str | None:
    """The first http(s) address in a cell, a bare host made one, without user and password; else None."""
    found = _WEB.search(text)
    address = found.group() if found else None
    if address is None and _BARE_HOST.fullmatch(text.strip()):
        address = f"https://{text.strip()}"
    if address is None:
        return None
    try:
        parts = urlsplit(address.rstrip(").,;>\"'"))
        host = parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    return parts._replace(netloc=f"{host}{port}").geturl() if host else None
