"""Countries are told from networks, never from an address."""

from pathlib import Path

import maxminddb
import pytest

from realtime.geography import Geography
from tests.realtime.maps import write_map


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("203.0.113.1", {"country": "AT", "region": "9"}),
        ("203.0.113.255", {"country": "AT", "region": "9"}),
        ("::ffff:203.0.113.5", {"country": "AT", "region": "9"}),
        ("2001:db8:1:ffff::1", {"country": "DE"}),
        ("2001:db8:2::1", {}),
        ("198.51.100.1", {}),
        # The map knows this one address; whoever asks with the whole of it would be told.
        ("192.0.2.77", {}),
        ("localhost", {}),
        ("", {}),
        (None, {}),
    ],
)
def test_a_place_is_that_of_the_network(tmp_path: Path, address: str | None, place: dict[str, str]) -> None:
    with Geography(write_map(tmp_path)) as geography:
        assert geography.place(address) == place


def test_a_file_that_is_no_map_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "map.mmdb"
    path.write_bytes(b"no map")
    with pytest.raises(maxminddb.InvalidDatabaseError):
        Geography(path)
