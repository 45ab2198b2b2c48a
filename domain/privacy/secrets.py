"""What opens doors: passwords, tokens, keys; told by the name before them or by their shape."""

import re
from typing import Final

REDACTED_SECRET: Final = "[secret]"  # noqa: S105 - what stands in place of one

_SHAPES: Final = re.compile(
    r"eyJ[\w-]{5,400}+\.[\w-]{5,}+(?:\.[\w-]*+)*+"  # JWT
    r"|\b(?:(?:sk|pk|rk)_|sk-)[\w-]{16,}"
    r"|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{16,}"
    r"|\bxox[a-z]-[\w-]{10,}|\bAKIA[0-9A-Z]{12,}|\bAIza[\w-]{30,}|\bcc[as]_[\w-]{16,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
_SCHEMES: Final = re.compile(r"\b((?i:bearer|basic))(\s+)(?=\S+[\dA-Z=])[\w.~+/=-]{8,}")
_NAME: Final = (
    r"pass(?:word|wd|phrase|code)|passwort|pwd|secret|token|api[ _-]?key|access[ _-]?key|private[ _-]?key|authorization"
    r"|credentials?|signature|otp|jwt"
)
# `token=…`, `"password": "…"`, `api key: …`, also with what a text quoted inside a text puts between.
_NAMED: Final = re.compile(
    rf"({_NAME})([\"'\\]{{0,4}}\s?(?:=|:|%3[Aa]|%3[Dd])\s?[\"'\\]{{0,4}})(?!\[)[^\s\"'\\&;,#<>]{{2,}}",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"([?&#](?:code|sig|key|auth|sid|session(?:_?id)?)=)[^\s&#\"']{2,}", re.IGNORECASE)

# What nothing of the above is without, case-folded; marks with one sign in common stand behind it.
SHAPES_WITH: Final = {
    "_": ("sk_", "pk_", "rk_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "_pat_", "cca_", "ccs_"),
    "-": ("sk-", "glpat-", "xox", "-----begin"),
}
SHAPES_FROM: Final = ("eyj", "akia", "aiza")
SCHEMES: Final = ("bearer", "basic")
NAMES: Final = (
    "passw", "passp", "passc", "pwd", "secret", "token", "key", "auth", "credential", "sig", "otp", "jwt", "code=",
    "sid=", "session",
)  # fmt: skip

_KEPT: Final = re.compile(r"[^a-z0-9]")
_SECRET_NAME: Final = re.compile(
    r".*(?:password|passwd|passphrase|passcode|passwort|secret|apikey|accesskey|privatekey|signingkey|credential"
    r"|creditcard|cardnumber|socialsecurity|passportnumber).*"
    r"|.*(?:token|authorization|cookies?|jwt)(?:value)?|auth|pwd|otp|pin|cvv|cvc|ssn|iban|sid"
)
_PHONE_NAME: Final = re.compile(r".*(?:phone|mobile|telephone|whatsapp)(?:number|no|nr)?|tel|fax|cell")


def redact_secrets(text: str) -> str:
    """The text with tokens, keys and passwords replaced by "[secret]"."""
    lowered = text.casefold()
    if any(mark in lowered for marks in (SHAPES_FROM, *SHAPES_WITH.values()) for mark in marks):
        text = _SHAPES.sub(REDACTED_SECRET, text)
    if any(scheme in lowered for scheme in SCHEMES):
        text = _SCHEMES.sub(rf"\1\2{REDACTED_SECRET}", text)
    if any(name in lowered for name in NAMES):
        text = _CODE.sub(rf"\1{REDACTED_SECRET}", _NAMED.sub(rf"\1\2{REDACTED_SECRET}", text))
    return text


def names_secret(name: str) -> bool:
    """Whether what is called so is secret whatever it looks like: `accessToken`, `user_password`."""
    return _SECRET_NAME.fullmatch(_KEPT.sub("", name.lower())) is not None


def names_phone(name: str) -> bool:
    """Whether what is called so is a telephone number."""
    return _PHONE_NAME.fullmatch(_KEPT.sub("", name.lower())) is not None
