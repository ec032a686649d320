"""Making a restored database harmless: what it says is still to be done may have been done after the backup.

Jobs become dead jobs with a reason, to be sent back to work by a person who knows; schedules go on from now; whatever
the domains name (sessions, one-time links) ends. Timers stay: what they decide was undone by the restore, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from hanse.kit.structs import Data
from hanse.platform.db.provision import administrator

CODE: Final = "restored_from_backup"
_NO_TENANT: Final = UUID(int=0)


class Parked(Data, frozen=True, kw_only=True):
    """What was made harmless: jobs that became dead jobs, and rows ended by the domains' own statements."""

    jobs: int
    ended: int


def quiet(admin_url: str, made_at: datetime, now: datetime, statements: Sequence[LiteralString]) -> Parked:
    """Park every job of the restored queue and run the domains' statements (`%(now)s`), in one transaction.

    Raises ProvisionError.
    """
    sentence = (
        f"Parked because the database was restored from a backup of {made_at:%Y-%m-%d %H:%M} UTC, after which this may "
        "have been done already; send it back to work with `hanse jobs replay` if it was not"
    )
    with administrator(admin_url) as admin, admin.transaction():
        admin.execute("SET LOCAL row_security = off")
        values = {"code": CODE, "error": sentence, "now": now, "nobody": _NO_TENANT}
        jobs = admin.execute(_PARK, values).rowcount
        admin.execute("DELETE FROM hanse_jobs.pgqueuer")
        admin.execute("DELETE FROM hanse_jobs.workers")
        admin.execute(_STOP_PROGRESS, values)
        admin.execute(_GO_ON, values)
        ended = sum(admin.execute(statement, {"now": now}).rowcount for statement in statements)
    return Parked(jobs=jobs, ended=ended)


_PARK: Final[LiteralString] = """
    INSERT INTO dead_jobs (tenant_id, id, name, outcome, error_code, error, attempts, envelope, key, died_at)
    SELECT coalesce((q.headers ->> 'tenant')::uuid, %(nobody)s), (q.headers ->> 'id')::uuid, q.entrypoint, 'failed',
        %(code)s, %(error)s, q.attempts, convert_from(q.payload, 'UTF8')::jsonb, q.headers ->> 'key', %(now)s
    FROM hanse_jobs.pgqueuer q
    WHERE q.headers ->> 'id' IS NOT NULL
    ON CONFLICT (tenant_id, id) DO UPDATE SET replayed_at = NULL, error_code = excluded.error_code,
        error = excluded.error, died_at = excluded.died_at
"""
_STOP_PROGRESS: Final[LiteralString] = """
    UPDATE job_progress
    SET state = 'failed', message = left(%(error)s, 500), updated_at = %(now)s, finished_at = %(now)s
    WHERE finished_at IS NULL
"""
_GO_ON: Final[LiteralString] = """
    UPDATE hanse_jobs.schedules SET last_instant_at = greatest(last_instant_at, %(now)s)
"""
