"""Whether those who stay connected still may: asked again while they do, once for each credential."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Final

import structlog

from domain.access import Grant
from domain.errors import ErrorCode, TooSlow, Unavailable
from realtime.frames import Ended
from server.auth import Identity

SECONDS: Final = 4.0
AT_ONCE: Final = 1_000
ENDED: Final = "Your token or key is no longer valid: it has expired or was taken back. Connect again with a new one."
CHANGED: Final = "What your token or key allows has changed. Connect again."

Reexamine = Callable[[Mapping[str | None, Identity]], Awaitable[Mapping[str | None, Grant | None]]]

_log = structlog.get_logger("watching")


@dataclass(frozen=True, slots=True)
class _Credential:
    """An Authorization header, and what it was good for."""

    authorization: str | None
    identity: Identity


class Watch:
    """Looks at every credential in use every `seconds`, and at none when there are none."""

    def __init__(self, reexamine: Reexamine, *, seconds: float = SECONDS) -> None:
        """`reexamine` says what headers allow now that were good for an identity before; None for nothing."""
        self._reexamine, self._seconds = reexamine, seconds
        self._ends: dict[_Credential, set[Callable[[Ended], None]]] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def credentials(self) -> int:
        """How many are in use."""
        return len(self._ends)

    @contextmanager
    def over(self, authorization: str | None, identity: Identity, end: Callable[[Ended], None]) -> Iterator[None]:
        """Call `end` when `authorization` stops being good for what it just was, for the time of the block."""
        credential = _Credential(authorization, identity)
        self._ends.setdefault(credential, set()).add(end)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), context=Context())
        try:
            yield
        finally:
            ends = self._ends[credential]
            ends.discard(end)
            if not ends:
                del self._ends[credential]
            if not self._ends and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            followed = list(self._ends)
            for start in range(0, len(followed), AT_ONCE):
                await self._look(followed[start : start + AT_ONCE])

    async def _look(self, credentials: list[_Credential]) -> None:
        known = {each.authorization: each.identity for each in credentials}
        try:
            allowed = await self._reexamine(known)
        except (Unavailable, TooSlow):
            return
        except Exception as error:
            _log.error("credentials could not be looked at", exc_info=error)
            return
        for each in credentials:
            grant = allowed[each.authorization]
            if grant != each.identity.grant:
                ended = Ended("UNAUTHENTICATED", ENDED) if grant is None else Ended(ErrorCode.FORBIDDEN, CHANGED)
                for end in list(self._ends.get(each, ())):
                    end(ended)
