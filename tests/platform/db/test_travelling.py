"""Statements that wait and travel together: in order, answered each for itself, and nothing survives a failure."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from hanse.kit.errors import HanseError
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.db.transaction import Transaction
from hanse.testing.database import Cluster, worker_name

ADD = "INSERT INTO travelled (word) VALUES (%(word)s)"
ADD_ROWS = "INSERT INTO travelled (word) SELECT r.word FROM jsonb_to_recordset(%(rows)s) AS r (word text)"
WORDS = "SELECT word FROM travelled ORDER BY place"


@pytest.fixture
async def database(cluster: Cluster):  # type: ignore[no-untyped-def]
    name = f"travelling_{worker_name()}"
    urls = cluster.create_database(name)
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE travelled (place serial, word text NOT NULL)")
        connection.execute("GRANT SELECT, INSERT ON travelled TO hanse_app")
        connection.execute("GRANT USAGE ON SEQUENCE travelled_place_seq TO hanse_app")
    found = Database(urls.app, PoolSettings(maximum=2))
    await found.open()
    yield found
    await found.close()
    cluster.drop_database(name)


async def _words(database: Database) -> list[str]:
    async with database.transaction() as transaction:
        return await transaction.values(WORDS)


async def test_what_is_asked_ahead_sees_what_was_written_before_it(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.later(ADD, {"word": "first"})
        before = await transaction.soon(WORDS)
        await transaction.later(ADD, {"word": "second"})
        after = await transaction.soon("SELECT count(*) FROM travelled")
        assert [row["word"] for row in await before.all()] == ["first"]
        assert await after.value() == 2
        assert await (await transaction.soon("SELECT 1 AS one WHERE false")).maybe() is None
    assert await _words(database) == ["first", "second"]


async def test_rows_for_the_commit_are_one_statement_after_all_others(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.with_commit(ADD_ROWS, [{"word": "last"}])
        await transaction.run(ADD, {"word": "first"})
        await transaction.with_commit(ADD_ROWS, [{"word": "very last"}])
        assert await transaction.values(WORDS) == ["first"]
        assert transaction.statements == 3
    assert await _words(database) == ["first", "last", "very last"]


async def test_a_transaction_that_only_has_rows_for_the_commit_keeps_them(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.with_commit(ADD_ROWS, [{"word": "alone"}])
    assert await _words(database) == ["alone"]


async def test_a_failure_leaves_nothing_of_what_waited(database: Database) -> None:
    async def fail(transaction: Transaction) -> None:
        await transaction.with_commit(ADD_ROWS, [{"word": "never"}])
        await transaction.later(ADD, {"word": "nor this"})
        answer = await transaction.soon("SELECT 1 / %(nothing)s::int", {"nothing": 0})
        await answer.all()

    with pytest.raises((HanseError, psycopg.Error)):
        async with database.transaction() as transaction:
            await fail(transaction)
    assert await _words(database) == []


async def test_inside_a_savepoint_everything_happens_at_once_and_vanishes_with_it(database: Database) -> None:
    async def undo(transaction: Transaction) -> None:
        async with transaction.savepoint():
            await transaction.with_commit(ADD_ROWS, [{"word": "undone"}])
            assert await (await transaction.soon(WORDS)).value() == "kept"
            raise KeyError

    async with database.transaction() as transaction:
        await transaction.run(ADD, {"word": "kept"})
        with pytest.raises(KeyError):
            await undo(transaction)
        await transaction.plan_once()
        assert await transaction.value("SHOW plan_cache_mode") == "force_generic_plan"
    async with database.transaction() as transaction:
        assert await transaction.value("SHOW plan_cache_mode") == "auto"
    assert await _words(database) == ["kept"]


# ---- side by side ----------------------------------------------------------------------------------------------------


async def _rounds(transaction: Transaction) -> list[int]:
    """How many statements each round trip from now on carries."""
    counts: list[int] = []
    connection = await transaction._acquire()
    run = connection.exchange.run

    async def counted(statements):  # type: ignore[no-untyped-def]
        sent = list(statements)
        counts.append(len(sent))
        return await run(sent)

    connection.exchange.run = counted  # type: ignore[method-assign]
    return counts


async def test_pieces_side_by_side_ask_in_one_round_trip_and_go_on_each_for_itself(database: Database) -> None:
    async def twice(transaction: Transaction, word: str) -> list[str]:
        await transaction.later(ADD, {"word": word})
        first = await transaction.value("SELECT %(word)s::text", {"word": word})
        await asyncio.sleep(0)
        return [first, await transaction.value("SELECT upper(%(word)s::text)", {"word": word})]

    async def both(transaction: Transaction) -> list[list[str]]:
        return await transaction.side_by_side(twice(transaction, "b"), twice(transaction, "c"))

    async def nothing() -> int:
        return 7

    async with database.transaction() as transaction:
        await transaction.run("SELECT 1")
        rounds = await _rounds(transaction)
        found = await transaction.side_by_side(twice(transaction, "a"), both(transaction), nothing())
        assert found == [["a", "A"], [["b", "B"], ["c", "C"]], 7]
        assert rounds == [6, 3]
        assert await transaction.value("SELECT 2") == 2
    assert await _words(database) == ["a", "b", "c"]


async def test_a_piece_that_fails_ends_the_others_and_undoes_everything(database: Database) -> None:
    ended = []

    async def waits(transaction: Transaction) -> None:
        try:
            await transaction.run(ADD, {"word": "never"})
            await transaction.run(ADD, {"word": "neither"})
        finally:
            ended.append("waits")

    async def fails(transaction: Transaction) -> None:
        await transaction.value("SELECT 1")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        async with database.transaction() as transaction:
            await transaction.side_by_side(waits(transaction), fails(transaction))
    assert ended == ["waits"]
    assert await _words(database) == []


async def test_inside_a_savepoint_pieces_run_one_after_the_other_and_none_opens_one_beside_others(
    database: Database,
) -> None:
    async def adds(transaction: Transaction, word: str) -> int:
        return await transaction.run(ADD, {"word": word})

    async def saves(transaction: Transaction) -> None:
        async with transaction.savepoint():
            await transaction.run(ADD, {"word": "never"})

    async with database.transaction() as transaction, transaction.savepoint():
        assert await transaction.side_by_side(adds(transaction, "a"), adds(transaction, "b")) == [1, 1]
    with pytest.raises(RuntimeError, match="savepoint"):
        async with database.transaction() as transaction:
            await transaction.side_by_side(adds(transaction, "c"), saves(transaction))
    assert await _words(database) == ["a", "b"]
