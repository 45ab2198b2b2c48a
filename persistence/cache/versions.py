"""Which code made an answer: another one may count otherwise, and would read it wrongly."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

_ROOT = Path(__file__).parents[2]
ANSWERING = (_ROOT / "domain", _ROOT / "persistence", _ROOT / "resolvers")


def code_version(folders: Iterable[Path] = ANSWERING) -> str:
    """A digest of everything that answers are made by; two processes with the same one may share answers."""
    digest = blake2b(digest_size=6)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".toml"}:
                digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
