"""A little map, in the form of the big ones."""

from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet  # type: ignore[import-untyped] # comes with the writer, without types

ADDRESS = "203.0.113.77"


def write_map(folder: Path) -> Path:
    """Knows 203.0.113.0/24, 2001:db8:1::/48 and, wrongly told, 198.51.100.0/24; writes what it is asked never to."""
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True)
    vienna = {"country": {"iso_code": "AT"}, "subdivisions": [{"iso_code": "9"}], "city": {"names": {"en": "Vienna"}}}
    writer.insert_network(IPSet(["203.0.113.0/24"]), vienna)
    writer.insert_network(IPSet(["2001:db8:1::/48"]), {"country": {"iso_code": "DE"}})
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"country": {"iso_code": "<script>"}, "subdivisions": []})
    writer.insert_network(IPSet(["192.0.2.77/32"]), {"country": {"iso_code": "US"}})
    path = folder / "map.mmdb"
    writer.to_db_file(str(path))
    return path
