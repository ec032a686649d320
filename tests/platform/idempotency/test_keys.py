"""Idempotency keys: exactly one effect, whoever repeats, crashes, is slow, or sends something else."""

import asyncio
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from hanse.kit.errors import Conflict
from hanse.kit.ids import uuid7
from hanse.platform.authz import TenantRef
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.idempotency import (
    BODY_LIMIT,
    Claim,
    IdempotencyAnswerGone,
    IdempotencyClaimLost,
    IdempotencyInFlight,
    IdempotencyKeyMalformed,
    IdempotencyKeyReused,
    Replay,
)
from hanse.testing.worker import Bench

HASH = b"h" * 32
SCOPE = ("member", "m1", "POST", "/v1/things", "key-1")


async def claim(bench: Bench, tenant: TenantRef, scope=SCOPE, request_hash: bytes = HASH) -> Claim | Replay:
    return await bench.services.idempotency.claim(bench.services, tenant, scope, request_hash)


async def work(bench: Bench, tenant: TenantRef, held: Claim, body: bytes = b'{"id":1}', fail: bool = False) -> None:
    """The business transaction: an effect (an audit row stands for it) and the stored answer."""
    headers = [
        ("content-type", "application/json"),
        ("Location", "/v1/things/1"),
        ("set-cookie", "s=1"),
        ("ETag", '"1"'),
    ]
    async with bench.open(tenant) as ctx:
        ctx.record("thing", uuid7(), after={"made": True})
        await bench.services.audit.write_notes(ctx, "thing.make")
        await bench.services.idempotency.finish(ctx, held, 201, headers, body)
        if fail:
            raise Conflict("it did not work out")


async def effects(bench: Bench, tenant: TenantRef) -> int:
    async with bench.open(tenant) as ctx:
        return await ctx.db.value("SELECT count(*) FROM audit_entries")


async def test_a_repetition_gets_the_stored_answer_without_a_second_effect(bench: Bench) -> None:
    tenant = bench.add_tenant()
    held = await claim(bench, tenant)
    assert isinstance(held, Claim)
    await work(bench, tenant, held)
    replay = await claim(bench, tenant)
    assert isinstance(replay, Replay)
    assert (replay.status, replay.body) == (201, b'{"id":1}')
    assert dict(replay.headers) == {"content-type": "application/json", "location": "/v1/things/1", "etag": '"1"'}
    assert await effects(bench, tenant) == 1


async def test_while_one_works_others_are_told_when_to_come_back(bench: Bench) -> None:
    tenant = bench.add_tenant()
    assert isinstance(await claim(bench, tenant), Claim)
    with pytest.raises(IdempotencyInFlight) as refused:
        await claim(bench, tenant)
    assert (refused.value.status, refused.value.code) == (409, "idempotency_in_flight")
    assert refused.value.retry_after is not None
    assert refused.value.retry_after >= 1


@pytest.mark.parametrize("finished", [False, True])
async def test_the_same_key_with_another_body_is_refused(bench: Bench, finished: bool) -> None:
    tenant = bench.add_tenant()
    held = await claim(bench, tenant)
    if finished:
        await work(bench, tenant, held)
    with pytest.raises(IdempotencyKeyReused) as refused:
        await claim(bench, tenant, request_hash=b"x" * 32)
    assert (refused.value.status, refused.value.code) == (422, "idempotency_key_reused")


async def test_every_part_of_the_scope_separates(bench: Bench) -> None:
    tenant, other = bench.add_tenant(), bench.add_tenant()
    await work(bench, tenant, await claim(bench, tenant))
    assert isinstance(await claim(bench, other), Claim)
    for position in range(len(SCOPE)):
        scope = [*SCOPE]
        scope[position] += "x"
        assert isinstance(await claim(bench, tenant, scope), Claim), f"part {position} does not count"
    joined = ("member", "m1", "POST/v1/things", "", "key-1")
    assert isinstance(await claim(bench, tenant, joined), Claim)


async def test_after_a_failure_the_request_may_run_again_even_with_another_body(bench: Bench) -> None:
    tenant = bench.add_tenant()
    held = await claim(bench, tenant)
    with pytest.raises(Conflict):
        await work(bench, tenant, held, fail=True)
    await bench.services.idempotency.release(bench.services, held)
    again = await claim(bench, tenant, request_hash=b"y" * 32)
    assert isinstance(again, Claim)
    await work(bench, tenant, again)
    assert await effects(bench, tenant) == 1


async def test_release_after_success_changes_nothing(bench: Bench) -> None:
    tenant = bench.add_tenant()
    held = await claim(bench, tenant)
    await work(bench, tenant, held)
    await bench.services.idempotency.release(bench.services, held)
    assert isinstance(await claim(bench, tenant), Replay)


async def test_work_that_lives_keeps_its_key_until_its_lease_ends(bench: Bench) -> None:
    tenant = bench.add_tenant()
    held = await claim(bench, tenant)
    async with bench.open(tenant) as ctx:
        await bench.services.idempotency.hold(ctx, held)
        await ctx.db.value("SELECT 1")
        bench.clock.advance(timedelta(seconds=59))
        with pytest.raises(IdempotencyInFlight):
            await claim(bench, tenant)
        bench.clock.advance(timedelta(seconds=1))
        assert isinstance(await claim(bench, tenant), Claim)


