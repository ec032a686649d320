"""What one connection says and hears: statements in one round trip, each of them prepared once it comes back.

The driver's own cursors are made anew for every statement and look everything up again: the types of its values, how
each column is read, how long texts are split. Here a connection remembers all of that; measured, a statement costs the
server half as much. Copying, streaming and executing many times remain with the driver's cursors.

Must not be here: transactions and tenants (`transaction.py`), how long one waits (`watched.py`).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

import psycopg
from psycopg import generators
from psycopg.abc import Transformer
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as DriverTransformer
from psycopg.pq import ConnStatus, ExecStatus, Format

Params = Mapping[str, Any]
Row = dict[str, Any]
Command = Callable[[], None]

PREPARED_AT_MOST: Final = 100
COUNTED_AT_MOST: Final = 400
PREPARED_AFTER: Final = 2  # executions that tell that a statement will come again
_PLACE: Final = re.compile(r"%(?:%|\((\w+)\)s)")
_GOOD: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.EMPTY_QUERY)
# A table changed below a plan, or somebody took the prepared statement away: the next time it is prepared anew.
_PLAN_IS_GONE: Final = ("0A000", "26000")


class Answer:
    """What one statement gave; rows are built when they are read."""

    __slots__ = ("_result", "_transformer")

    def __init__(self, result: Any, transformer: Transformer) -> None:
        self._result = result
        self._transformer = transformer

    @property
    def count(self) -> int:
        """How many rows the statement touched."""
        return int(self._result.command_tuples or 0)

    def rows(self) -> list[Row]:
        """Every row by the names of its columns."""
        names = self._names()
        return self._load(lambda values: dict(zip(names, values, strict=True)))

    def first(self) -> Row | None:
        """The first row, or None."""
        if not self._result.ntuples:
            return None
        self._transformer.set_pgresult(self._result)
        return dict(zip(self._names(), self._transformer.load_row(0, tuple) or (), strict=True))

    def column(self) -> list[Any]:
        """The first column of every row."""
        return self._load(lambda values: values[0])

    def value(self) -> Any:
        """The first column of the first row, or None."""
        if not self._result.ntuples:
            return None
        self._transformer.set_pgresult(self._result)
        values = self._transformer.load_row(0, tuple)
        return values[0] if values else None

    def _load(self, make: Callable[[Sequence[Any]], Any]) -> list[Any]:
        count = self._result.ntuples
        if not count:
            return []
        self._transformer.set_pgresult(self._result)
        return self._transformer.load_rows(0, count, make)

    def _names(self) -> list[str]:
        result = self._result
        return [result.fname(place).decode() for place in range(result.nfields)]


class Exchange:
    """The statements of one connection."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._transformer: Transformer = DriverTransformer(connection)
        self._prepared: OrderedDict[tuple[bytes, tuple[int, ...]], bytes] = OrderedDict()
        self._counts: OrderedDict[tuple[bytes, tuple[int, ...]], int] = OrderedDict()
        self._unwanted: list[bytes] = []
        self._number = 0

    async def ask(self, sql: str | bytes, params: Params | None = None) -> Answer:
        """Run one statement. Raises what the driver raises."""
        return (await self.run(((sql, params),)))[0]

    async def run(self, statements: Iterable[tuple[str | bytes, Params | None]]) -> list[Answer]:
        """Run statements in order, in one round trip; after one that fails the rest is not run. Raises its error."""
        batch = _Batch()
        for sql, params in statements:
            self._add(batch, sql, params)
        async with self._connection.lock:
            if self._pgconn.status != ConnStatus.OK:
                raise psycopg.OperationalError("the connection is closed")
            results = await self._connection.wait(_conversation(self._pgconn, batch.commands))
        self._note(batch, results)
        return [self._answer(results[place]) for place in batch.places]

    def _answer(self, found: Sequence[Any]) -> Answer:
        return Answer(found[-1], self._transformer)

    def _add(self, batch: _Batch, sql: str | bytes, params: Params | None) -> None:
        """The commands of one statement: named when it has come often enough, for which it may first be prepared."""
        if isinstance(sql, bytes):
            batch.add(partial(self._pgconn.send_query_params, sql, None, result_format=Format.BINARY))
            return
        query, names, wanted = _parsed(sql) if params is not None else (sql.encode(), (), [])
        values = self._transformer.dump_sequence([params[name] for name in names], wanted) if params else None
        types, formats = (self._transformer.types or (), self._transformer.formats) if params else ((), None)
        key = (query, types)
        name = self._prepared.get(key)
        if name is None and self._counted(key):
            self._number += 1
            name = b"hanse_%d" % self._number
            batch.prepared.append((len(batch.commands), key, name))
            batch.commands.append(partial(self._pgconn.send_prepare, name, query, param_types=types))
        elif name is not None:
            self._prepared.move_to_end(key)
        if name is None:
            send = partial(self._pgconn.send_query_params, query, values, param_types=types)
        else:
            send = partial(self._pgconn.send_query_prepared, name, values)
        batch.add(partial(send, param_formats=formats, result_format=Format.BINARY))

    def _counted(self, key: tuple[bytes, tuple[int, ...]]) -> bool:
        """Count a statement; whether it is to be prepared now."""
        count = self._counts.pop(key, 0)
        if count >= PREPARED_AFTER:
            return True
        self._counts[key] = count + 1
        if len(self._counts) > COUNTED_AT_MOST:
            self._counts.popitem(last=False)
        return False

    def _note(self, batch: _Batch, results: list[list[Any]]) -> None:
        """Remember what is prepared now. Raises the error of the statement that failed."""
        for place, key, name in batch.prepared:
            if results[place][-1].status == ExecStatus.COMMAND_OK:
                self._prepared[key] = name
        while len(self._prepared) > PREPARED_AT_MOST:
            self._unwanted.append(self._prepared.popitem(last=False)[1])
        for found in results:
            result = found[-1]
            if result.status in _GOOD:
                continue
            error = psycopg.errors.error_from_result(result, encoding=self._connection.info.encoding)
            if error.sqlstate in _PLAN_IS_GONE:
                self._unwanted += self._prepared.values()
                self._prepared.clear()
            raise error

    async def tidy(self) -> None:
        """Tell the server which prepared statements are not wanted any more; outside of any transaction."""
        if self._unwanted:
            names, self._unwanted = self._unwanted, []
            await self.run([(b"DEALLOCATE " + name, None) for name in names])


