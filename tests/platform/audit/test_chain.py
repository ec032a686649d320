"""The hash chain: whatever somebody with the database's password does to the trail is found."""

import asyncio
import json
from pathlib import Path

import psycopg
import pytest

from hanse.kit.structs import from_json
from hanse.platform.audit import (
    Chainer,
    ChainReport,
    Checkpoint,
    VaultSigner,
    append_to_folder,
    erase_person,
    verify_chain,
)
from hanse.platform.authz import TenantRef
from hanse.platform.crypto import Vault, new_master_key, parse_master_keys
from hanse.testing.worker import Bench, everybody
from tests.platform.audit.notebook import Change, NoteId, change_note, sweep_notes


async def write(bench: Bench, tenant: TenantRef, count: int = 1) -> None:
    for _ in range(count):
        async with bench.open(tenant) as ctx:
            await change_note(ctx, NoteId.new(), Change(text="new"))


async def verify(
    bench: Bench, tenant: TenantRef, *checkpoints: Checkpoint, signer: VaultSigner | None = None
) -> ChainReport:
    return await verify_chain(bench.services.database, tenant.id, checkpoints, signer)


def kinds(report: ChainReport) -> set[str]:
    return {finding.kind for finding in report.findings}


@pytest.fixture
async def tenant(bench: Bench, chainer: Chainer) -> TenantRef:
    """A tenant with ten chained entries."""
    made = bench.add_tenant()
    await write(bench, made, 10)
    assert await chainer.run_once() == 10
    return made


class Vandal:
    """The database's owner, who may do everything to one tenant's rows."""

    def __init__(self, connection: psycopg.Connection, tenant: TenantRef) -> None:
        self.connection = connection
        self.tenant = tenant

    def __call__(self, statement: str, *parameters: object) -> list[tuple]:
        with self.connection.transaction():
            self.connection.execute(f"SET LOCAL app.tenant_id = '{self.tenant.id}'")
            cursor = self.connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def vandal(background_owner: psycopg.Connection, tenant: TenantRef) -> Vandal:
    return Vandal(background_owner, tenant)


async def test_an_untouched_chain_is_sound(bench: Bench, chainer: Chainer, tenant: TenantRef) -> None:
    report = await verify(bench, tenant)
    assert report.is_sound
    assert (report.sequence, report.entries, report.pending) == (10, 10, 0)
    await write(bench, tenant, 2)
    report = await verify(bench, tenant)
    assert (report.is_sound, report.sequence, report.pending) == (True, 10, 2)


async def test_each_tenant_has_its_own_chain(bench: Bench, chainer: Chainer, tenant: TenantRef) -> None:
    other = bench.add_tenant()
    await write(bench, other, 3)
    await chainer.run_once()
    assert (await verify(bench, tenant)).sequence == 10
    assert (await verify(bench, other)).sequence == 3


@pytest.mark.parametrize(
    "edit",
    [
        "action = 'note.other'",
        "outcome = 'denied'",
        "occurred_at = occurred_at - interval '1 microsecond'",
        "actor_id = gen_random_uuid()",
        "subject_id = NULL",
        "reason = 'other'",
        "changes = '[]'",
        "changes = jsonb_set(changes, '{0,after}', '\"other\"')",
        "request_id = 'other'",
        "people_hash = NULL",
    ],
)
async def test_an_edited_entry_is_found(bench: Bench, tenant: TenantRef, vandal: Vandal, edit: str) -> None:
    [[victim]] = vandal("SELECT entry_id FROM audit_chain WHERE sequence = 5")
    vandal(f"UPDATE audit_entries SET {edit} WHERE id = %s", victim)
    report = await verify(bench, tenant)
    assert [(finding.kind, finding.sequence, finding.entry_id) for finding in report.findings] == [
        ("changed", 5, victim)
    ]


@pytest.mark.parametrize("edit", ["actor_name = 'Mallory'", "ip = '203.0.113.9'", "details = NULL", "user_agent = 'x'"])
async def test_an_edited_personal_part_is_found(bench: Bench, tenant: TenantRef, vandal: Vandal, edit: str) -> None:
    vandal(f"UPDATE audit_people SET {edit} WHERE entry_id = (SELECT entry_id FROM audit_chain WHERE sequence = 3)")
    assert [(finding.kind, finding.sequence) for finding in (await verify(bench, tenant)).findings] == [
        ("people_changed", 3)
    ]