async def test_a_dead_owner_is_replaced_after_moments_and_a_slow_one_cannot_commit(bench: Bench) -> None:
    tenant = bench.add_tenant()
    slow = await claim(bench, tenant)
    bench.clock.advance(timedelta(seconds=2))
    with pytest.raises(IdempotencyInFlight):
        await claim(bench, tenant)
    bench.clock.advance(timedelta(seconds=1))
    with pytest.raises(IdempotencyKeyReused):
        await claim(bench, tenant, request_hash=b"z" * 32)
    fresh = await claim(bench, tenant)
    assert isinstance(fresh, Claim)
    with pytest.raises(IdempotencyClaimLost):
        await work(bench, tenant, slow)
    assert await effects(bench, tenant) == 0
    await bench.services.idempotency.release(bench.services, slow)
    await work(bench, tenant, fresh)
    with pytest.raises(IdempotencyClaimLost):
        await work(bench, tenant, slow)
    assert await effects(bench, tenant) == 1
    assert isinstance(await claim(bench, tenant), Replay)


async def test_a_slow_owner_that_commits_just_in_time_wins_over_the_one_that_takes_over(bench: Bench) -> None:
    tenant = bench.add_tenant()
    slow = await claim(bench, tenant)
    bench.clock.advance(timedelta(seconds=61))
    async with bench.open(tenant) as ctx:
        await bench.services.idempotency.finish(ctx, slow, 200, [], b"slow")
        taking_over = asyncio.create_task(claim(bench, tenant))
        await asyncio.sleep(0.05)
        assert not taking_over.done()
    assert await taking_over == Replay(status=200, headers=[], body=b"slow")


async def test_keys_end_after_a_day_and_are_purged(bench: Bench) -> None:
    tenant = bench.add_tenant()
    await work(bench, tenant, await claim(bench, tenant))
    bench.clock.advance(timedelta(hours=23, minutes=59))
    assert isinstance(await claim(bench, tenant), Replay)
    bench.clock.advance(timedelta(minutes=2))
    async with bench.sweeper.transaction() as transaction:
        purged = await transaction.value("SELECT idempotency_keys_purge(%(now)s, 100)", {"now": bench.clock.now()})
    assert purged == 1
    assert isinstance(await claim(bench, tenant, request_hash=b"n" * 32), Claim)


async def test_an_expired_key_is_free_before_it_is_purged(bench: Bench) -> None:
    tenant = bench.add_tenant()
    await work(bench, tenant, await claim(bench, tenant))
    bench.clock.advance(timedelta(hours=24))
    assert isinstance(await claim(bench, tenant, request_hash=b"n" * 32), Claim)


@pytest.mark.parametrize("key", ["", " ", "a b", "a\tb", "ä", "a\x00", "a\r\nb", "k" * 256, "\x7f"])
async def test_malformed_keys_are_refused(bench: Bench, key: str) -> None:
    with pytest.raises(IdempotencyKeyMalformed):
        await claim(bench, bench.add_tenant(), (*SCOPE[:-1], key))


async def test_a_key_of_255_characters_is_taken(bench: Bench) -> None:
    assert isinstance(await claim(bench, bench.add_tenant(), (*SCOPE[:-1], "~" * 255)), Claim)


async def test_an_answer_too_large_to_keep_still_prevents_a_second_effect(bench: Bench) -> None:
    tenant = bench.add_tenant()
    await work(bench, tenant, await claim(bench, tenant), body=b"x" * (BODY_LIMIT + 1))
    with pytest.raises(IdempotencyAnswerGone):
        await claim(bench, tenant)
    assert await effects(bench, tenant) == 1


async def test_stored_answers_are_unreadable_in_the_database(
    bench: Bench, background_owner: psycopg.Connection
) -> None:
    tenant = bench.add_tenant()
    await work(bench, tenant, await claim(bench, tenant), body=b'{"secret":"hns_canary"}')
    async with bench.services.database.transaction(tenant.id) as transaction:
        body = await transaction.value("SELECT body FROM idempotency_keys")
    assert b"canary" not in bytes(body)
    replay = await claim(bench, tenant)
    assert isinstance(replay, Replay)
    assert b"canary" in replay.body


async def test_one_key_a_hundred_times_in_parallel_has_one_effect(bench: Bench) -> None:
    tenant = bench.add_tenant()

    async def send() -> str:
        try:
            outcome = await claim(bench, tenant)
        except IdempotencyInFlight:
            return "in flight"
        if isinstance(outcome, Replay):
            return "replayed"
        await work(bench, tenant, outcome)
        return "done"

    said = await asyncio.gather(*(send() for _ in range(100)))
    assert said.count("done") == 1
    assert await effects(bench, tenant) == 1
    assert await send() == "replayed"


def kill_a_request(url: str, tenant_id: str) -> bytes:
    """Run a request in a process of its own until it is about to commit, and kill it there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.platform.idempotency.dying_request", url, tenant_id],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert process.stdout is not None
    with process.stdout:
        line = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    return line


async def test_a_process_killed_before_its_commit_leaves_a_key_that_is_free_after_the_lease(
    bench: Bench, background_urls: DatabaseUrls
) -> None:
    tenant = bench.add_tenant()
    line = await asyncio.to_thread(kill_a_request, background_urls.app, str(tenant.id))
    assert line == b"about to commit\n"
    with pytest.raises(IdempotencyInFlight):
        await claim(bench, tenant)
    assert await effects(bench, tenant) == 0
    bench.clock.advance(timedelta(seconds=61))
    held = await claim(bench, tenant)
    assert isinstance(held, Claim)
    await work(bench, tenant, held)
    assert await effects(bench, tenant) == 1
