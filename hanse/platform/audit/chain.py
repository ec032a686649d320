"""The hash chain over each tenant's audit trail: made after the commit, checked against itself and against signed checkpoints.

An entry's place is given when it is chained, not when it is written, so entries of transactions that commit late simply
come later: no gap and no reordering can arise, whatever runs at the same time. The personal part is bound by a salted hash
inside the chained entry, so erasing it leaves the chain whole.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID

import structlog

from hanse.kit.diff import Change
from hanse.kit.errors import HanseError
from hanse.kit.structs import Data, to_json
from hanse.platform.audit.rows import ActionNote, canonical, people_hash
from hanse.platform.crypto import SignedTokenExpired, SignedTokenInvalid, Vault
from hanse.platform.db.values import Json

if TYPE_CHECKING:
    from hanse.platform.context import Ctx
    from hanse.platform.db.database import Database
    from hanse.platform.db.transaction import Transaction
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

FORMAT: Final = 1
BATCH: Final = 500
ERASED_ACTION: Final = "audit.erase"
_CENTURY: Final = timedelta(days=36_525)
_PURPOSE: Final = "audit.checkpoint"


class Signer(Protocol):
    """Signs checkpoints with a key the database does not hold."""

    def sign(self, payload: bytes) -> str: ...

    def holds(self, payload: bytes, signature: str) -> bool: ...


class VaultSigner:
    """Signs with the installation's master key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def sign(self, payload: bytes) -> str:
        """Give a signature that does not end within a century."""
        return self._vault.sign(_PURPOSE, payload, _CENTURY)

    def holds(self, payload: bytes, signature: str) -> bool:
        """Say whether this installation signed exactly this payload."""
        try:
            return self._vault.verify(_PURPOSE, signature) == payload
        except (SignedTokenInvalid, SignedTokenExpired):
            return False


class Checkpoint(Data, frozen=True, kw_only=True):
    """The chain's head at an instant, signed; kept outside the database, it proves that nothing before it was changed."""

    tenant_id: UUID
    sequence: int
    hash: str
    created_at: datetime
    signature: str = ""

    def payload(self) -> bytes:
        """What is signed."""
        return canonical(
            {
                "tenant": str(self.tenant_id),
                "sequence": self.sequence,
                "hash": self.hash,
                "created_at": self.created_at.isoformat(),
            }
        )


class Finding(Data, frozen=True, kw_only=True):
    """One thing wrong with a chain: a stable kind, the place, and a sentence."""

    kind: str
    sequence: int | None
    entry_id: UUID | None
    message: str


class ChainReport(Data, frozen=True, kw_only=True):
    """The outcome of a verification. `pending` entries are committed but not chained yet; `erased` lost their personal part."""

    tenant_id: UUID
    sequence: int
    hash: str
    entries: int
    pending: int
    erased: int
    checkpoints: int
    findings: list[Finding]

    @property
    def is_sound(self) -> bool:
        return not self.findings


Export = Callable[[Checkpoint], Awaitable[None]]


@dataclass(slots=True)
class Chainer:
    """Chains new entries of every tenant. `sweeper` is the pool of hanse_jobs, which may only learn whose entries wait."""

    services: Services
    sweeper: Database
    signer: Signer | None = None
    export: Export | None = None

    async def run_once(self, tenants: int = 100) -> int:
        """Chain what is committed and waits, tenant by tenant, each in its own transaction; returns how many entries."""
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
            bare = Checkpoint(
                tenant_id=tenant_id,
                sequence=head["sequence"],
                hash=head["hash"].hex(),
                created_at=self.services.clock.now(),
            )
            signed = Checkpoint(
                tenant_id=bare.tenant_id,
                sequence=bare.sequence,
                hash=bare.hash,
                created_at=bare.created_at,
                signature=self.signer.sign(bare.payload()),
            )
            await transaction.run(
                "INSERT INTO audit_checkpoints (sequence, hash, signature, created_at)"
                " VALUES (%(sequence)s, decode(%(hash)s, 'hex'), %(signature)s, %(at)s)",
                {"sequence": signed.sequence, "hash": signed.hash, "signature": signed.signature, "at": signed.created_at},
            )
        if self.export is not None:
            await self.export(signed)
        return signed

    async def _tenants(self) -> list[UUID]:
        async with self.sweeper.transaction() as transaction:
            return await transaction.values("SELECT audit_chained_tenants()")


