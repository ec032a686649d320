"""The hash chain over each tenant's audit trail, made after the commit.

An entry's place is given when it is chained, not when it is written, so entries of transactions that commit late simply
come later: no gap and no reordering can arise, whatever runs at the same time. The personal part is bound by a salted
hash inside the chained entry, so erasing it leaves the chain whole. Checking is `verifying.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog

from hanse.kit.errors import HanseError
from hanse.platform.audit.checkpoints import Checkpoint, Export, Signer, sign_checkpoint
from hanse.platform.audit.rows import canonical
from hanse.platform.db.values import Json

if TYPE_CHECKING:
    from hanse.platform.db.database import Database
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

FORMAT: Final = 1
BATCH: Final = 500


@dataclass(slots=True)
class Chainer:
    """Chains new entries of every tenant. `sweeper` is the pool of hanse_jobs, which may only learn whose entries
    wait."""

    services: Services
    sweeper: Database
    signer: Signer | None = None
    export: Export | None = None

    async def run_once(self, tenants: int = 100) -> int:
        """Chain what is committed and waits, tenant by tenant, each in its own transaction; returns how many
        entries."""
        async with self.sweeper.transaction() as transaction:
            waiting = await transaction.values("SELECT audit_pending_tenants(%(limit)s)", {"limit": tenants})
        total = 0
        for tenant_id in waiting:
            try:
                total += await self.chain(tenant_id)
            except HanseError as error:
                # One tenant's trouble must not leave the others' trails unsealed.
                log.error("audit_not_chained", tenant=str(tenant_id), error=error.code)
        return total

    async def chain(self, tenant_id: UUID) -> int:
        """Chain up to a batch of one tenant's waiting entries; 0 when another worker is at it."""
        async with self.services.database.transaction(tenant_id) as transaction:
            if not await transaction.value(LOCK, {"name": f"audit_chain {tenant_id}"}):
                return 0
            head = await transaction.maybe(HEAD)
            sequence, previous = (head["sequence"], head["hash"]) if head else (0, genesis(tenant_id))
            links: list[dict[str, Any]] = []
            for row in await transaction.all(PENDING, {"limit": BATCH}):
                sequence += 1
                link = entry_hash(previous, sequence, row)
                links.append({"sequence": sequence, "entry_id": row["id"], "prev": previous.hex(), "hash": link.hex()})
                previous = link
            if links:
                await transaction.run(APPEND, {"links": Json(links)})
            return len(links)

    async def checkpoint_all(self) -> int:
        """Sign and export the head of every chain that moved since its last checkpoint; returns how many."""
        made = 0
        for tenant_id in await self._tenants():
            made += await self.checkpoint(tenant_id) is not None
        return made

    async def checkpoint(self, tenant_id: UUID) -> Checkpoint | None:
        """Sign one chain's head, keep it and hand it to `export`; None when it did not move since the last one."""
        if self.signer is None:
            return None
        async with self.services.database.transaction(tenant_id) as transaction:
            if not await transaction.value(LOCK, {"name": f"audit_checkpoint {tenant_id}"}):
                return None
            head = await transaction.maybe(HEAD)
            last = await transaction.value("SELECT max(sequence) FROM audit_checkpoints")
            if head is None or head["sequence"] == last:
                return None
            signed = sign_checkpoint(
                self.signer,
                Checkpoint(
                    tenant_id=tenant_id,
                    sequence=head["sequence"],
                    hash=head["hash"].hex(),
                    created_at=self.services.clock.now(),
                ),
            )
            await transaction.run(KEEP_CHECKPOINT, {"checkpoint": signed})
        if self.export is not None:
            await self.export(signed)
        return signed

    async def _tenants(self) -> list[UUID]:
        async with self.sweeper.transaction() as transaction:
            return await transaction.values("SELECT audit_chained_tenants()")


def genesis(tenant_id: UUID) -> bytes:
    """What the first entry of a tenant's chain is linked to."""
    return sha256(b"hanse audit chain " + tenant_id.bytes).digest()


def entry_hash(previous: bytes, sequence: int, row: Mapping[str, Any]) -> bytes:
    """The link: SHA-256 over the former link and the canonical JSON of format, place and lasting fields."""
    fields = [_plain(row[name]) for name in HASHED]
    return sha256(previous + canonical([FORMAT, sequence, *fields])).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return str(value) if isinstance(value, UUID) else value


HASHED: Final = (
    "id",
    "occurred_at",
    "actor_kind",
    "actor_id",
    "on_behalf_of",
    "api_key_id",
    "session_id",
    "request_id",
    "causation_id",
    "action",
    "outcome",
    "subject_kind",
    "subject_id",
    "subject_label",
    "reason",
    "changes",
    "people_hash",
)
FIELDS: Final = """e.id, e.occurred_at, e.actor_kind, e.actor_id, e.on_behalf_of, e.api_key_id, e.session_id,
        e.request_id, e.causation_id, e.action, e.outcome, e.subject_kind, e.subject_id, e.subject_label, e.reason,
        e.changes, e.people_hash"""
LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))"
HEAD: Final = "SELECT sequence, hash FROM audit_chain ORDER BY sequence DESC LIMIT 1"
PENDING: Final = f"""
    SELECT {FIELDS}
    FROM (SELECT tenant_id, entry_id FROM audit_pending ORDER BY entry_id LIMIT %(limit)s) p
    JOIN audit_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
    ORDER BY e.id
"""  # noqa: S608 - put together from constants
APPEND: Final = """
    WITH links AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(links)s) AS l (sequence bigint, entry_id uuid, prev text, hash text)
    ), done AS (
        DELETE FROM audit_pending p USING links l WHERE p.entry_id = l.entry_id
    )
    INSERT INTO audit_chain (sequence, entry_id, prev_hash, hash)
    SELECT sequence, entry_id, decode(prev, 'hex'), decode(hash, 'hex') FROM links ORDER BY sequence
"""
KEEP_CHECKPOINT: Final = """
    INSERT INTO audit_checkpoints (sequence, hash, signature, created_at)
    SELECT sequence, decode(hash, 'hex'), signature, created_at FROM jsonb_to_record(%(checkpoint)s)
        AS c (sequence bigint, hash text, signature text, created_at timestamptz)
"""
