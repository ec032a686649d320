"""Signed checkpoints of the hash chain: kept outside the database, they show a cut or rewritten trail.

Pure but for the export to a folder. When they are made is decided by the chain's worker.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

import msgspec

from hanse.kit.structs import Data, to_json
from hanse.platform.audit.rows import canonical
from hanse.platform.crypto import SignedTokenExpired, SignedTokenInvalid, Vault, signed_openly
from hanse.platform.failpoints import failpoint

_OPEN: Final = "ed25519:"
_TRUSTED: Final = "trusted"
_PURPOSE: Final = "audit.checkpoint"


class Signer(Protocol):
    """Signs checkpoints with a key the database does not hold."""

    def sign(self, payload: bytes) -> str: ...

    def holds(self, payload: bytes, signature: str) -> bool: ...


class VaultSigner:
    """Signs with an Ed25519 key that follows from the installation's master key.

    Whoever has the public key can check, without being able to sign. `trusted` are public keys of other installations,
    whose checkpoints came along with a business; former checkpoints of this one carry a secret seal and still hold.
    """

    def __init__(self, vault: Vault, trusted: Iterable[str] = ()) -> None:
        self._vault = vault
        self._trusted = tuple(trusted)

    def public_key(self) -> str:
        """What others check the signatures with."""
        return self._vault.public_keys(_PURPOSE)[0]

    def sign(self, payload: bytes) -> str:
        """Sign for ever."""
        return _OPEN + self._vault.sign_openly(_PURPOSE, payload)

    def holds(self, payload: bytes, signature: str) -> bool:
        """Say whether this installation, or one it trusts, signed exactly this payload."""
        if signature.startswith(_OPEN):
            keys = (*self._vault.public_keys(_PURPOSE), *self._trusted)
            return any(signed_openly(key, payload, signature.removeprefix(_OPEN)) for key in keys)
        try:
            return self._vault.verify(_PURPOSE, signature) == payload
        except (SignedTokenInvalid, SignedTokenExpired):
            return False


class Checkpoint(Data, frozen=True, kw_only=True):
    """The chain's head at an instant, signed; kept outside the database, it proves that nothing before it was
    changed."""

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


Export = Callable[[Checkpoint], Awaitable[None]]


def sign_checkpoint(signer: Signer, checkpoint: Checkpoint) -> Checkpoint:
    """The same checkpoint with its signature."""
    return msgspec.structs.replace(checkpoint, signature=signer.sign(checkpoint.payload()))


def append_to_folder(folder: Path) -> Export:
    """Export checkpoints as lines of `<folder>/<tenant>.jsonl`, each forced to disk. Copy the folder elsewhere
    regularly."""

    def append(checkpoint: Checkpoint) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{checkpoint.tenant_id}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            failpoint("checkpoint.export.before")
            os.write(descriptor, to_json(checkpoint) + b"\n")
            os.fsync(descriptor)
            failpoint("checkpoint.export.after")
        finally:
            os.close(descriptor)

    async def export(checkpoint: Checkpoint) -> None:
        await asyncio.to_thread(append, checkpoint)

    return export


def trust(folder: Path, tenant_id: UUID, public_key: str) -> None:
    """Believe the checkpoints of another installation about one business, which came from there."""
    place = folder / _TRUSTED
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(place / f"{tenant_id}.pub", "a", encoding="ascii") as file:
        file.write(f"{public_key}\n")


def trusted(folder: Path, tenant_id: UUID) -> list[str]:
    """The public keys believed about a business besides this installation's own."""
    path = folder / _TRUSTED / f"{tenant_id}.pub"
    return path.read_text("ascii").split() if path.exists() else []
