"""Countries out of a local MMDB file, told from networks, never from whole addresses."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import maxminddb

from domain.privacy import coarse

MOST_NETWORKS = 20_000


class Geography:
    """Looks networks up in an MMDB file in the shape of MaxMind's country and city files, which DB-IP has too."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises OSError and maxminddb.InvalidDatabaseError."""
        self._reader = maxminddb.open_database(path)
        self._of_network = lru_cache(maxsize=MOST_NETWORKS)(self._look_up)

    def __enter__(self) -> Self:
        """Closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._reader.close()

    def place(self, address: str | None) -> Mapping[str, str]:
        """`country` (ISO 3166-1) and `region` (ISO 3166-2, without the country), as far as known.

        Only the first 24 bits of an IPv4 address and 48 of an IPv6 are looked at, and nothing of it is kept.
        """
        network = coarse(address)
        return {} if network is None else self._of_network(network)

    def _look_up(self, network: str) -> Mapping[str, str]:
        try:
            found: Any = self._reader.get(network)
        except (ValueError, maxminddb.InvalidDatabaseError):  # an IPv6 address in a file of IPv4 only; a torn file
            return {}
        if not isinstance(found, dict):
            return {}
        regions = found.get("subdivisions")
        country, region = (
            _code(found.get("country")),
            _code(regions[0] if isinstance(regions, list) and regions else None),
        )
        return {name: code for name, code in (("country", country), ("region", region)) if code}


def _code(entry: Any) -> str | None:
    code = entry.get("iso_code") if isinstance(entry, dict) else None
    return code if isinstance(code, str) and len(code) <= 3 and code.isalnum() else None
