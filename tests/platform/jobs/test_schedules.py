"""Schedules: each instant fires once for the installation, what was missed is made up once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hanse.platform.authz import TenantRef
from hanse.platform.registry import Domain, JobKind, Registry, Schedule
from hanse.platform.schedules import Scheduler, latest_instant
from hanse.testing.worker import Bench
from tests.platform.jobs.workshop import diary, do

NIGHT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def scheduler(bench: Bench) -> Scheduler:
    return Scheduler(bench.services, bench.sweeper, bench.gate, bench.services.registry)


@pytest.fixture
async def running(bench: Bench, tenant: TenantRef) -> Scheduler:
    """A scheduler of an installation that has been running for a while."""
    made = scheduler(bench)
    assert await made.tick() == 0
    return made


async def names(bench: Bench) -> list[str]:
    return sorted(name for name, outcome in await bench.drain() if outcome == "done")


async def test_a_new_installation_has_missed_nothing(bench: Bench, running: Scheduler) -> None:
    assert await names(bench) == []


async def test_a_schedule_fires_at_its_instant_for_each_active_tenant(
    bench: Bench, running: Scheduler, tenant: TenantRef
) -> None:
    second = bench.add_tenant()
    bench.add_tenant("suspended")
    bench.clock.set(NIGHT - timedelta(microseconds=1))
    await running.tick()
    await bench.drain()
    bench.clock.set(NIGHT)
    await running.tick()
    assert await names(bench) == ["work.install", "work.nightly", "work.nightly"]
    nightly = [ctx for ctx in diary.contexts if ctx.tenant_or_none is not None]
    assert {ctx.tenant.id for ctx in nightly} == {tenant.id, second.id}
    assert diary.ran[-1]["instant"] == NIGHT.isoformat()
    await running.tick()
    assert await names(bench) == []


async def test_two_schedulers_fire_an_instant_once(bench: Bench, running: Scheduler) -> None:
    bench.clock.set(NIGHT)
    others = [scheduler(bench) for _ in range(5)]
    started = await asyncio.gather(running.tick(), *(other.tick() for other in others))
    assert sum(started) == 2
    assert await names(bench) == ["work.install", "work.nightly"]


async def test_what_was_missed_is_made_up_once(bench: Bench, running: Scheduler) -> None:
    bench.clock.set(NIGHT + timedelta(days=10, minutes=30))
    await scheduler(bench).tick()
    assert await names(bench) == ["work.install", "work.nightly"]
    instants = {entry["instant"] for entry in diary.ran}
    assert (NIGHT + timedelta(days=10)).isoformat() in instants


async def test_a_clock_that_goes_back_fires_nothing_again(bench: Bench, running: Scheduler) -> None:
    bench.clock.set(NIGHT)
    await running.tick()
    await bench.drain()
    for jump in (timedelta(hours=-5), timedelta(hours=5), timedelta(days=-3), timedelta(days=3)):
        bench.clock.advance(jump)
        await running.tick()
        await scheduler(bench).tick()
    assert await names(bench) == []


async def test_nothing_fires_when_its_jobs_cannot_be_stored(
    bench: Bench, running: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.clock.set(NIGHT)
    monkeypatch.setattr("hanse.platform.schedules.ENQUEUE", "SELECT 1 / 0 WHERE %(jobs)s IS NOT NULL")
    with pytest.raises(Exception, match="division by zero"):
        await running.tick()
    monkeypatch.undo()
    await running.tick()
    assert await names(bench) == ["work.install", "work.nightly"]


@pytest.mark.parametrize(
    ("cron", "now", "latest"),
    [
        ("0 2 * * *", "2026-03-29T02:30:00+00:00", "2026-03-29T02:00:00+00:00"),
        ("0 2 * * *", "2026-03-29T02:00:00+00:00", "2026-03-29T02:00:00+00:00"),
        ("0 2 * * *", "2026-03-29T01:59:59.999999+00:00", "2026-03-28T02:00:00+00:00"),
        ("30 1 * * *", "2026-10-25T03:30:00+02:00", "2026-10-25T01:30:00+00:00"),
        ("0 0 29 2 *", "2027-06-01T00:00:00+00:00", "2024-02-29T00:00:00+00:00"),
        ("*/15 * * * *", "2026-03-01T09:44:00+00:00", "2026-03-01T09:30:00+00:00"),
    ],
)
def test_instants_are_read_in_utc(cron: str, now: str, latest: str) -> None:
    assert latest_instant(cron, datetime.fromisoformat(now)) == datetime.fromisoformat(latest)


@pytest.mark.parametrize("cron", ["", "nonsense", "61 * * * *", "* * * * * *", "0 25 * * *"])
def test_wrong_expressions_stop_the_start(bench: Bench, cron: str) -> None:
    registry = Registry([Domain("x", jobs=(JobKind("x.j", do),), schedules=(Schedule("s", cron, "x.j"),))])
    with pytest.raises(ValueError, match="cron expression"):
        Scheduler(bench.services, bench.sweeper, bench.gate, registry)
