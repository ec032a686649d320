"""Look-ups that arrive together: each gets its own answer, whatever becomes of its neighbours."""

from __future__ import annotations

import asyncio

import pytest

from hanse.kit.errors import Invalid
from hanse.platform.db.database import Database, PoolSettings
from hanse.testing.database import Cluster, worker_name

ECHO = "SELECT %(value)s::int AS value"
BROKEN = "SELECT 1 / %(value)s::int AS value"


@pytest.fixture
async def database(cluster: Cluster):  # type: ignore[no-untyped-def]
    name = f"lookups_{worker_name()}"
    urls = cluster.create_database(name)
    found = Database(urls.app, PoolSettings(maximum=4))
    await found.open()
    yield found
    await found.close()
    cluster.drop_database(name)


async def test_many_at_once_get_their_own_answers(database: Database) -> None:
    rows = await asyncio.gather(*(database.lookup(ECHO, {"value": number}) for number in range(300)))
    assert [row["value"] for row in rows if row] == list(range(300))


async def test_one_that_fails_spoils_nobody_elses_answer(database: Database) -> None:
    wanted = [database.lookup(BROKEN if number % 7 == 0 else ECHO, {"value": number % 7}) for number in range(70)]
    answers = await asyncio.gather(*wanted, return_exceptions=True)
    for number, answer in enumerate(answers):
        if number % 7 == 0:
            assert isinstance(answer, Exception)
        else:
            assert answer == {"value": number % 7}


async def test_those_who_give_up_leave_the_others_alone(database: Database) -> None:
    tasks = [asyncio.create_task(database.lookup(ECHO, {"value": number})) for number in range(200)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    for number, answer in enumerate(answers):
        if isinstance(answer, asyncio.CancelledError):
            assert number % 3 == 0
        else:
            assert answer == {"value": number}
    assert await database.lookup(ECHO, {"value": 1}) == {"value": 1}


async def test_a_number_too_large_is_a_refusal(database: Database) -> None:
    with pytest.raises(Invalid):
        await database.lookup(ECHO, {"value": 2**40})