class _Batch:
    """Commands of a round trip: which of them answer a statement, and which prepare one."""

    __slots__ = ("commands", "places", "prepared")

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.places: list[int] = []
        self.prepared: list[tuple[int, tuple[bytes, tuple[int, ...]], bytes]] = []

    def add(self, command: Command) -> None:
        self.places.append(len(self.commands))
        self.commands.append(command)


def _conversation(pgconn: Any, commands: Sequence[Command]) -> Generator[Any, Any, list[list[Any]]]:
    """Send commands and collect the results of each. A connection that breaks off in between is of no use any more."""
    try:
        if len(commands) == 1:
            commands[0]()
            return [(yield from generators.execute(pgconn))]
        pgconn.enter_pipeline_mode()
        for command in commands:
            command()
        pgconn.pipeline_sync()
        yield from generators.send(pgconn)
        results: list[list[Any]] = []
        while len(results) < len(commands):
            results.append((yield from generators.fetch_many(pgconn)))
        yield from generators.fetch_many(pgconn)
        pgconn.exit_pipeline_mode()
    except BaseException:
        pgconn.finish()
        raise
    return results


@lru_cache(4_096)
def _parsed(sql: str) -> tuple[bytes, tuple[str, ...], list[PyFormat]]:
    """A statement with numbered places, and the names of their values."""
    names: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        return "%" if found[1] is None else f"${names.setdefault(found[1], len(names) + 1)}"

    query = _PLACE.sub(place, sql).encode()
    return query, tuple(names), [PyFormat.AUTO] * len(names)
