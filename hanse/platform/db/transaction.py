"""One transaction: lazily begun together with its tenant and first statement in a single round trip.

Domain code sees only the reading and writing methods; `finish`, `abandon` and `release` belong to `Database`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar, cast, overload
from uuid import UUID

import msgspec
import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from hanse.kit.errors import NotFound
from hanse.kit.structs import from_row
from hanse.platform.db.errors import OutcomeUnknown
from hanse.platform.db.exchange import Answer
from hanse.platform.db.together import NEXT_TURN, SideBySide
from hanse.platform.db.values import Json
from hanse.platform.failpoints import failpoint

if TYPE_CHECKING:
    from hanse.platform.db.watched import WatchedConnection, WatchedPool

T = TypeVar("T")
Params = Mapping[str, Any]
Row = dict[str, Any]
Into = type[T] | Callable[[Row], T]


class Asked:
    """The result of a statement that was put off; reading it sends whatever waits, in one round trip."""

    def __init__(self, transaction: Transaction, answer: Answer | None = None) -> None:
        self._transaction = transaction
        self.answer = answer

    @overload
    async def all(self) -> list[Row]: ...
    @overload
    async def all(self, *, into: Into[T]) -> list[T]: ...
    async def all(self, *, into: Any = None) -> list[Any]:
        """Every row, as of `Transaction.all`."""
        return build_all((await self._sent()).rows(), into)

    @overload
    async def maybe(self) -> Row | None: ...
    @overload
    async def maybe(self, *, into: Into[T]) -> T | None: ...
    async def maybe(self, *, into: Any = None) -> Any:
        """The first row, or None."""
        row = (await self._sent()).first()
        return None if row is None else build(row, into)

    async def value(self) -> Any:
        """The first column of the first row, or None."""
        return (await self._sent()).value()

    async def _sent(self) -> Answer:
        if self.answer is None:
            await self._transaction.next_turn()
        assert self.answer is not None
        return self.answer


class Transaction:
    """What `ctx.db` is. SQL is text written beside the query function; values go only through `%(name)s` parameters."""

    def __init__(self, pool: WatchedPool, tenant_id: UUID | None) -> None:
        self._pool = pool
        self._connection: WatchedConnection | None = None
        self._tenant_id = tenant_id
        self._prelude: list[bytes] = []
        self._later: list[tuple[LiteralString, Params | None, Asked | None]] = []
        self._rows: dict[LiteralString, list[Any]] = {}
        self._savepoints = 0
        self._open_savepoints: list[int] = []
        self._undone_savepoints: set[int] = set()
        self._is_side_by_side = False
        self.statements = 0

    @property
    def tenant_id(self) -> UUID | None:
        """The tenant this transaction is bound to."""
        return self._tenant_id

    @property
    def savepoints(self) -> tuple[int, ...]:
        """The savepoints open now, outermost first.

        What is remembered beside the database keeps it (see `was_undone`).
        """
        return tuple(self._open_savepoints)

    def was_undone(self, savepoints: Iterable[int]) -> bool:
        """Whether work done under these savepoints was rolled back since."""
        return not self._undone_savepoints.isdisjoint(savepoints)

    # ---- reading and writing -------------------------------------------------------------------------------------

    @overload
    async def all(self, sql: LiteralString, params: Params | None = None) -> list[Row]: ...
    @overload
    async def all(self, sql: LiteralString, params: Params | None = None, *, into: Into[T]) -> list[T]: ...
    async def all(self, sql: LiteralString, params: Params | None = None, *, into: Any = None) -> list[Any]:
        """Fetch every row, as dicts or built into `into` (a struct type or a function of the row)."""
        return build_all((await self._execute(sql, params)).rows(), into)

    @overload
    async def maybe(self, sql: LiteralString, params: Params | None = None) -> Row | None: ...
    @overload
    async def maybe(self, sql: LiteralString, params: Params | None = None, *, into: Into[T]) -> T | None: ...
    async def maybe(self, sql: LiteralString, params: Params | None = None, *, into: Any = None) -> Any:
        """Fetch the first row, or None."""
        row = (await self._execute(sql, params)).first()
        return None if row is None else build(row, into)

    @overload
    async def one(self, sql: LiteralString, params: Params | None = None) -> Row: ...
    @overload
    async def one(self, sql: LiteralString, params: Params | None = None, *, into: Into[T]) -> T: ...
    async def one(self, sql: LiteralString, params: Params | None = None, *, into: Any = None) -> Any:
        """Fetch the first row. Raises NotFound when there is none."""
        found = await self.maybe(sql, params, into=into)
        if found is None:
            raise NotFound()
        return found

    async def value(self, sql: LiteralString, params: Params | None = None) -> Any:
        """Fetch the first column of the first row, or None."""
        return (await self._execute(sql, params)).value()

    async def values(self, sql: LiteralString, params: Params | None = None) -> list[Any]:
        """Fetch the first column of every row."""
        return (await self._execute(sql, params)).column()

    async def run(self, sql: LiteralString, params: Params | None = None) -> int:
        """Execute a statement and return how many rows it touched."""
        return (await self._execute(sql, params)).count

    async def later(self, sql: LiteralString, params: Params | None = None) -> None:
        """Execute a statement whose result nobody needs, in one round trip with the next one or with the commit.

        What goes wrong with it is raised there. Inside a savepoint it is executed at once.
        """
        if self._open_savepoints:
            await self.run(sql, params)
            return
        await self._acquire()
        self.statements += 1
        self._later.append((sql, params, None))

    async def with_commit(self, sql: LiteralString, rows: Iterable[Any]) -> None:
        """Write rows with the commit: all that were given for one statement at once, as its `%(rows)s` in JSON.

        For what nobody reads in the same transaction, such as its audit entries. Inside a savepoint it is done at once.
        """
        if self._open_savepoints:
            await self.run(sql, {"rows": Json(list(rows))})
            return
        await self._acquire()
        if sql not in self._rows:
            self.statements += 1
            self._rows[sql] = []
        self._rows[sql].extend(rows)

    async def soon(self, sql: LiteralString, params: Params | None = None) -> Asked:
        """Ask something whose answer is needed a little later: it travels with the next statement, in order.

        What goes wrong with it is raised there. Inside a savepoint it is executed at once.
        """
        if self._open_savepoints:
            return Asked(self, await self._execute(sql, params))
        await self._acquire()
        self.statements += 1
        asked = Asked(self)
        self._later.append((sql, params, asked))
        return asked

    async def plan_once(self) -> None:
        """From the next statement on, keep the plan of each for whatever values it is asked with.

        For statements that cost more to plan than to run, and have the same plan in the end.
        """
        await self._acquire()
        self._prelude.append(b"SET LOCAL plan_cache_mode = force_generic_plan")

    async def send_waiting(self) -> None:
        """Send now what waits for the next statement; reading one of the answers does it too."""
        await self._ready()

    async def side_by_side(self, *pieces: Coroutine[Any, Any, Any]) -> list[Any]:
        """Run pieces of work that do not need each other; what they ask travels together (see `together.py`).

        Each needs a context of its own (`ctx.branch()`). None of them may open a savepoint.
        """
        if self._open_savepoints:
            return [await piece for piece in pieces]
        if self._is_side_by_side:
            return await SideBySide(pieces, self.next_turn)
        self._is_side_by_side = True
        try:
            return await SideBySide(pieces, self.send_waiting)
        finally:
            self._is_side_by_side = False

    async def next_turn(self) -> None:
        """Let everything that waits be sent: now, or when others who work beside this have asked too."""
        if self._is_side_by_side:
            await NEXT_TURN
        else:
            await self._ready()

    async def many(self, sql: LiteralString, params: Iterable[Params]) -> int:
        """Execute one statement for many parameter sets in one pipeline; returns the rows touched in total."""
        connection = await self._ready()
        async with connection.cursor() as cursor:
            self.statements += 1
            await cursor.executemany(sql, params)
            return cursor.rowcount

    async def copy_in(self, sql: LiteralString, rows: Iterable[Sequence[Any]], kinds: Sequence[str] = ()) -> int:
        """Load rows with COPY … FROM STDIN (binary when `kinds` names the column types); returns how many."""
        connection = await self._ready()
        count = 0
        self.statements += 1
        async with connection.cursor() as cursor, cursor.copy(sql) as copy:
            if kinds:
                copy.set_types(kinds)
            for row in rows:
                await copy.write_row(row)
                count += 1
        return count

    async def stream(
        self, sql: LiteralString, params: Params | None = None, *, into: Any = None, batch: int = 500
    ) -> AsyncIterator[Any]:
        """Read a large result through a server-side cursor, `batch` rows at a time, in constant memory."""
        connection = await self._ready()
        self.statements += 1
        async with connection.cursor("hanse_stream", row_factory=dict_row) as cursor:
            cursor.itersize = batch
            await cursor.execute(sql, params)
            async for row in cursor:
                yield build(row, into)

    # ---- grouping ------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Run a part whose failure is undone alone: on an exception its changes vanish and the exception goes on.

        Beginning and ending it travel with the next statement, so a part that succeeds costs no round trip.
        """
        self._savepoints += 1
        number = self._savepoints
        if self._is_side_by_side:
            raise RuntimeError("a savepoint would undo the work of others beside it")
        name = b"hanse_%d" % number
        connection = await self._ready() if self._later else await self._acquire()
        begin = b"SAVEPOINT " + name
        self._prelude.append(begin)
        self._open_savepoints.append(number)
        try:
            yield
        except BaseException:
            self._undone_savepoints.add(number)
            if begin in self._prelude:
                self._prelude.remove(begin)
            elif not connection.closed:
                await self._say(connection, b"ROLLBACK TO SAVEPOINT " + name)
            raise
        finally:
            self._open_savepoints.remove(number)
        if begin in self._prelude:
            self._prelude.remove(begin)
        else:
            self._prelude.append(b"RELEASE SAVEPOINT " + name)

    async def enter_tenant(self, tenant_id: UUID) -> None:
        """Bind an unbound transaction to its tenant; a transaction can never change from one tenant to another."""
        if self._tenant_id is not None and self._tenant_id != tenant_id:
            raise RuntimeError("a transaction belongs to one tenant")
        if self._tenant_id is None:
            self._tenant_id = tenant_id
            if self._connection is not None:
                self._prelude.append(set_tenant(tenant_id))

    # ---- for Database only ---------------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Commit, when anything was begun. Raises OutcomeUnknown when the connection is lost while it is committed."""
        connection = self._connection
        if connection is None:
            return
        rows, self._rows = self._rows, {}
        self._later += [(sql, {"rows": Json(some)}, None) for sql, some in rows.items()]
        if not self._later:
            has_begun = b"BEGIN" not in self._prelude
            self._prelude.clear()
            if not has_begun:
                return
        failpoint("db.commit.before")
        try:
            await self._say(connection, b"COMMIT")
        except psycopg.OperationalError as error:
            # With a code the server refused, so nothing was saved; without one the connection was lost meanwhile.
            if error.sqlstate is None:
                raise OutcomeUnknown(retry_after=2) from error
            raise
        failpoint("db.commit.after")

    async def abandon(self) -> None:
        """Roll back what was begun; a connection that cannot even do that is closed, never reused."""
        connection = self._connection
        if connection is None or connection.closed:
            return
        try:
            if connection.info.transaction_status is not TransactionStatus.IDLE:
                await connection.exchange.ask(b"ROLLBACK")
        except BaseException:
            await connection.close()
            raise

    async def release(self) -> None:
        """Give the connection back to the pool."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._pool.putconn(connection)

    async def _ready(self) -> WatchedConnection:
        connection = await self._acquire()
        if self._prelude or self._later:
            await self._say(connection)
        return connection

    async def _acquire(self) -> WatchedConnection:
        if self._connection is None:
            self._connection = await self._pool.getconn()
            self._prelude = [b"BEGIN"]
            if self._tenant_id is not None:
                self._prelude.append(set_tenant(self._tenant_id))
        return self._connection

    async def _say(self, connection: WatchedConnection, *last: bytes | tuple[LiteralString, Params | None]) -> Answer:
        """Send what goes along with the next statement and that one, in one round trip; gives the last answer."""
        prelude, self._prelude = self._prelude, []
        later, self._later = self._later, []
        statements: list[tuple[str | bytes, Params | None]] = [(statement, None) for statement in prelude]
        statements += [(sql, params) for sql, params, _ in later]
        statements += [(one, None) if isinstance(one, bytes) else one for one in last]
        answers = await connection.exchange.run(statements)
        for (_, _, asked), answer in zip(later, answers[len(prelude) :], strict=False):
            if asked is not None:
                asked.answer = answer
        return answers[-1]

    async def _execute(self, sql: LiteralString, params: Params | None) -> Answer:
        if self._is_side_by_side:
            asked = await self.soon(sql, params)
            await NEXT_TURN
            assert asked.answer is not None
            return asked.answer
        connection = await self._acquire()
        self.statements += 1
        return await self._say(connection, (sql, params))


def set_tenant(tenant_id: UUID) -> bytes:
    """The statement that binds a transaction to its tenant; a UUID object cannot carry SQL."""
    return b"SET LOCAL app.tenant_id = '%s'" % str(UUID(int=tenant_id.int)).encode()


def build_all(rows: list[Row], into: Any) -> list[Any]:
    """Turn rows into what the query promised."""
    return rows if into is None else [build(row, into) for row in rows]


def build(row: Row, into: Any) -> Any:
    """Turn a row into what the query promised."""
    if into is None:
        return row
    if isinstance(into, type) and issubclass(into, msgspec.Struct):
        return from_row(row, into)
    return cast(Callable[[Row], Any], into)(row)
