"""Subscriptions over a real database: shared, resumed, masked, ended with a reason, and quiet when nothing happens."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from domain.access import Role, Scope
from domain.errors import Unavailable
from domain.keys import fingerprint, new_secret
from domain.users import User
from persistence.database import Database
from persistence.erasures import erase
from persistence.keys import Keys
from persistence.moves import Moves
from persistence.users import Users
from realtime.broadcast import opened_broadcast
from realtime.frames import Ended
from realtime.topics import PLATFORM
from schema.operations import RejectedError
from server.auth import Identity
from server.problems import Problem, Unauthenticated
from server.subscriptions import MOST_OF_A_PERSON, contexts
from tests.builders import APPLIED, INTERVIEWING, application, move, person, utc
from tests.patience import PATIENCE
from tests.server.following import APPLICATIONS, SUMMARY, House, bearer, until

METRICS = "subscription { metricsChanged(metrics: [APPLICATIONS]) { sequence series { total } } }"
PLATFORM_CHANGED = (
    "subscription { platformChanged { sequence isSnapshot platform { activeUsers { daily { value } } } } }"
)


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """Nobody follows yet, and credentials are looked at often."""
    async with opened_broadcast(None) as broadcast:
        yield House(database, broadcast, seconds=0.05)


async def test_the_state_now_what_changed_and_going_on(house: House) -> None:
    ada = await person(house.database)
    async with house.follow(SUMMARY, bearer(ada)) as follower:
        first = await follower.next()
        assert first == {"sequence": first["sequence"], "isSnapshot": True, "summary": {"totalApplications": 0}}
        await application(house.database, ada, APPLIED)
        await house.announce(ada)
        second = await follower.next()
        assert (second["isSnapshot"], second["summary"]) == (False, {"totalApplications": 1})
        assert second["sequence"] != first["sequence"]
    async with house.follow(SUMMARY, bearer(ada), after=first["sequence"]) as follower:
        assert await follower.next() == second
    for unknown in ("999999.0", "what is this"):
        async with house.follow(SUMMARY, bearer(ada), after=unknown) as follower:
            assert await follower.next() == {**second, "isSnapshot": True}


async def test_the_same_question_is_answered_once_whatever_was_seen(house: House) -> None:
    ada = await person(house.database)
    await application(house.database, ada, APPLIED)
    renamed = SUMMARY.replace("$after: String", "$seen: String, $unused: Int").replace("$after", "$seen")
    async with (
        house.follow(SUMMARY, bearer(ada)) as one,
        house.follow(SUMMARY, bearer(ada, lifetime=timedelta(hours=2)), after="0.0") as other,
        house.follow(renamed.replace(", $unused: Int", ""), bearer(ada)) as stranger,
    ):
        for each in (one, other, stranger):
            await each.next()
        assert (house.live.followers, house.live.streams) == (3, 2)
        await application(house.database, ada, APPLIED, title="Second")
        await house.announce(ada)
        assert (await one.next())["summary"] == (await other.next())["summary"] == {"totalApplications": 2}
        assert one.frames[-1] is other.frames[-1]


async def test_nobody_shares_with_somebody_else(house: House) -> None:
    ada, bob = await person(house.database), await person(house.database, "bob")
    await application(house.database, ada, APPLIED)
    async with house.follow(SUMMARY, bearer(ada)) as hers, house.follow(SUMMARY, bearer(bob)) as his:
        assert (await hers.next())["summary"] == {"totalApplications": 1}
        assert (await his.next())["summary"] == {"totalApplications": 0}
        assert house.live.streams == 2
        await application(house.database, ada, APPLIED, title="Second")
        await house.announce(ada)
        assert (await hers.next())["summary"] == {"totalApplications": 2}
        with pytest.raises(TimeoutError):
            await his.next(seconds=0.1)


async def test_applications_that_moved_are_all_told_to_a_slow_reader(house: House) -> None:
    ada = await person(house.database)
    made = [await application(house.database, ada, APPLIED, title=f"Job {number}") for number in range(3)]
    async with house.follow(APPLICATIONS, bearer(ada)) as slow, house.follow(APPLICATIONS, bearer(ada)) as quick:
        assert [len((await each.next())["applications"]) for each in (slow, quick)] == [3, 3]
        for each in made[:2]:
            await Moves(house.database, ada).move(each.id, lambda _: [move(INTERVIEWING, utc(2026, 5, 4))])
            await house.announce(ada)
            change = await quick.next()
            assert [found["status"] for found in change["applications"]] == ["INTERVIEWING"]
        change = await slow.next()
        assert (change["isSnapshot"], len(change["applications"])) == (False, 2)


async def test_idle_subscriptions_ask_nothing(database: Database) -> None:
    async with opened_broadcast(None) as broadcast:
        house = House(database, broadcast)  # whose credentials are looked at after four seconds
        ada = await person(database)
        async with house.follow(SUMMARY, bearer(ada)) as one, house.follow(METRICS, bearer(ada)) as other:
            await one.next()
            await other.next()
            waiting = [asyncio.create_task(each.feed.next()) for each in (one, other)]
            before = database.statements
            done, _ = await asyncio.wait(waiting, timeout=1)
            assert (done, database.statements) == (set(), before)
            for task in waiting:
                task.cancel()


async def test_what_is_refused(house: House) -> None:
    ada = await person(house.database)
    refused = {
        "subscription { __typename }": "GRAPHQL_VALIDATION_FAILED",
        "subscription { summaryChanged { sequence } applicationChanged { sequence } }": "GRAPHQL_VALIDATION_FAILED",
        "subscription { a: summaryChanged { sequence } b: summaryChanged { sequence } }": "GRAPHQL_VALIDATION_FAILED",
        "subscription($on: Boolean!) { summaryChanged @include(if: $on) { sequence } }": "GRAPHQL_VALIDATION_FAILED",
        "subscription { nothing }": "GRAPHQL_VALIDATION_FAILED",
        "subscription($m: [Metric!]!) { metricsChanged(metrics: $m) { sequence } }": "BAD_USER_INPUT",
        'subscription { summaryChanged(range: {between: {from: "2026-02-01", until: "2026-01-01"}}) { sequence } }': (
            "INVALID_INPUT"
        ),
        PLATFORM_CHANGED: "FORBIDDEN",
    }
    for query, code in refused.items():
        with pytest.raises(RejectedError) as caught:
            async with house.follow(query, bearer(ada)) as follower:
                await follower.next()
        assert caught.value.errors[0]["extensions"]["code"] == code, query
    assert (house.live.streams, house.watch.credentials) == (0, 0)


async def test_strangers_do_not_follow(house: House) -> None:
    for nobody in (None, "Bearer nonsense"):
        with pytest.raises(Unauthenticated):
            async with house.follow(SUMMARY, nobody):
                raise AssertionError
    assert house.live.streams == 0


async def test_one_person_follows_only_so_much(house: House) -> None:
    ada = await person(house.database)
    header = bearer(ada)

    async def follow() -> None:
        async with house.follow(SUMMARY, header) as follower:
            while True:
                await follower.next(60)

    tasks = [asyncio.create_task(follow()) for _ in range(MOST_OF_A_PERSON)]
    await until(lambda: house.live.followers == MOST_OF_A_PERSON)
    with pytest.raises(Problem, match="200 subscriptions of this person"):
        async with house.follow(SUMMARY, header):
            raise AssertionError
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    async with house.follow(SUMMARY, header) as follower:
        await follower.next()


async def ended(house: House, authorization: str, query: str = SUMMARY) -> asyncio.Task[Ended]:
    """What ends a subscription that has had its first answer."""
    ready = asyncio.Event()

    async def follow() -> Ended:
        async with house.follow(query, authorization) as follower:
            await follower.next()
            ready.set()
            while True:
                try:
                    await follower.next()
                except Ended as end:
                    return end

    task = asyncio.create_task(follow())
    await asyncio.wait({task, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
    return task


async def key_of(house: House, owner: User) -> tuple[str, int]:
    """The secret and the number of a new key that may read."""
    secret = new_secret()
    made = await Keys(house.database, owner).add(
        "laptop", prefix=secret[:12], digest=fingerprint(secret), scopes=frozenset({Scope.READ})
    )
    return secret, made.id


async def test_a_token_that_expires(house: House) -> None:
    ada = await person(house.database)
    # Three or four of the ten seconds for which an expired one is still taken.
    task = await ended(house, bearer(ada, lifetime=timedelta(seconds=-6)))
    end = await asyncio.wait_for(task, PATIENCE)
    assert (end.code, end.reason) == (
        "UNAUTHENTICATED",
        "Your token or key is no longer valid: it has expired or was taken back. Connect again with a new one.",
    )
    assert (house.live.streams, house.watch.credentials) == (0, 0)


async def test_a_key_that_is_revoked(house: House) -> None:
    ada = await person(house.database)
    secret, number = await key_of(house, ada)
    task = await ended(house, f"Bearer {secret}")
    await Keys(house.database, ada).revoke(number)
    assert (await asyncio.wait_for(task, PATIENCE)).code == "UNAUTHENTICATED"


async def test_a_role_that_is_taken_back(house: House) -> None:
    ann = await person(house.database, "ann", role=Role.ANALYST)
    secret, _ = await key_of(house, ann)
    task = await ended(house, f"Bearer {secret}", PLATFORM_CHANGED)
    await Users(house.database).set_role(ann.id, Role.MEMBER)
    end = await asyncio.wait_for(task, PATIENCE)
    assert (end.code, end.reason) == ("FORBIDDEN", "What your token or key allows has changed. Connect again.")


async def test_a_database_that_goes_away_and_comes_back(database: Database) -> None:
    away = False
    fresh = contexts(database)

    async def context(identity: Identity, told: str | None) -> object:
        if away:
            raise Unavailable
        return await fresh(identity, told)

    async with opened_broadcast(None) as broadcast:
        house = House(database, broadcast, context=context)
        ada = await person(database)
        async with house.follow(SUMMARY, bearer(ada)) as follower:
            await follower.next()
            away = True
            await application(database, ada, APPLIED)
            await house.announce(ada)
            with pytest.raises(TimeoutError):
                await follower.next(seconds=0.3)
            away = False
            assert (await follower.next(seconds=2))["summary"] == {"totalApplications": 1}


async def test_faults_are_masked_and_a_later_one_ends_nothing(database: Database) -> None:
    is_broken = True
    fresh = contexts(database)

    async def context(identity: Identity, told: str | None) -> object:
        made = await fresh(identity, told)
        # Resolvers fail on what this is not.
        return Broken(made) if is_broken else made

    async with opened_broadcast(None) as broadcast:
        house = House(database, broadcast, context=context)
        ada = await person(database)
        with pytest.raises(RejectedError) as caught:
            async with house.follow(SUMMARY, bearer(ada)) as follower:
                await follower.next()
        (error,) = caught.value.errors
        assert error["extensions"]["code"] == "INTERNAL"
        assert len(error["extensions"]["requestId"]) == 32
        assert "secret" not in orjson.dumps(error).decode()
        is_broken = False
        async with house.follow(SUMMARY, bearer(ada)) as follower:
            await follower.next()
            is_broken = True
            await house.announce(ada)
            frame = orjson.loads((await follower.feed.next()).payload)
            assert (frame["data"], frame["errors"][0]["extensions"]["code"]) == (None, "INTERNAL")
            is_broken = False
            await application(database, ada, APPLIED)
            await house.announce(ada)
            assert (await follower.next())["summary"] == {"totalApplications": 1}


class Broken:
    """A context that has lost everything but the grant."""

    def __init__(self, whole: object) -> None:
        self.grant = whole.grant  # type: ignore[attr-defined] # a context

    def __getattr__(self, name: str) -> object:
        raise ValueError(f"a secret about {name}")


async def test_hints_of_the_platform_reach_analysts(house: House) -> None:
    ann = await person(house.database, "ann", role=Role.ANALYST)
    async with house.follow(PLATFORM_CHANGED, bearer(ann)) as follower:
        await follower.next()
        assert house.broadcast.statistics().channels == 1
        assert set(house.broadcast._channels) == {PLATFORM}


async def test_however_many_follow_two_statements_say_whether_they_still_may(house: House) -> None:
    people = [await person(house.database, f"person {number}") for number in range(20)]
    headers = [bearer(each) for each in people]
    headers += [f"Bearer {(await key_of(house, each))[0]}" for each in people[:5]]
    known: dict[str | None, Identity] = {each: await house.authenticator.identify(each) for each in headers}
    before = house.database.statements
    allowed = await house.authenticator.reexamined(known)
    assert house.database.statements == before + 2
    assert allowed == {header: identity.grant for header, identity in known.items()}


async def test_an_account_that_is_erased(house: House) -> None:
    ada = await person(house.database)
    task = await ended(house, bearer(ada))
    await erase(house.database, ada, now=datetime.now(UTC))
    assert (await asyncio.wait_for(task, PATIENCE)).code in {"ACCOUNT_ERASED", "UNAUTHENTICATED"}
