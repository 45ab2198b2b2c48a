"""Built files of a folder over HTTP: only what is in it, compressed for whoever reads that, known again by a tag."""

import asyncio
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

# Our own, because what the machine's table of types says differs between machines.
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_PACKED: Final = frozenset({".ico", ".png", ".woff2"})
_LEAST_BYTES: Final = 1_000
FOREVER: Final = "public, max-age=31536000, immutable"
HOURLY: Final = "public, max-age=3600"
ASKED_EACH_TIME: Final = "no-cache"


@dataclass(frozen=True, slots=True)
class _Held:
    """A file in memory, as it was at a moment; `packed` is it by the names of encodings, the shortest first."""

    version: tuple[int, int, int]
    plain: bytes
    packed: dict[str, bytes]
    tag: str


class Files:
    """The files below `folder`, read when they are first asked for, and again when they have been built anew."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read yet; the folder need not be there."""
        self._folder = folder
        self._held: dict[Path, _Held] = {}

    def find(self, path: str) -> Path | None:
        """The file that the relative `path` of a URL names, and nothing outside the folder or hidden in it."""
        parts = path.split("/")
        if any(not part or part.startswith(".") or "\\" in part or not part.isprintable() for part in parts):
            return None
        try:
            file, folder = self._folder.joinpath(*parts).resolve(), self._folder.resolve()
            return file if file.is_file() and file.is_relative_to(folder) and file.suffix in _TYPES else None
        except OSError:  # a name longer than a name can be
            return None

    async def response(self, request: Request, file: Path, headers: dict[str, str]) -> Response:
        """What `find` found, as the answer to GET or HEAD; 304 when the browser has it already."""
        held = await asyncio.to_thread(self._read, file)
        encoding = _taken(request.headers.get("accept-encoding", ""), held.packed)
        tag = f'"{held.tag}"' if encoding is None else f'"{held.tag}-{encoding}"'
        told = {"etag": tag, "last-modified": formatdate(held.version[0] / 1e9, usegmt=True)} | headers
        if held.packed:
            told["vary"] = ", ".join(filter(None, (headers.get("vary"), "Accept-Encoding")))
        known = request.headers.get("if-none-match", "")
        if tag in (each.strip().removeprefix("W/") for each in known.split(",")):
            return Response(status_code=304, headers=told)
        if encoding is not None:
            told["content-encoding"] = encoding
        body = held.plain if encoding is None else held.packed[encoding]
        return Response(body, headers=told, media_type=_TYPES[file.suffix])

    def _read(self, file: Path) -> _Held:
        known, stat = self._held.get(file), file.stat()
        brotli = file.with_name(f"{file.name}.br")  # the build's, because Python has none
        version = stat.st_mtime_ns, stat.st_size, _changed_at(brotli)
        if known is not None and known.version == version:
            return known
        plain = file.read_bytes()
        # One that is older is of the build before.
        packed = {"br": brotli.read_bytes()} if version[2] >= version[0] else {}
        if file.suffix not in _PACKED and len(plain) >= _LEAST_BYTES:
            packed["gzip"] = gzip.compress(plain, compresslevel=9, mtime=0)
        held = _Held(version, plain, packed, sha256(plain).hexdigest()[:20])
        self._held[file] = held
        return held


def _changed_at(file: Path) -> int:
    """In nanoseconds; 0 when there is none."""
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _taken(accept: str, packed: Iterable[str]) -> str | None:
    """The first encoding that `Accept-Encoding` names, or with anything means, and not with a weight of nothing."""
    weights: dict[str, str] = {}
    for part in accept.lower().split(",")[:20]:
        name, _, rest = part.partition(";")
        weights[name.strip()] = rest.strip().removeprefix("q=").strip() or "1"
    return next((name for name in packed if weights.get(name, weights.get("*", "0")).strip("0.")), None)
