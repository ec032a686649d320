"""The rotation of the installation's key: everything an older key encrypted or signed is written anew by the newest.

Batch by batch, each in its own transaction, so that an interrupted run is gone on with by starting it again, and
everything goes on working meanwhile: older keys read until nothing is left under them.
Must not be here: where keys are kept (settings, the command line), or which columns are encrypted (manifests).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hanse.kit.structs import Data, convert, from_json, to_json
from hanse.platform.audit import Checkpoint, VaultSigner
from hanse.platform.audit.checkpoints import trusted
from hanse.platform.crypto import SecretUnreadable, Vault
from hanse.platform.db.database import Database
from hanse.platform.registry import Sealed

BATCH: Final = 200
ANSWERS: Final = Sealed(
    "kept answers of repeated requests",
    "idempotency.answer",
    """
    SELECT id, id AS place, body AS sealed FROM idempotency_keys
    WHERE body IS NOT NULL AND substring(body FROM 1 FOR 5) <> %(head)s AND (%(after)s::uuid IS NULL OR id > %(after)s)
    ORDER BY id LIMIT %(limit)s FOR UPDATE
    """,
    "UPDATE idempotency_keys SET body = %(sealed)s WHERE id = %(id)s",
)
SIGNED: Final = """
    SELECT sequence, encode(hash, 'hex') AS hash, created_at, signature FROM audit_checkpoints
    WHERE sequence > %(after)s ORDER BY sequence LIMIT %(limit)s
"""
SIGN: Final = "UPDATE audit_checkpoints SET signature = %(signature)s WHERE sequence = %(sequence)s"


class Rotated(Data, frozen=True, kw_only=True):
    """What became of one kind of secret: written anew, and unreadable by every known key."""

    name: str
    renewed: int
    unreadable: int


async def rotate(
    database: Database, vault: Vault, sealed: Sequence[Sealed], tenants: Sequence[UUID], folder: Path
) -> AsyncIterator[Rotated]:
    """Write everything anew that an older key wrote; `database` is the owner's. `folder` holds exported checkpoints."""
    for kind in (*sealed, ANSWERS):
        places: Sequence[UUID | None] = tenants if kind.of_tenant else (None,)
        counts = [await _renew(database, vault, kind, tenant) for tenant in places]
        yield Rotated(name=kind.name, renewed=sum(one for one, _ in counts), unreadable=sum(two for _, two in counts))
    counts = [await _sign_anew(database, vault, tenant, folder) for tenant in tenants]
    yield Rotated(
        name="signed checkpoints of the audit trail",
        renewed=sum(one for one, _ in counts),
        unreadable=sum(two for _, two in counts),
    )
    yield await asyncio.to_thread(_sign_files, vault, folder)


async def _renew(database: Database, vault: Vault, kind: Sealed, tenant: UUID | None) -> tuple[int, int]:
    """Encrypt the values of one kind in one place anew; how many, and how many no known key can read."""
    renewed, unreadable, after = 0, 0, None
    while True:
        async with database.transaction(tenant) as transaction:
            rows = await transaction.all(kind.find, {"head": vault.head, "after": after, "limit": BATCH})
            for row in rows:
                place = row["place"].bytes
                try:
                    plain = vault.decrypt(kind.purpose, bytes(row["sealed"]), place)
                except SecretUnreadable:
                    unreadable += 1
                    continue
                again = vault.encrypt(kind.purpose, plain, place)
                await transaction.run(kind.store, {"sealed": again, "id": row["id"]})
                renewed += 1
        if len(rows) < BATCH:
            return renewed, unreadable
        after = rows[-1]["id"]


def _signed_anew(signer: VaultSigner, theirs: VaultSigner, checkpoint: Checkpoint) -> str | None:
    """The signature by the newest key; another installation's stays as it is, and None is nobody's."""
    payload = checkpoint.payload()
    if signer.holds(payload, checkpoint.signature):
        return signer.sign(payload)
    return checkpoint.signature if theirs.holds(payload, checkpoint.signature) else None


async def _sign_anew(database: Database, vault: Vault, tenant: UUID, folder: Path) -> tuple[int, int]:
    keys = await asyncio.to_thread(trusted, folder, tenant)
    signer, theirs = VaultSigner(vault), VaultSigner(vault, keys)
    renewed, unreadable, after = 0, 0, -1
    while True:
        async with database.transaction(tenant) as transaction:
            rows = await transaction.all(SIGNED, {"after": after, "limit": BATCH})
            for row in rows:
                again = _signed_anew(signer, theirs, convert({**row, "tenant_id": tenant}, Checkpoint))
                if again is None:
                    unreadable += 1
                elif again != row["signature"]:
                    renewed += await transaction.run(SIGN, {"sequence": row["sequence"], "signature": again})
        if len(rows) < BATCH:
            return renewed, unreadable
        after = rows[-1]["sequence"]


def _sign_files(vault: Vault, folder: Path) -> Rotated:
    counts = [_sign_file(vault, path) for path in sorted(folder.glob("*.jsonl"))]
    renewed, unreadable = sum(one for one, _ in counts), sum(two for _, two in counts)
    return Rotated(name="checkpoints kept beside the database", renewed=renewed, unreadable=unreadable)


def _sign_file(vault: Vault, path: Path) -> tuple[int, int]:
    """Sign the lines of one file anew; what is not genuine stays as it is, for `hanse audit verify` to tell."""
    signer, theirs = VaultSigner(vault), VaultSigner(vault, trusted(path.parent, UUID(path.stem)))
    renewed, unreadable, lines = 0, 0, []
    for kept in path.read_bytes().splitlines():
        line = kept
        checkpoint: Checkpoint = from_json(kept, Checkpoint)
        again = _signed_anew(signer, theirs, checkpoint)
        if again is None:
            unreadable += 1
        elif again != checkpoint.signature:
            fields: dict[str, Any] = {name: getattr(checkpoint, name) for name in checkpoint.__struct_fields__}
            line = to_json(Checkpoint(**{**fields, "signature": again}))
            renewed += 1
        lines.append(line)
    if renewed:
        beside = path.with_suffix(".new")
        beside.write_bytes(b"".join(line + b"\n" for line in lines))
        beside.chmod(0o600)
        os.replace(beside, path)
    return renewed, unreadable
