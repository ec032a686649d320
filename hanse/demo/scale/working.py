"""Works the jobs of imports in the seeding process itself, so that filling needs no worker beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final
from uuid import uuid4

from hanse.domains.access.adapters.gate import AccessGate
from hanse.platform.db.database import Database
from hanse.platform.jobs.consumer import Consumer
from hanse.platform.jobs.queue import Queue
from hanse.platform.jobs.runner import Runner
from hanse.platform.services import Services

IMPORTS: Final = ("catalog.import", "pricing.import")
LEASE: Final = timedelta(seconds=30)
POLL: Final = timedelta(milliseconds=50)
GRACE: Final = timedelta(seconds=20)


@asynccontextmanager
async def working(services: Services) -> AsyncIterator[None]:
    """Run imports while the context is open; a worker elsewhere may take some of them."""
    sweeper = Database(services.settings.database_jobs_url)
    await sweeper.open()
    queue = Queue(sweeper, uuid4(), LEASE)
    consumer = Consumer(queue, Runner(services, queue, AccessGate()), IMPORTS, at_once=1, poll=POLL)
    stop = asyncio.Event()
    tasks = [asyncio.create_task(consumer.consume(stop)), asyncio.create_task(consumer.keep_alive(stop))]
    try:
        yield
    finally:
        stop.set()
        await consumer.drain(GRACE)
        await asyncio.gather(*tasks)
        await sweeper.close()
