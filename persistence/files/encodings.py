"""In which encoding a text file is written, found by walking through all of it once in bounded memory."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from domain.errors import ErrorCode, Refusal
from persistence.files.sources import Source

MAX_LINE = 2**20
"""The longest line of text that is read (bytes)."""

_CHUNK = 2**16
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = {
    # codec: (bytes of small letters, bytes of capitals)
    "cp1251": (range(0xE0, 0x100), range(0xC0, 0xE0)),
    "koi8-r": (range(0xC0, 0xE0), range(0xE0, 0x100)),
    "cp866": ((*range(0xA0, 0xB0), *range(0xE0, 0xF0)), range(0x80, 0xA0)),
}
_NOT_IN_CP1252 = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_ENOUGH_GOOD = 4


@dataclass(slots=True)
class _Walk:
    """What one walk through the bytes has seen."""

    high: Counter[int]
    pairs: int = 0
    singles: int = 0
    line: int = 1
    line_length: int = 0


def find_encoding(source: Source) -> tuple[str, str]:
    """The codec of a text file, and how to treat wrong bytes in it ("strict", or "replace" for a few stray ones).

    A byte order mark decides; else UTF-8 if all of it is; else a one-byte encoding: Cyrillic when its high bytes come
    in runs (whole words are made of them), Western when they stand between ASCII letters. Raises Refusal on null
    bytes and on lines longer than MAX_LINE.
    """
    head = source.head(4096)
    marked = next((codec for mark, codec in _BOMS if head.startswith(mark)), None)
    if marked in ("utf-16", "utf-32"):
        return marked, "strict"
    unmarked = _wide_without_mark(head)
    if unmarked is not None:
        return unmarked, "strict"
    walk, good, bad = _walk(source)
    if bad == 0:
        return marked or "utf-8", "strict"
    if marked is not None or good >= _ENOUGH_GOOD * bad:
        return marked or "utf-8", "replace"
    return _one_byte(walk), "strict"


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 shows by its null bytes, all in one half of the pairs, and by the plain letters that it then gives."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    enough = max(4, len(head) // 20)
    for codec, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here >= enough and there == 0:
            text = head[: len(head) // 2 * 2].decode(codec, "replace")
            if sum(sign < "\u0600" for sign in text) > 0.9 * len(text):
                return codec
    return None


def _walk(source: Source) -> tuple[_Walk, int, int]:
    walk = _Walk(Counter())
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    with source.open() as file:
        while chunk := file.read(_CHUNK):
            _refuse_binary(source, chunk, walk)
            if chunk.isascii():
                continue
            text = decoder.decode(chunk)
            wrong = text.count("\ufffd")
            bad += wrong
            good += len(text) - len(text.encode("ascii", "ignore")) - wrong
            if bad:
                _count_high(chunk, walk)
    return walk, good, bad + len(decoder.decode(b"", final=True))


def _refuse_binary(source: Source, chunk: bytes, walk: _Walk) -> None:
    if b"\0" in chunk:
        line = walk.line + chunk[: chunk.index(b"\0")].count(b"\n")
        raise Refusal(
            f"{source.name} has a null byte in line {line}, so it is not text or is damaged. "
            "Export it again as CSV, or save it as XLSX.",
            code=ErrorCode.UNREADABLE_FILE,
        )
    parts = chunk.replace(b"\r", b"\n").split(b"\n")
    for place, part in enumerate(parts):
        walk.line_length = walk.line_length + len(part) if place == 0 else len(part)
        if walk.line_length > MAX_LINE:
            raise Refusal(
                f"Line {walk.line} of {source.name} is longer than {MAX_LINE // 2**20} MB. "
                "A log has one application on a line: check that it is the right file.",
                code=ErrorCode.TOO_LARGE,
            )
    walk.line += chunk.count(b"\n")


def _count_high(chunk: bytes, walk: _Walk) -> None:
    for run in _HIGH_RUN.findall(chunk):
        walk.high.update(run)
        walk.pairs += len(run) - 1
        walk.singles += 1


def _one_byte(walk: _Walk) -> str:
    if walk.pairs >= walk.singles:
        return max(_CYRILLIC, key=lambda codec: _plausibility(walk.high, codec))
    return "latin-1" if _NOT_IN_CP1252 & set(walk.high) else "cp1252"


def _plausibility(high: Counter[int], codec: str) -> int:
    """Small letters are what texts are mostly made of; a byte that is no letter speaks against the codec."""
    small, capital = _CYRILLIC[codec]
    letters = sum(high[byte] for byte in small), sum(high[byte] for byte in capital)
    return 2 * letters[0] + letters[1] - 2 * (sum(high.values()) - sum(letters))
