"""Words folded for comparison: without case, accents, punctuation and the joints of camelCase."""

import re
import unicodedata

_CAMEL = re.compile(r"(?<=[a-zа-я0-9])(?=[A-ZА-Я])")
_NOT_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no accents, every run of other signs one space: "E-Mail: Größe" is "e mail grosse"."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NOT_WORD.sub(" ", bare).strip()


def fold_name(text: str) -> str:
    """`fold` of a column's name, which may be written in camelCase: "JobTitle" is "job title"."""
    return fold(_CAMEL.sub(" ", text))


def compact(text: str) -> str:
    """`fold` without the spaces, so that "Otter Jobs" and "OtterJobs" are one."""
    return fold(text).replace(" ", "")
