"""The small house as a process of its own; prints its port. For tests that stop it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from schema.documents import Documents
from server.draining import draining
from server.logs import log_loop_faults
from server.protocols import UVICORN
from server.telemetry import Telemetry
from tests.server.house import Witness, make_app, make_schema


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
    log_loop_faults(asyncio.get_running_loop())
    async with draining(linger=0.5) as state:
        yield {"draining": state}


def main() -> None:
    telemetry, documents = Telemetry(), Documents(make_schema())
    guarded = make_app(Witness(), telemetry, documents)
    shell = Starlette(lifespan=lifespan)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (shell if scope["type"] == "lifespan" else guarded)(scope, receive, send)

    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)  # noqa: T201 - how the test learns the port
    uvicorn.Server(uvicorn.Config(app, **UVICORN)).run(sockets=[listening])


if __name__ == "__main__":
    main()
