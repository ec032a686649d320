"""Whether a file may be given out: what people upload waits until a virus scanner called it clean.

A file that was kept while no scanner was set has no state and is given out. From `waiting` a file becomes `clean` or
`refused`, never anything after that; without a verdict it goes on waiting, and the job is tried again.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from hanse.kit.errors import NotFound
from hanse.platform.files.errors import FileBeingChecked, FileNotSafe
from hanse.platform.files.scanner import ScannerUnavailable, VirusScanner

if TYPE_CHECKING:
    from hanse.platform.context import Ctx
    from hanse.platform.jobs.running import RunningJob
    from hanse.platform.services import Services

SCAN_JOB: Final = "files.scan"
RESCAN_JOB: Final = "files.scan_waiting"
STATE: Final = "SELECT scan_state, scan_finding FROM files WHERE key = %(key)s"
WAITING: Final = """
SELECT key, name, subject_kind, subject_id FROM files
WHERE id = %(id)s AND scan_state = 'waiting' AND deleted_at IS NULL
"""
ALL_WAITING: Final = """
SELECT id FROM files WHERE scan_state = 'waiting' AND deleted_at IS NULL AND created_at < %(before)s
ORDER BY id LIMIT 1000
"""
DECIDE: Final = """
UPDATE files SET scan_state = %(state)s, scan_finding = %(finding)s, scanned_at = %(now)s
WHERE id = %(id)s AND scan_state = 'waiting'
"""
_SLOT: Final = "files.given_out"
_REMEMBERED: Final = 50_000
_log = structlog.get_logger(__name__)

SCANS: Final = Counter("hanse_virus_scans", "Uploaded files by what the virus scanner said", ["outcome"])


async def require_clean(services: Services, tenant_id: UUID, key: str) -> None:
    """Go on only when a file may be given out. Raises FileBeingChecked, FileNotSafe.

    What may be given out stays so, and is looked up once in a process.
    """
    known: OrderedDict[str, None] = services.extras.setdefault(_SLOT, OrderedDict())
    if key in known:
        return
    async with services.database.transaction(tenant_id) as transaction:
        row = await transaction.maybe(STATE, {"key": key})
    state = row["scan_state"] if row is not None else None
    if state == "waiting":
        raise FileBeingChecked(retry_after=10)
    if state == "refused":
        assert row is not None
        raise FileNotSafe(row["scan_finding"] or "")
    if row is None:
        return
    known[key] = None
    if len(known) > _REMEMBERED:
        known.popitem(last=False)


async def scan_file(services: Services, job: RunningJob) -> None:
    """Ask the scanner about one waiting file. Raises ScannerUnavailable, so that it is asked again."""
    identity = UUID(job.payload["file_id"])
    async with job.open() as ctx:
        row = await ctx.db.maybe(WAITING, {"id": identity})
    if row is None or job.tenant is None:
        return
    url = services.settings.virus_scanner_url
    try:
        if not url:
            raise ScannerUnavailable("HANSE_VIRUS_SCANNER_URL is not set any more")
        opened = await services.files.open(job.tenant.id, row["key"])
        verdict = await VirusScanner(url).scan(opened.chunks)
    except NotFound:
        return  # deleted meanwhile
    except ScannerUnavailable as error:
        SCANS.labels("unavailable").inc()
        _log.warning("virus_scanner_unavailable", file_id=str(identity), reason=error.reason)
        raise
    state = "clean" if verdict.is_clean else "refused"
    SCANS.labels(state).inc()
    async with job.open() as ctx:
        await _decide(ctx, identity, row, state, verdict.finding)


async def scan_waiting(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Ask again about what still waits although its own job gave up."""
    for identity in await ctx.db.values(ALL_WAITING, {"before": ctx.now}):
        await ask_for_scan(ctx, identity)


async def ask_for_scan(ctx: Ctx, file_id: UUID) -> None:
    """Let a waiting file be scanned once this transaction is committed."""
    await ctx.services.jobs.enqueue(ctx, SCAN_JOB, {"file_id": file_id}, key=str(file_id))


async def _decide(ctx: Ctx, identity: UUID, row: dict[str, Any], state: str, finding: str) -> None:
    values = {"id": identity, "state": state, "finding": finding or None, "now": ctx.now}
    if not await ctx.db.run(DECIDE, values) or state == "clean":
        return
    _log.warning("file_refused_by_scanner", file_id=str(identity), finding=finding)
    ctx.record(
        "file",
        identity,
        label=row["name"],
        before={"scan": "waiting"},
        after={"scan": state, "finding": finding, "of": row["subject_kind"]},
    )
