"""Where we never connect to, however it is written."""

from ipaddress import ip_address

import httpcore
import pytest

from delivery.addresses import ForbiddenAddress, PublicNetwork, Unresolved, is_public
from tests.delivery.browsers import push_service

HOUSE = [
    "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.1", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1",
    "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", HOUSE)
def test_addresses_of_the_house(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_everybody(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "::1", "::ffff:7f00:1"],
)
async def test_no_spelling_leads_into_the_house(host: str) -> None:
    async with push_service("") as service:
        port = int(service.url.rpartition(":")[2])
        with pytest.raises((ForbiddenAddress, Unresolved)):
            await PublicNetwork().connect_tcp(host, port, timeout=10)


async def test_in_development_it_does() -> None:
    async with push_service("") as service:
        port = int(service.url.rpartition(":")[2])
        stream = await PublicNetwork(is_anywhere=True).connect_tcp("127.0.0.1", port, timeout=10)
        await stream.aclose()


async def test_what_leads_nowhere() -> None:
    with pytest.raises(Unresolved):
        await PublicNetwork().connect_tcp("nowhere.invalid", 443, timeout=10)
    with pytest.raises(Unresolved):
        await PublicNetwork().connect_tcp(f"{'a' * 70}.example", 443, timeout=10)
    with pytest.raises(ForbiddenAddress):
        await PublicNetwork(is_anywhere=True).connect_unix_socket("/tmp/x")  # noqa: S108 - never opened


async def test_nobody_listening_is_said() -> None:
    async with push_service("") as service:
        port = int(service.url.rpartition(":")[2])
    with pytest.raises(httpcore.ConnectError):
        await PublicNetwork(is_anywhere=True).connect_tcp("127.0.0.1", port, timeout=10)
