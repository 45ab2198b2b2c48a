"""`python -m benchmarks.serving RIVAL PORT`: a rival on the same uvicorn as the server, or the emptiest server.

A rival is a function of benchmarks.rivals, or of the module before the colon.
"""

import asyncio
import sys
from typing import Final, cast

import uvicorn
import uvloop

from server.protocols import UVICORN

AS_OURS: Final = frozenset({"benchmarks.rivals:unplanned", "benchmarks.announcers:followed"})
"""Have our websockets; the others have uvicorn's own."""


class Empty(asyncio.Protocol):
    """Answers whatever arrives with as many bytes as the overview has: what is left is the load itself."""

    body = b"x" * 21_000
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """A request, which is sent in one piece."""
        del data
        self._transport.write(self.answer)


async def _empty(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Empty, "127.0.0.1", port)
    await server.serve_forever()


def main(name: str, port: int) -> None:
    """Serve until stopped."""
    if name == "empty":
        uvloop.run(_empty(port))
    else:
        place = name if ":" in name else f"benchmarks.rivals:{name}"
        own = {} if place in AS_OURS else {"ws": "websockets-sansio"}
        uvicorn.run(place, factory=True, host="127.0.0.1", port=port, **UVICORN | own)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
