"""Measures one operation: bursts at each number of clients, what every process used, what it said to PostgreSQL.

And what pgbench reaches with the same statements in the same minute.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import psycopg

from bench.beside import run_beside
from bench.load import Job, Outcome
from bench.operations import Operation, Wanted
from bench.recording import Script, Statement, recording
from bench.reference import reference_us
from bench.world import World, call
from hanse.platform.db.values import register_values

MIB = 1024 * 1024
FIRST_EACH = 12
WARM_SECONDS = 3.0  # every connection plans the first few times it is asked something
EACH_MAXIMUM = 180  # a person has 200 open carts at most
KINDS = ("web", "postgres")


class Effort(msgspec.Struct, frozen=True, kw_only=True):
    """How long and how often; bursts are short, and their median counts: neighbours come and go."""

    seconds: float = 3.0
    rounds: int = 3
    clients: tuple[int, ...] = (1, 8, 32)
    beside: bool = True


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One operation at one number of clients. Times in milliseconds, processor time in microseconds per request."""

    name: str
    title: str
    clients: int
    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    server_us: float
    postgres_us: float
    load_us: float
    statements: int
    frames: int
    memory_mib: float
    reference_us: float  # what a fixed piece of work took at the same time
    beside_rate: float | None = None
    p95_bar: float | None = None
    rate_bar: float | None = None

    @property
    def ratio(self) -> float | None:
        """The share of pgbench's rate that is reached."""
        return self.rate / self.beside_rate if self.beside_rate else None


async def measure(world: World, operation: Operation, effort: Effort) -> list[Measured]:
    """Every wanted number of clients. Raises RuntimeError when an answer is not what it must be."""
    statements = await _statements(world, operation)
    said = sum(not one.is_frame for one in statements[0])
    results = []
    for clients in operation.counts:
        if clients not in effort.clients:
            continue
        before = reference_us()
        bursts = await _bursts(world, operation, clients, effort)
        beside = _beside(world, statements, clients, effort) if operation.shows_beside and effort.beside else None
        is_judged = clients == operation.bar_clients
        results.append(
            Measured(
                name=operation.name,
                title=operation.title,
                clients=clients,
                rate=_median(bursts, "rate"),
                p50_ms=_median(bursts, "p50_ms"),
                p95_ms=_median(bursts, "p95_ms"),
                p99_ms=_median(bursts, "p99_ms"),
                server_us=statistics.median(used["web"] for _, used in bursts),
                postgres_us=statistics.median(used["postgres"] for _, used in bursts),
                load_us=statistics.median(used["load"] for _, used in bursts),
                statements=said,
                frames=len(statements[0]) - said,
                memory_mib=sum(world.installation.memory().values()) / MIB,
                reference_us=(before + reference_us()) / 2,
                beside_rate=beside,
                p95_bar=operation.p95_bar if is_judged else None,
                rate_bar=operation.rate_bar if is_judged else None,
            )
        )
    return results


Burst = tuple[Outcome, dict[str, float]]


def _median(bursts: list[Burst], key: str) -> float:
    return float(statistics.median(getattr(outcome, key) for outcome, _ in bursts))


async def _bursts(world: World, operation: Operation, clients: int, effort: Effort) -> list[Burst]:
    """A burst to warm up, and those that count; of what can be sent once there is enough for the time wanted."""
    each = FIRST_EACH
    load = await operation.prepare(world, Wanted(clients, each))
    first, _ = _burst(world, load, WARM_SECONDS)
    if not load.once:
        return [_burst(world, load, effort.seconds) for _ in range(effort.rounds)]
    bursts = []
    for _ in range(effort.rounds):
        each = max(FIRST_EACH, min(EACH_MAXIMUM, round(first.rate * effort.seconds / clients)))
        load = await operation.prepare(world, Wanted(clients, each))
        bursts.append(_burst(world, load, effort.seconds * 3))
    return bursts


def _burst(world: World, load: object, seconds: float) -> Burst:
    wanted = msgspec.structs.asdict(load)  # type: ignore[arg-type]
    job = Job(host="127.0.0.1", port=world.installation.port, seconds=seconds, **wanted)
    before = world.installation.cpu()
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=msgspec.json.encode(job),
        capture_output=True,
        check=True,
        timeout=seconds + 120,
        cwd=Path(__file__).parents[1],
    )
    after = world.installation.cpu()
    outcome = msgspec.json.decode(done.stdout, type=Outcome)
    if outcome.errors:
        raise RuntimeError(f"some answers were not {job.status}: {outcome.errors}")
    count = max(outcome.requests, 1)
    used = {kind: (after.get(kind, 0.0) - before.get(kind, 0.0)) / count * 1_000_000 for kind in KINDS}
    return outcome, {**used, "load": outcome.cpu / count * 1_000_000}


async def _statements(world: World, operation: Operation) -> list[list[Statement]]:
    """What PostgreSQL is told by the requests of some clients, by request; the first of all warms the caches."""
    load = await operation.prepare(world, Wanted(4 if operation.shows_beside else 1, 2))
    raw = [requests[0] for requests in load.requests]
    if len(load.requests[0]) > 1:
        raw.insert(0, load.requests[0][1])
    found = []
    for request in raw if len(raw) > 1 else raw * 2:
        with recording() as noted:
            await _replay(world, request)
        found.append(list(noted))
    return found[1:]


async def _replay(world: World, request: bytes) -> None:
    """Send a request of the load generator to the application in this process."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    answer = await call(world.app, method, path, headers, body)
    if answer.status >= 400:
        answer.json()


def _beside(world: World, statements: list[list[Statement]], clients: int, effort: Effort) -> float:
    """On as many connections as the server has at most; more of them would only wait."""
    url = world.services.settings.database_url
    with psycopg.connect(url) as connection:
        register_values(connection)
        scripts = [Script(one, number, connection) for number, one in enumerate(statements)]
    with tempfile.TemporaryDirectory() as folder:
        place, at_once = Path(folder), min(clients, world.connections)
        return statistics.median(run_beside(url, scripts, at_once, effort.seconds, place) for _ in range(effort.rounds))
