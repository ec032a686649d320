"""Looks at the database: reachable, safe, at the code's schema, with room, and on the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from hanse.kit.clock import Clock
from hanse.kit.errors import HanseError
from hanse.platform.cli.composition import Composition
from hanse.platform.cli.doctor.findings import Check, fail, good, skip, warn
from hanse.platform.cli.output import bytes_shown
from hanse.platform.db.guard import check_database, read_revision
from hanse.platform.db.overview import DatabaseFacts, database_facts
from hanse.platform.db.provision import SERVER_MIN, refusal
from hanse.platform.db.revisions import missing, problems
from hanse.platform.settings import Settings, variable_of

AREA = "Database"
_SKEW_WARN_SECONDS, _SKEW_FAIL_SECONDS = 2.0, 30.0


def check_roles(settings: Settings) -> Iterator[Check]:
    """Whether each of the three addresses lets its role in."""
    needed = {"database_url": True, "database_owner_url": False, "database_jobs_url": settings.worker_processes > 0}
    for name, must in needed.items():
        url, variable = getattr(settings, name), variable_of(name)
        if not url:
            mend = f"Set {variable}; `hanse db provision` prints it"
            yield fail(AREA, variable, "not set", mend) if must else skip(AREA, variable, "not set on this node")
            continue
        why = refusal(url)
        if why:
            mend = f"Start the server, or correct {variable}"
            yield fail(AREA, variable, f"cannot be used ({why})", mend)
        else:
            yield good(AREA, variable, "lets its role in")


def check_server(settings: Settings, clock: Clock) -> Iterator[Check]:
    """Version, durability, room for connections, time."""
    facts = database_facts(settings.database_url)
    if facts.server_number < SERVER_MIN:
        mend = f"Use PostgreSQL {SERVER_MIN // 10_000} or later"
        yield fail(AREA, "Server", f"PostgreSQL {facts.server}", mend)
    else:
        yield good(AREA, "Server", f"PostgreSQL {facts.server}, {bytes_shown(facts.size_bytes)} in {facts.database}")
    if facts.is_replica:
        yield fail(AREA, "Replica", "this server only reads", "Name the primary in DATABASE_URL")
    if not facts.durable:
        found = "fsync or full_page_writes is off: a power cut loses what was acknowledged"
        state = fail if settings.env == "production" else warn
        yield state(AREA, "Durability", found, "Set both to on in postgresql.conf")
    if not facts.encrypted:
        yield warn(AREA, "Encryption", "the connection to the server is not encrypted", "Add ?sslmode=verify-full")
    yield _connections(settings, facts)
    yield _skew((clock.now() - facts.now).total_seconds())


def check_schema(settings: Settings) -> Iterator[Check]:
    """Whether the schema is the code's."""
    yield from (fail(AREA, "Migrations", sentence, "Mend the files in hanse/migrations") for sentence in problems())
    revision = asyncio.run(read_revision(settings.database_url))
    lacking = missing(revision)
    if lacking:
        found = f"{len(lacking)} migrations are pending, up to {lacking[-1]}"
        yield fail(AREA, "Schema", found, "Run `hanse db upgrade`")
    else:
        yield good(AREA, "Schema", f"at {revision}")


def check_walls(settings: Settings, lent: Composition) -> Iterator[Check]:
    """What the start-up guard says."""
    reviewed = lent.reviewed_names(lent.build_registry())
    try:
        findings = asyncio.run(check_database(settings.database_url, reviewed))
    except HanseError as problem:
        yield fail(AREA, "Walls", str(problem), "Mend the connection")
        return
    for finding in findings:
        state = fail if finding.level == "error" else warn
        yield state(AREA, f"Walls: {finding.code}", finding.subject, finding.sentence)
    if not any(finding.level == "error" for finding in findings):
        yield good(AREA, "Walls", "no role of Hanse can read past row level security, and every table has it")


def _connections(settings: Settings, facts: DatabaseFacts) -> Check:
    processes = settings.web_processes + settings.worker_processes * 2
    needed = processes * settings.database_pool_max
    found = f"{needed} wanted at most by this node, {facts.connections} in use, {facts.connections_max} allowed"
    if needed > facts.connections_max - 3:
        mend = "Raise max_connections, lower HANSE_DATABASE_POOL_MAX, or put PgBouncer between"
        return warn(AREA, "Connections", found, mend)
    return good(AREA, "Connections", found)


def _skew(seconds: float) -> Check:
    found = f"this machine is {abs(seconds):.1f} s {'ahead of' if seconds > 0 else 'behind'} the database"
    mend = "Let both machines follow the same time servers: sessions, links and timers go by the clock"
    if abs(seconds) > _SKEW_FAIL_SECONDS:
        return fail(AREA, "Clock", found, mend)
    if abs(seconds) > _SKEW_WARN_SECONDS:
        return warn(AREA, "Clock", found, mend)
    return good(AREA, "Clock", found)