async def test_a_personal_part_that_vanished_without_erasure_is_found(
    bench: Bench, tenant: TenantRef, vandal: Vandal
) -> None:
    vandal("DELETE FROM audit_people WHERE entry_id = (SELECT entry_id FROM audit_chain WHERE sequence = 3)")
    assert kinds(await verify(bench, tenant)) == {"people_missing"}


async def test_a_deleted_entry_is_found(bench: Bench, tenant: TenantRef, vandal: Vandal) -> None:
    [[victim]] = vandal("SELECT entry_id FROM audit_chain WHERE sequence = 5")
    vandal("DELETE FROM audit_chain WHERE entry_id = %s", victim)
    vandal("DELETE FROM audit_entries WHERE id = %s", victim)
    assert kinds(await verify(bench, tenant)) == {"gap", "broken_link"}


async def test_an_inserted_entry_is_found(bench: Bench, chainer: Chainer, tenant: TenantRef, vandal: Vandal) -> None:
    vandal(
        "INSERT INTO audit_entries (id, occurred_at, actor_kind, action, outcome)"
        " SELECT gen_random_uuid(), occurred_at, 'system', 'note.invented', 'allowed' FROM audit_entries LIMIT 1"
    )
    await chainer.run_once()
    assert kinds(await verify(bench, tenant)) == {"inserted"}


async def test_an_entry_kept_from_the_chain_is_found(
    bench: Bench, chainer: Chainer, tenant: TenantRef, vandal: Vandal
) -> None:
    await write(bench, tenant)
    vandal("DELETE FROM audit_pending")
    await chainer.run_once()
    assert kinds(await verify(bench, tenant)) == {"inserted"}


async def test_reordered_entries_are_found(bench: Bench, tenant: TenantRef, vandal: Vandal) -> None:
    [[third], [fourth]] = vandal("SELECT entry_id FROM audit_chain WHERE sequence IN (3, 4) ORDER BY sequence")
    vandal("ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_entry_id_key")
    try:
        vandal("UPDATE audit_chain SET entry_id = %s WHERE sequence = 3", fourth)
        vandal("UPDATE audit_chain SET entry_id = %s WHERE sequence = 4", third)
        report = await verify(bench, tenant)
    finally:
        vandal("UPDATE audit_chain SET entry_id = %s WHERE sequence = 3", third)
        vandal("UPDATE audit_chain SET entry_id = %s WHERE sequence = 4", fourth)
        vandal("ALTER TABLE audit_chain ADD CONSTRAINT audit_chain_entry_id_key UNIQUE (tenant_id, entry_id)")
    assert {(finding.kind, finding.sequence) for finding in report.findings} == {("changed", 3), ("changed", 4)}


async def test_a_cut_tail_is_found_by_a_checkpoint_kept_outside(
    bench: Bench, chainer: Chainer, signer: VaultSigner, tenant: TenantRef, vandal: Vandal
) -> None:
    checkpoint = await chainer.checkpoint(tenant.id)
    assert checkpoint is not None
    assert (await verify(bench, tenant, checkpoint, signer=signer)).is_sound
    for statement in (
        "DELETE FROM audit_checkpoints",
        "DELETE FROM audit_people p USING audit_chain c WHERE c.entry_id = p.entry_id AND c.sequence > 6",
    ):
        vandal(statement)
    victims = [row[0] for row in vandal("SELECT entry_id FROM audit_chain WHERE sequence > 6")]
    vandal("DELETE FROM audit_chain WHERE sequence > 6")
    vandal("DELETE FROM audit_entries WHERE id = ANY (%s)", victims)
    assert (await verify(bench, tenant)).is_sound
    report = await verify(bench, tenant, checkpoint, signer=signer)
    assert kinds(report) == {"tail_cut"}


