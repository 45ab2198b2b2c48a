"""Whether those who stay connected still may: asked again while they do, once for each credential."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Final

import structlog

from domain.access import Grant
from domain.errors import ErrorCode, TooSlow, Unavailable
from realtime.frames import Ended
from server.auth import Identity
from server.problems import Problem

SECONDS: Final = 4.0
AT_ONCE: Final = 8
ENDED: Final = "Your token or key is no longer valid: it has expired or was taken back. Connect again with a new one."
CHANGED: Final = "What your token or key allows has changed. Connect again."

_log = structlog.get_logger("watching")


@dataclass(frozen=True, slots=True)
class _Credential:
    """An Authorization header, and what it was good for."""

    authorization: str | None
    user_id: int
    grant: Grant


class Watch:
    """Looks at every credential in use every `seconds`, and at none when there are none."""

    def __init__(self, identify: Callable[[str | None], Awaitable[Identity]], *, seconds: float = SECONDS) -> None:
        """`identify` raises Problem for a credential that is not valid."""
        self._identify, self._seconds = identify, seconds
        self._ends: dict[_Credential, set[Callable[[Ended], None]]] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def credentials(self) -> int:
        """How many are in use."""
        return len(self._ends)

    @contextmanager
    def over(self, authorization: str | None, identity: Identity, end: Callable[[Ended], None]) -> Iterator[None]:
        """Call `end` when `authorization` stops being good for what it just was, for the time of the block."""
        credential = _Credential(authorization, identity.user.id, identity.grant)
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
            for some in _batched(list(self._ends), AT_ONCE):
                await asyncio.gather(*map(self._look, some))

    async def _look(self, credential: _Credential) -> None:
        try:
            identity = await self._identify(credential.authorization)
        except Problem as problem:
            ended = Ended(problem.code, ENDED)
        except (Unavailable, TooSlow):
            return
        except Exception as error:
            _log.error("a credential could not be looked at", exc_info=error)
            return
        else:
            if (identity.user.id, identity.grant) == (credential.user_id, credential.grant):
                return
            ended = Ended(ErrorCode.FORBIDDEN, CHANGED)
        for end in list(self._ends.get(credential, ())):
            end(ended)


def _batched(credentials: list[_Credential], most: int) -> Iterator[list[_Credential]]:
    for start in range(0, len(credentials), most):
        yield credentials[start : start + most]
