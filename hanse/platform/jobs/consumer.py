"""Taking jobs from the queue for as long as the worker lives: so many at once, each with a lease that is kept alive."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from hanse.kit.errors import HanseError
from hanse.platform.jobs.queue import Delivery, Queue
from hanse.platform.jobs.runner import Runner

log = structlog.get_logger(__name__)

BATCH: Final = 20
TROUBLE_SECONDS: Final = 1.0


@dataclass(slots=True)
class Consumer:
    """One worker's hands. `poll` is how long it waits when nothing is due."""

    queue: Queue
    runner: Runner
    names: tuple[str, ...]
    at_once: int = 8
    poll: timedelta = timedelta(milliseconds=250)
    running: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def consume(self, stop: asyncio.Event) -> None:
        """Take and start jobs until `stop`; then return, leaving the running ones to `drain`."""
        while not stop.is_set():
            free = self.at_once - len(self.running)
            if free <= 0:
                await self._wait(stop, self.running.values())
                continue
            try:
                taken = await self.queue.claim(self.names, min(free, BATCH))
            except HanseError as error:
                log.error("queue_unreachable", error=error.code)
                await pause(stop, TROUBLE_SECONDS)
                continue
            for delivery in taken:
                self._start(delivery)
            if not taken:
                await pause(stop, self.poll.total_seconds())

    async def keep_alive(self, stop: asyncio.Event) -> None:
        """Renew the leases of running jobs three times a lease; stop working on those that were taken over."""
        every = self.queue.lease.total_seconds() / 3
        while not stop.is_set() or self.running:
            held = set(self.running)
            if held:
                try:
                    self._let_go(await self.queue.keep(sorted(held)))
                except HanseError as error:
                    log.error("leases_not_renewed", error=error.code)
            await (pause(stop, every) if not stop.is_set() else asyncio.sleep(min(every, 0.1)))

    async def drain(self, grace: timedelta) -> int:
        """Let running jobs end for `grace`, then cancel the rest and give them back; returns how many were given
        back."""
        if self.running:
            await asyncio.wait(self.running.values(), timeout=grace.total_seconds())
        left = dict(self.running)
        for task in left.values():
            task.cancel()
        if left:
            await asyncio.wait(left.values())
            await self.queue.release(sorted(left))
        return len(left)

    def _start(self, delivery: Delivery) -> None:
        if delivery.queue_id in self.running:
            # Our own late renewal made it look abandoned; it runs here already and the lease is ours again.
            return
        task = asyncio.create_task(self._run(delivery))
        self.running[delivery.queue_id] = task
        task.add_done_callback(lambda ended: self._ended(delivery, ended))

    async def _run(self, delivery: Delivery) -> None:
        await self.runner.run(delivery)

    def _ended(self, delivery: Delivery, task: asyncio.Task[None]) -> None:
        self.running.pop(delivery.queue_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The bookkeeping itself failed (a dead database): the lease runs out and the job is delivered again.
            log.error("job_not_settled", job=delivery.name, job_id=str(delivery.envelope.id), exc_info=error)

    def _let_go(self, lost: Iterable[int]) -> None:
        for queue_id in lost:
            task = self.running.get(queue_id)
            if task is not None:
                task.cancel()

    async def _wait(self, stop: asyncio.Event, tasks: Iterable[asyncio.Task[None]]) -> None:
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not beyond `stop`."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
