"""Proving a restore: every table, tenant by tenant, every audit chain and every file equal what the backup saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hanse.kit.errors import ExplainedError, NotFound
from hanse.kit.structs import Data
from hanse.platform.audit import INSTALLATION, verify_chain
from hanse.platform.backup.manifest import Manifest
from hanse.platform.db.copies import ChainHead, FileRow, TableCount
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.files import FileStore

_SHOWN = 5


class RestoreUnproven(ExplainedError):
    """What was restored is not what was backed up; the present database was left as it is."""


class Proof(Data, frozen=True, kw_only=True):
    """What was compared and found equal."""

    tables: int
    tenants: int
    rows: int
    chains: int
    files: int


def compare_counts(wanted: Iterable[TableCount], found: Iterable[TableCount]) -> list[str]:
    """What differs between two views of a database, each in a sentence."""
    before = {(count.table, count.tenant_id): count for count in wanted}
    after = {(count.table, count.tenant_id): count for count in found}
    problems: list[str] = []
    for table, tenant in sorted(before.keys() | after.keys(), key=str):
        old, new = before.get((table, tenant)), after.get((table, tenant))
        whose = f" of tenant {tenant}" if tenant else ""
        rows = (old.rows if old else 0, new.rows if new else 0)
        if rows[0] != rows[1]:
            problems.append(f"{table}{whose} has {rows[1]} rows instead of {rows[0]}")
        elif old and new and old.fingerprint != new.fingerprint:
            problems.append(f"{table}{whose} has other contents")
    return problems


async def check_chains(app_url: str, heads: Iterable[ChainHead], advance: Callable[[int], None]) -> list[str]:
    """Compute every audit chain anew, as the application sees it, and hold its end against the backup's."""
    database = Database(app_url, PoolSettings(minimum=1, maximum=2, statement_ms=0, application_name="hanse-restore"))
    await database.open()
    problems: list[str] = []
    try:
        for head in heads:
            report = await verify_chain(database, head.tenant_id)
            name = "the installation" if head.tenant_id == INSTALLATION else f"tenant {head.tenant_id}"
            problems += [f"the audit trail of {name}: {finding.message}" for finding in report.findings]
            if (report.sequence, report.hash) != (head.sequence, head.hash):
                problems.append(f"the audit trail of {name} ends elsewhere than in the backup")
            advance(1)
    finally:
        await database.close()
    return problems


async def check_files(store: FileStore, rows: Iterable[FileRow], advance: Callable[[int], None]) -> list[str]:
    """Read every stored file and compare its bytes."""
    problems: list[str] = []
    for row in rows:
        try:
            found = await store.digest(row.tenant_id, row.key)
        except NotFound:
            problems.append(f"the file {row.key} is not there")
        else:
            if found != (row.size, row.sha256):
                problems.append(f"the file {row.key} has other contents")
        advance(1)
    return problems


def require_equal(problems: list[str]) -> None:
    """Go on only when nothing differs. Raises RestoreUnproven, which shows the first differences."""
    if not problems:
        return
    more = f", and {len(problems) - _SHOWN} more differences" if len(problems) > _SHOWN else ""
    raise RestoreUnproven(
        f"What was restored is not what was backed up, so nothing was replaced: {'; '.join(problems[:_SHOWN])}{more}."
    )


def proof_of(manifest: Manifest) -> Proof:
    """What a successful comparison covered."""
    return Proof(
        tables=len({count.table for count in manifest.counts}),
        tenants=manifest.tenants,
        rows=manifest.rows,
        chains=len(manifest.chains),
        files=manifest.files,
    )
