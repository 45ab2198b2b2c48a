"""Subscriptions as every way in offers them: who may follow what, with whom they share it, and why it ends."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import orjson
import structlog
from starlette.requests import HTTPConnection

from domain.errors import ErrorCode
from persistence.cache import Cache
from persistence.database import Database
from persistence.users import Users
from realtime.feeds import Feed
from realtime.frames import Answer, Ended, Frame
from realtime.live import RATE, Followed, Live
from realtime.topics import PLATFORM, Hint, owner_channel
from realtime.waiting import Waiting
from resolvers.context import Context
from schema.changes import of_metrics
from schema.operations import RejectedError
from schema.subscribing import Question, question
from schema.topics import Topics, topics_of
from server.auth import Identity
from server.execution import Execution, Task
from server.problems import Problem
from server.sockets.operations import Guest
from server.watching import Watch

MOST_OF_A_PERSON: Final = 200
GONE: Final = "This account is not there any more. Sign in as another."
ANSWERS_AT_ONCE: Final = 4
"""Of all subscriptions of a process: when everybody's change at one moment, queries still find connections."""

Contexts = Callable[[Identity, str | None], Awaitable[object]]
"""What resolvers share for one answer to this person, of whose data everything is read anew; the sequence told last."""


class Subscriptions:
    """All that is followed in one process."""

    def __init__(
        self,
        execution: Execution,
        live: Live,
        watch: Watch,
        *,
        identify: Callable[[str | None], Awaitable[Identity]],
        context: Contexts,
        rate: float = RATE,
    ) -> None:
        """`rate` is how often a second an answer is made anew at most; `context` raises Ended for who is gone."""
        self._execution, self._live, self._watch = execution, live, watch
        self._identify, self._context, self._rate = identify, context, rate
        self._followed_by = Counter[int]()
        self._turns = asyncio.Semaphore(ANSWERS_AT_ONCE)

    async def guest(self, caller: HTTPConnection) -> Guest:
        """Who stays connected. Raises Unauthenticated for nobody we know, and Unavailable."""
        authorization = caller.headers.get("authorization")
        identity = await self._identify(authorization)
        return Guest(identity.user.id, lambda end: self._watch.over(authorization, identity, end))

    @asynccontextmanager
    async def follow(self, task: Task, caller: HTTPConnection) -> AsyncIterator[Feed]:
        """A feed for the time of the block, which ends when the caller's credentials do.

        Raises Problem for one who may not follow, RejectedError for what cannot be asked so, Unavailable, and Ended.
        """
        authorization = caller.headers.get("authorization")
        identity = await self._identify(authorization)
        asked = question(self._execution.schema._schema, task.operation, task.variables)
        followed = self._followed(task, asked, identity)
        async with self._live.follow(followed, after=asked.after) as feed:
            with self._counted(identity.user.id), self._watch.over(authorization, identity, feed.end):
                yield feed

    def _followed(self, task: Task, asked: Question, identity: Identity) -> Followed:
        topics = topics_of(asked.field, asked.arguments)
        user, grant, operation = identity.user, identity.grant, task.operation
        # As text: the bytes that orjson makes hold 4 kB, however few they are, and a key is kept as long as a follower.
        sent = orjson.dumps(asked.common, option=orjson.OPT_SORT_KEYS).decode()
        return Followed(
            key=(user.id, grant, operation.text, operation.name, sent),
            channels=[PLATFORM if topics.is_platform else owner_channel(user.id)],
            concerns=(heard := _Heard(topics)).concern,
            answer=self._answer(task, asked.variables, identity, heard),
            rate=min(self._rate, topics.most_a_second or self._rate),
            is_delta=topics.is_delta,
        )

    def _answer(self, task: Task, variables: Mapping[str, Any], identity: Identity, heard: "_Heard") -> Answer:
        has_answered = False

        async def answer(after: str | None) -> Frame:
            nonlocal has_answered
            # Shared by all who follow, so the id is nobody's request.
            with structlog.contextvars.bound_contextvars(request_id=(request := uuid4().hex)):
                try:
                    async with self._turns:
                        changes = heard.changes
                        context = await self._context(identity, after)
                        frame = await self._execution.tell(task, variables, context, request=request)
                        heard.learn(context, changes=changes)
                except RejectedError as rejected:
                    if not has_answered:
                        raise
                    return _without_data(rejected)
            has_answered = True
            return frame

        return answer

    @contextmanager
    def _counted(self, user_id: int) -> Iterator[None]:
        if self._followed_by[user_id] >= MOST_OF_A_PERSON:
            raise Problem(
                429,
                "TOO_MANY_SUBSCRIPTIONS",
                f"There are {MOST_OF_A_PERSON} subscriptions of this person already. Complete one first.",
                {"retry-after": "5"},
            )
        self._followed_by[user_id] += 1
        try:
            yield
        finally:
            self._followed_by[user_id] -= 1
            if not self._followed_by[user_id]:
                del self._followed_by[user_id]


def contexts(database: Database, *, cache: Cache | None = None, waiting: Waiting | None = None) -> Contexts:
    """Contexts of people as they are in the database at the moment of the answer; Ended for one who is not."""
    users = Users(database)

    async def context(identity: Identity, told: str | None) -> Context:
        # Before anything else is read: what is found belongs to this revision of theirs, or a later one.
        owner = await users.by_id(identity.user.id)
        if owner is None:
            raise Ended("UNAUTHENTICATED", GONE)
        now = datetime.now(UTC)
        return Context(database, owner, identity.grant, now, cache=cache, waiting=waiting, told=told)

    return context


class _Heard:
    """Which hints concern an answer: what its field declares, and when the answer tells what it read, that alone.

    A hint of a declared name may mean that something else is read from now on, so that everything counts again until an
    answer that was begun after it has told. `changes` counts those.
    """

    def __init__(self, declared: Topics) -> None:
        self.changes = 0
        self._declared = self._topics = declared

    def concern(self, hint: Hint) -> bool:
        if hint.is_lost or not self._declared.names.isdisjoint(hint.names):
            self.changes += 1
            self._topics = self._declared
        return hint.is_lost or self._topics.concern(hint.parts, hint.names)

    def learn(self, context: object, *, changes: int) -> None:
        reads = context.reads if isinstance(context, Context) else None
        if reads is not None and changes == self.changes:
            read = of_metrics(sorted(reads))
            self._topics = replace(self._declared, parts=read.parts, names=self._declared.names | read.names)


def _without_data(rejected: RejectedError) -> Frame:
    """A later answer that failed: those who follow keep what they have, and the next one may succeed."""
    for error in rejected.errors:
        code = error["extensions"]["code"]
        if code in (ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND):
            raise Ended(code, error["message"])
    return Frame(orjson.dumps({"data": None, "errors": rejected.errors}))