def append_to_folder(folder: Path) -> Export:
    """Export checkpoints as lines of `<folder>/<tenant>.jsonl`, each forced to disk. Copy the folder elsewhere regularly."""

    async def export(checkpoint: Checkpoint) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{checkpoint.tenant_id}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, to_json(checkpoint) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    return export


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


async def verify_chain(
    database: Database, tenant_id: UUID, checkpoints: Iterable[Checkpoint] = (), signer: Signer | None = None
) -> ChainReport:
    """Recompute a tenant's chain and say what does not fit; `checkpoints` are copies kept outside the database.

    Finds edited, deleted, inserted and reordered entries, a cut or rewritten tail (as far as checkpoints reach), forged
    checkpoints, and personal parts that were changed or went without an erasure entry.
    """
    async with database.transaction(tenant_id) as transaction:
        await transaction.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        kept = [Checkpoint(tenant_id=tenant_id, **row) for row in await transaction.all(CHECKPOINTS)]
        compared = [*kept, *checkpoints]
        walk = _Walk(tenant_id, {checkpoint.sequence for checkpoint in compared})
        async for row in _links(transaction):
            walk.take(row)
        counts = await transaction.one(COUNTS)
        walk.check_erasures(counts["told_erased"])
        async for row in transaction.stream(UNCHAINED):
            walk.find("inserted", None, row["id"], "an entry stands outside the chain: it was added behind its back")
        for checkpoint in compared:
            walk.check(checkpoint, signer)
    return ChainReport(
        tenant_id=tenant_id,
        sequence=walk.sequence,
        hash=walk.previous.hex(),
        entries=counts["entries"],
        pending=counts["pending"],
        erased=walk.erased,
        checkpoints=len(compared),
        findings=walk.findings,
    )


async def _links(transaction: Transaction) -> AsyncIterator[dict[str, Any]]:
    after = 0
    while rows := await transaction.all(LINKS, {"after": after, "limit": BATCH}):
        for row in rows:
            yield row
        after = rows[-1]["sequence"]


class _Walk:
    """Goes along a chain and remembers what is wrong."""

    def __init__(self, tenant_id: UUID, remembered: Collection[int]) -> None:
        self.previous = genesis(tenant_id)
        self.sequence = 0
        self.findings: list[Finding] = []
        self.erased = 0
        self._remembered = remembered
        self._hashes: dict[int, str] = {}

    def take(self, row: Mapping[str, Any]) -> None:
        """Check one link and its entry."""
        sequence, entry = row["sequence"], row["entry_id"]
        if sequence != self.sequence + 1:
            self.find("gap", sequence, entry, f"links {self.sequence + 1} to {sequence - 1} are missing")
        if bytes(row["prev_hash"]) != self.previous:
            self.find("broken_link", sequence, entry, "the link does not continue the one before it")
        if row["id"] is None:
            self.find("missing_entry", sequence, entry, "the entry of this link was deleted")
        elif entry_hash(bytes(row["prev_hash"]), sequence, row) != bytes(row["hash"]):
            self.find("changed", sequence, entry, "the entry or its place is not what was chained")
        else:
            self._check_people(row)
        self.sequence, self.previous = sequence, bytes(row["hash"])
        if sequence in self._remembered:
            self._hashes[sequence] = self.previous.hex()

    def _check_people(self, row: Mapping[str, Any]) -> None:
        if row["people_hash"] is None:
            return
        if row["salt"] is None:
            self.erased += 1
            return
        people = {
            "actor_name": row["actor_name"],
            "on_behalf_name": row["on_behalf_name"],
            "ip": None if row["ip"] is None else str(row["ip"]),
            "user_agent": row["user_agent"],
            "details": row["details"],
        }
        if people_hash(bytes(row["salt"]), people) != bytes(row["people_hash"]):
            self.find("people_changed", row["sequence"], row["entry_id"], "the personal part is not what was sealed")

    def check_erasures(self, told: int) -> None:
        """Every personal part that is gone must be counted by an erasure entry."""
        if self.erased > told:
            missing = self.erased - told
            self.find("people_missing", None, None, f"{missing} personal parts are gone without an erasure entry")

    def check(self, checkpoint: Checkpoint, signer: Signer | None) -> None:
        """Hold the chain against a checkpoint."""
        if signer is not None and not signer.holds(checkpoint.payload(), checkpoint.signature):
            self.find("forged_checkpoint", checkpoint.sequence, None, "this installation did not sign the checkpoint")
        elif checkpoint.sequence > self.sequence:
            lost = checkpoint.sequence - self.sequence
            self.find("tail_cut", checkpoint.sequence, None, f"the last {lost} links known to a checkpoint are gone")
        elif self._hashes.get(checkpoint.sequence) != checkpoint.hash:
            self.find("rewritten", checkpoint.sequence, None, "the chain before this checkpoint was computed anew")

    def find(self, kind: str, sequence: int | None, entry: UUID | None, message: str) -> None:
        self.findings.append(Finding(kind=kind, sequence=sequence, entry_id=entry, message=message))


async def erase_person(ctx: Ctx, actor_id: UUID, reason: str) -> int:
    """Erase the personal part of every entry by or about a person (account or member id); returns how many.

    The lasting part and the chain stay valid; an entry tells how many were erased. The caller authorises.
    """
    erased = await ctx.db.run(ERASE, {"id": actor_id})
    counted = Change(path="erased_entries", before=None, after=erased)
    await ctx.services.audit.write_action(ctx, ActionNote(action=ERASED_ACTION, reason=reason, changes=(counted,)))
    return erased


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
_FIELDS: Final = """e.id, e.occurred_at, e.actor_kind, e.actor_id, e.on_behalf_of, e.api_key_id, e.session_id, e.request_id,
        e.causation_id, e.action, e.outcome, e.subject_kind, e.subject_id, e.subject_label, e.reason, e.changes, e.people_hash"""
LOCK: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))"
HEAD: Final = "SELECT sequence, hash FROM audit_chain ORDER BY sequence DESC LIMIT 1"
PENDING: Final = f"""
    SELECT {_FIELDS}
    FROM (SELECT tenant_id, entry_id FROM audit_pending ORDER BY entry_id LIMIT %(limit)s) p
    JOIN audit_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
    ORDER BY e.id
"""
APPEND: Final = """
    WITH links AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(links)s) AS l (sequence bigint, entry_id uuid, prev text, hash text)
    ), done AS (
        DELETE FROM audit_pending p USING links l WHERE p.entry_id = l.entry_id
    )
    INSERT INTO audit_chain (sequence, entry_id, prev_hash, hash)
    SELECT sequence, entry_id, decode(prev, 'hex'), decode(hash, 'hex') FROM links ORDER BY sequence
"""
LINKS: Final = f"""
    SELECT c.sequence, c.entry_id, c.prev_hash, c.hash, {_FIELDS},
        p.actor_name, p.on_behalf_name, p.ip, p.user_agent, p.details, p.salt
    FROM audit_chain c
    LEFT JOIN audit_entries e ON e.tenant_id = c.tenant_id AND e.id = c.entry_id
    LEFT JOIN audit_people p ON p.tenant_id = c.tenant_id AND p.entry_id = c.entry_id
    WHERE c.sequence > %(after)s
    ORDER BY c.sequence
    LIMIT %(limit)s
"""
COUNTS: Final = """
    SELECT (SELECT count(*) FROM audit_entries) AS entries,
        (SELECT count(*) FROM audit_pending) AS pending,
        (SELECT coalesce(sum((change ->> 'after')::bigint), 0)::bigint
            FROM audit_entries, jsonb_array_elements(changes) AS change
            WHERE action = 'audit.erase' AND change ->> 'path' = 'erased_entries') AS told_erased
"""
UNCHAINED: Final = """
    SELECT e.id FROM audit_entries e
    WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.entry_id = e.id)
        AND NOT EXISTS (SELECT FROM audit_pending p WHERE p.tenant_id = e.tenant_id AND p.entry_id = e.id)
"""
CHECKPOINTS: Final = """
    SELECT sequence, encode(hash, 'hex') AS hash, created_at, signature FROM audit_checkpoints ORDER BY sequence
"""
ERASE: Final = """
    UPDATE audit_people p
    SET actor_name = NULL, on_behalf_name = NULL, ip = NULL, user_agent = NULL, details = NULL, salt = NULL
    FROM audit_entries e
    WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id AND p.salt IS NOT NULL
        AND (e.actor_id = %(id)s OR e.subject_id = %(id)s OR e.on_behalf_of = %(id)s)
"""