async def test_a_chain_computed_anew_is_found_by_a_checkpoint_kept_outside(
    bench: Bench, chainer: Chainer, signer: VaultSigner, tenant: TenantRef, vandal: Vandal
) -> None:
    checkpoint = await chainer.checkpoint(tenant.id)
    assert checkpoint is not None
    vandal("DELETE FROM audit_checkpoints")
    vandal("DELETE FROM audit_chain")
    vandal("UPDATE audit_entries SET reason = 'a better story'")
    vandal("INSERT INTO audit_pending (entry_id) SELECT id FROM audit_entries")
    await chainer.run_once()
    assert (await verify(bench, tenant)).is_sound
    assert kinds(await verify(bench, tenant, checkpoint, signer=signer)) == {"rewritten"}


async def test_a_checkpoint_signed_by_somebody_else_is_found(
    bench: Bench, chainer: Chainer, signer: VaultSigner, tenant: TenantRef
) -> None:
    forger = VaultSigner(Vault(parse_master_keys(new_master_key(), "test"), bench.clock))
    forged = await Chainer(bench.services, bench.sweeper, forger).checkpoint(tenant.id)
    assert forged is not None
    assert kinds(await verify(bench, tenant, signer=signer)) == {"forged_checkpoint"}


async def test_checkpoints_are_exported_once_for_each_move(
    bench: Bench, signer: VaultSigner, tenant: TenantRef, tmp_path: Path
) -> None:
    chainer = Chainer(bench.services, bench.sweeper, signer, append_to_folder(tmp_path / "checkpoints"))
    assert await chainer.checkpoint_all() == 1
    assert await chainer.checkpoint_all() == 0
    await write(bench, tenant)
    await chainer.run_once()
    assert await chainer.checkpoint_all() == 1
    lines = (tmp_path / "checkpoints" / f"{tenant.id}.jsonl").read_text().splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [10, 11]
    exported = [from_json(line, Checkpoint) for line in lines]
    assert (await verify(bench, tenant, *exported, signer=signer)).is_sound


async def test_erasing_a_person_leaves_the_chain_sound(bench: Bench, chainer: Chainer, tenant: TenantRef) -> None:
    ada = everybody("Ada")
    async with bench.open(tenant, ada) as ctx:
        await sweep_notes(ctx)
    await chainer.run_once()
    assert ada.member_id is not None
    async with bench.open(tenant) as ctx:
        await erase_person(ctx, ada.member_id, "asked for it")
    for _ in range(2):
        report = await verify(bench, tenant)
        assert report.is_sound
        assert report.erased == 1
        await chainer.run_once()


async def test_values_of_every_shape_survive_the_way_through_the_database(
    bench: Bench, chainer: Chainer, tenant: TenantRef
) -> None:
    shapes = {
        "big": 2**62,
        "negative": -1,
        "float": 1e-7,
        "tenth": 0.1,
        "text": "ß漢\u2028",
        "deep": [[{"a": None}]],
        "yes": True,
    }
    async with bench.open(tenant) as ctx:
        ctx.record("note", None, label="Ünïcode", before={}, after=shapes)
        await bench.services.audit.write_notes(ctx, "note.shapes")
    await chainer.run_once()
    assert (await verify(bench, tenant)).is_sound


async def test_entries_that_commit_late_come_later_without_gap(bench: Bench, chainer: Chainer) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as slow:
        await sweep_notes(slow)
        await write(bench, tenant, 3)
        assert await chainer.run_once() == 3
    assert await chainer.run_once() == 1
    report = await verify(bench, tenant)
    assert (report.is_sound, report.sequence) == (True, 4)


async def test_any_number_of_workers_chain_at_once_while_others_write(bench: Bench, chainer: Chainer) -> None:
    tenant = bench.add_tenant()
    writers = asyncio.gather(*(write(bench, tenant, 8) for _ in range(6)))
    total = 0
    while not writers.done():
        total += sum(await asyncio.gather(*(chainer.run_once() for _ in range(3))))
    await writers
    total += await chainer.run_once()
    report = await verify(bench, tenant)
    assert (report.is_sound, report.sequence, report.pending, total) == (True, 48, 0, 48)


async def test_more_than_a_batch_is_chained_and_verified(bench: Bench, chainer: Chainer) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        for _ in range(601):
            ctx.record("note", None, after={"x": 1})
        await bench.services.audit.write_notes(ctx, "note.bulk")
    assert (await chainer.run_once(), await chainer.run_once(), await chainer.run_once()) == (500, 101, 0)
    report = await verify(bench, tenant)
    assert (report.is_sound, report.sequence) == (True, 601)
