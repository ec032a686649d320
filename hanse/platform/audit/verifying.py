"""Checking a hash chain against its entries and against signed checkpoints. Reads only; what follows is for people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from hanse.kit.structs import Data
from hanse.platform.audit.chain import BATCH, FIELDS, entry_hash, genesis
from hanse.platform.audit.checkpoints import Checkpoint, Signer
from hanse.platform.audit.rows import people_hash

if TYPE_CHECKING:
    from hanse.platform.db.database import Database
    from hanse.platform.db.transaction import Transaction


class Finding(Data, frozen=True, kw_only=True):
    """One thing wrong with a chain: a stable kind, the place, and a sentence."""

    kind: str
    sequence: int | None
    entry_id: UUID | None
    message: str


class ChainReport(Data, frozen=True, kw_only=True):
    """The outcome of a verification. `pending` entries are committed but not chained yet; `erased` lost their
    personal part."""

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
            walk.find("inserted", None, row["id"], "an entry stands outside the chain")
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


LINKS: Final = f"""
    SELECT c.sequence, c.entry_id, c.prev_hash, c.hash, {FIELDS},
        p.actor_name, p.on_behalf_name, p.ip, p.user_agent, p.details, p.salt
    FROM audit_chain c
    LEFT JOIN audit_entries e ON e.tenant_id = c.tenant_id AND e.id = c.entry_id
    LEFT JOIN audit_people p ON p.tenant_id = c.tenant_id AND p.entry_id = c.entry_id
    WHERE c.sequence > %(after)s
    ORDER BY c.sequence
    LIMIT %(limit)s
"""  # noqa: S608 - put together from constants
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
