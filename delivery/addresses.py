"""Where we connect to at somebody's word: to public addresses, never into the house (SSRF).

The address is looked up once, checked, and connected to by number, so that no second look-up can say otherwise.
"""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore
from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream

# Networks that carry an IPv4 address in their last 32 bits: a gateway would unwrap it.
_WRAPPING = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))


class ForbiddenAddress(Exception):  # noqa: N818 - an answer, not a fault of ours
    """The name leads to an address that is not for the public."""


class Unresolved(Exception):  # noqa: N818 - a state of the network
    """The name leads nowhere now."""


class PublicNetwork(AsyncNetworkBackend):
    """Connections to public addresses; with `is_anywhere` (development, tests) to any."""

    def __init__(self, *, is_anywhere: bool = False) -> None:
        """Nothing is connected yet."""
        self._network, self._is_anywhere = httpcore.AnyIOBackend(), is_anywhere

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """A connection to the first address that takes one. ForbiddenAddress when any is not for the public."""
        async with asyncio.timeout(timeout):
            addresses = await resolved(host, port)
        if not self._is_anywhere and not all(map(is_public, addresses)):
            raise ForbiddenAddress
        for place, address in enumerate(addresses, start=1):
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses):
                    raise
        raise Unresolved

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - the interface of httpcore
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the interface of httpcore
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002 - the interface of httpcore
    ) -> AsyncNetworkStream:
        """Never."""
        raise ForbiddenAddress

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


async def resolved(host: str, port: int) -> list[IPv4Address | IPv6Address]:
    """The addresses of a name, each once. Unresolved when it has none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unresolved from None
    return list(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody may have it: not private, loopback, link-local, multicast, reserved, nor one of those wrapped."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if any(address in network for network in _WRAPPING):
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved
