"""A small domain of jobs with every temper: quick, failing, slow, talking to the outside, working in batches."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hanse.kit.errors import NotFound, Unavailable
from hanse.kit.events import Event
from hanse.platform.authz import Principal
from hanse.platform.context import Ctx
from hanse.platform.jobs import RunningJob
from hanse.platform.registry import Domain, JobKind, Schedule, Subscription, TimerKind
from hanse.platform.services import Services
from hanse.platform.timers import Timer


class WorkSeen(Event, frozen=True, kw_only=True):
    name = "work.seen"
    mark: str


@dataclass
class Diary:
    """What the handlers did, and what they shall do next."""

    ran: list[Any] = field(default_factory=list)
    principals: list[Principal] = field(default_factory=list)
    contexts: list[Ctx] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    started: asyncio.Event = field(default_factory=asyncio.Event)

    def clear(self) -> None:
        self.__init__()  # type: ignore[misc]


diary = Diary()


async def effect(ctx: Ctx, mark: str) -> None:
    """Leave something countable in the tenant."""
    ctx.record("work", None, label=mark)
    await ctx.services.audit.write_notes(ctx, "work.effect")


async def effects(ctx: Ctx) -> list[str]:
    return await ctx.db.values("SELECT subject_label FROM audit_entries WHERE action = 'work.effect' ORDER BY id")


async def do(ctx: Ctx, payload: dict[str, Any]) -> None:
    diary.ran.append(payload)
    diary.contexts.append(ctx)
    await effect(ctx, str(payload.get("mark", "do")))
    if diary.failures:
        raise diary.failures.pop(0)


async def wait(ctx: Ctx, payload: dict[str, Any]) -> None:
    await effect(ctx, str(payload.get("mark", "wait")))
    diary.started.set()
    await diary.gate.wait()


async def call(services: Services, job: RunningJob) -> None:
    diary.keys.append(job.idempotency_key)
    diary.ran.append((job.attempt, job.payload))
    if diary.failures:
        raise diary.failures.pop(0)
    async with job.open() as ctx:
        diary.contexts.append(ctx)
        await effect(ctx, "called")


async def settle(services: Services, job: RunningJob) -> None:
    async with job.open() as ctx:
        await effect(ctx, "settled")
        await job.complete(ctx, result={"sum": 3})
    if diary.failures:
        raise diary.failures.pop(0)


async def batches(services: Services, job: RunningJob) -> None:
    start = (await job.saved_cursor() or {"next": 0})["next"]
    for number in range(start, 5):
        async with job.open() as ctx:
            await effect(ctx, f"batch {number}")
            await job.progress(number + 1, 5, f"{number + 1} of 5", cursor={"next": number + 1}, ctx=ctx)
        diary.ran.append(number)
        if number == 2 and diary.failures:
            raise diary.failures.pop(0)


async def emit(ctx: Ctx, payload: dict[str, Any]) -> None:
    ctx.emit(WorkSeen(mark=payload["mark"]))


async def hear(ctx: Ctx, event: WorkSeen) -> None:
    diary.ran.append(("heard", event.mark))


async def installation(ctx: Ctx, payload: dict[str, Any]) -> None:
    diary.ran.append(payload)
    diary.contexts.append(ctx)


async def ring(ctx: Ctx, timer: Timer) -> None:
    diary.ran.append(timer)
    diary.contexts.append(ctx)
    await effect(ctx, f"ring {timer.key}")
    if diary.failures:
        raise diary.failures.pop(0)
    if timer.payload.get("again"):
        again = ctx.now + timedelta(hours=1)
        await ctx.services.timers.set(ctx, timer.kind, timer.subject_kind, timer.subject_id, again, key=timer.key)


# For real processes: what they do is seen in the database only.


async def slow(ctx: Ctx, payload: dict[str, Any]) -> None:
    await effect(ctx, str(payload["mark"]))
    say(f"working {payload['mark']}")
    await asyncio.sleep(float(payload.get("seconds", 0)))


def say(what: str) -> None:
    """Tell outside of every transaction what this process does."""
    os.write(1, f"{os.getpid()} {what}\n".encode())


async def deadly(ctx: Ctx, payload: dict[str, Any]) -> None:
    os.kill(os.getpid(), 9)


WORK = Domain(
    name="work",
    events=(WorkSeen,),
    jobs=(
        JobKind("work.do", do, rights=("work.touch",), attempts=3),
        JobKind("work.wait", wait, timeout_seconds=30),
        JobKind("work.hasty", wait, timeout_seconds=1, attempts=1),
        JobKind("work.call", call, rights=("work.touch",), attempts=3, outside=True),
        JobKind("work.settle", settle, outside=True, attempts=2),
        JobKind("work.batches", batches, outside=True, attempts=3),
        JobKind("work.emit", emit),
        JobKind("work.export", do, for_actor=True),
        JobKind("work.bill", do, when_suspended="run"),
        JobKind("work.nightly", do),
        JobKind("work.install", installation, installation=True, attempts=1),
        JobKind("work.slow", slow, attempts=5),
        JobKind("work.deadly", deadly, attempts=5),
    ),
    subscriptions=(Subscription(WorkSeen, hear),),
    schedules=(
        Schedule("work.every_night", "0 2 * * *", "work.nightly"),
        Schedule("work.every_hour", "0 * * * *", "work.install", per_tenant=False),
    ),
    timers=(TimerKind("work.ring", ring, rights=("work.touch",)),),
)

PASSING = Unavailable("the other side is away")
HOPELESS = NotFound("the thing is gone")
