"""The key of an installation is changed while everything stays readable, and the old one is then dropped."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from hanse.kit.clock import SystemClock
from hanse.kit.ids import uuid7
from hanse.platform.audit import Checkpoint, VaultSigner, append_to_folder
from hanse.platform.audit.checkpoints import sign_checkpoint
from hanse.platform.crypto import Secret, Vault
from tests.cli.shell import Shell

SECRET = "the client secret of a company log-in"


def vault_of(shell: Shell) -> Vault:
    """What the present keys of the installation open."""
    folder = Path(shell.variables["HANSE_DATA_DIR"]) / "secrets"
    former = folder / "secret_keys_previous"
    texts = [(folder / "secret_key").read_text().strip(), *(former.read_text().split() if former.exists() else [])]
    return Vault([Secret(text.encode()) for text in texts], SystemClock())


def seal_one(shell: Shell, tenant: UUID, vault: Vault) -> UUID:
    """A company log-in with a sealed secret, as the application writes it."""
    identity = uuid7()
    sealed = vault.encrypt("identity.provider", SECRET.encode(), identity.bytes)
    with psycopg.connect(shell.variables["DATABASE_URL"]) as connection:
        connection.execute(f"SET LOCAL app.tenant_id = '{tenant}'")
        connection.execute(
            "INSERT INTO identity_providers (id, name, issuer, client_id, client_secret, created_at, updated_at)"
            " VALUES (%s, 'ID', 'https://id.example', %s, %s, now(), now())",
            (identity, str(identity), sealed),
        )
    return identity


def sealed_now(shell: Shell, tenant: UUID, identity: UUID) -> bytes:
    with psycopg.connect(shell.variables["DATABASE_URL"]) as connection:
        connection.execute(f"SET LOCAL app.tenant_id = '{tenant}'")
        row = connection.execute("SELECT client_secret FROM identity_providers WHERE id = %s", (identity,)).fetchone()
    assert row is not None
    return bytes(row[0])


def test_the_key_changes_and_everything_stays_readable(bare: Shell) -> None:
    bare.variables.pop("HANSE_SECRET_KEY", None)
    bare.ask("tenants", "create", "--name", "Kiel", "--handle", "kiel-keys", "--email", "o@kiel.example")
    tenant = UUID(str(bare.ask("tenants", "list")["items"][0]["id"]))
    first = vault_of(bare)
    identity = seal_one(bare, tenant, first)
    folder = Path(bare.variables["HANSE_DATA_DIR"]) / "checkpoints"
    kept = sign_checkpoint(
        VaultSigner(first), Checkpoint(tenant_id=tenant, sequence=1, hash="00", created_at=datetime.now(UTC))
    )
    asyncio.run(append_to_folder(folder)(kept))

    assert bare.ask("keys", "new")["former_keys"] == 1
    between = vault_of(bare)
    before = sealed_now(bare, tenant, identity)
    assert between.decrypt("identity.provider", before, identity.bytes) == SECRET.encode()
    assert not between.is_current(before)

    counts = {one["name"]: one["renewed"] for one in bare.ask("keys", "rotate")["rotated"]}
    assert counts["client secrets of company log-ins"] == 1
    assert {one["renewed"] for one in bare.ask("keys", "rotate")["rotated"]} == {0}, "a second run finds nothing"

    bare.done("keys", "forget")
    alone = vault_of(bare)
    after = sealed_now(bare, tenant, identity)
    assert alone.decrypt("identity.provider", after, identity.bytes) == SECRET.encode()
    line = (folder / f"{tenant}.jsonl").read_text()
    assert kept.signature not in line
    assert "former" not in bare.done("doctor", "--json").out


def test_a_value_that_no_key_reads_keeps_the_former_keys(bare: Shell) -> None:
    bare.variables.pop("HANSE_SECRET_KEY", None)
    bare.ask("tenants", "create", "--name", "Kiel", "--handle", "kiel-keys", "--email", "o@kiel.example")
    tenant = UUID(str(bare.ask("tenants", "list")["items"][0]["id"]))
    identity = seal_one(bare, tenant, Vault([Secret(b"q" * 32)], SystemClock()))
    bare.done("keys", "new")
    assert "client secrets of company log-ins" in bare.refused("keys", "forget", status=1)
    assert (Path(bare.variables["HANSE_DATA_DIR"]) / "secrets" / "secret_keys_previous").exists()
    assert sealed_now(bare, tenant, identity)


def test_a_key_from_outside_is_changed_outside(bare: Shell) -> None:
    bare.variables["HANSE_SECRET_KEY"] = "a key from outside that is long enough"
    assert "HANSE_SECRET_KEYS_PREVIOUS" in bare.refused("keys", "new", status=1)
