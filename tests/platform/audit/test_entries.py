"""Audit entries: one for what a command did, in its transaction, without secrets, with people beside it."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from hanse.kit.diff import REDACTED
from hanse.kit.errors import Conflict, Forbidden, NotFound
from hanse.kit.pagination import PageQuery
from hanse.platform.audit import INSTALLATION, ActionNote, AuditEntry, AuditQuery, erase_person
from hanse.platform.authz import ANONYMOUS, Grant, OnBehalf, Principal, PrincipalKind, Reach, TenantRef
from hanse.platform.context import Origin
from hanse.testing.worker import Bench, everybody
from tests.platform.audit.notebook import (
    Change,
    Note,
    NoteId,
    change_note,
    fail_note,
    paths,
    record_many,
    rename_member,
    reveal_note,
    sweep_notes,
    touch_note,
    touch_notes,
)


async def entries(bench: Bench, tenant: TenantRef, **filters) -> list[AuditEntry]:
    async with bench.open(tenant) as ctx:
        return (await bench.services.audit.all_entries(ctx, AuditQuery(limit=200, **filters))).items


async def test_a_change_is_told_with_who_what_why_and_from_where(bench: Bench) -> None:
    tenant, ada, note_id = bench.add_tenant(), everybody("Ada"), NoteId.new()
    origin = Origin(request_id="req-1", ip="2001:DB8::0001", user_agent="Browser/1", channel="rest")
    async with bench.open(tenant, ada, origin) as ctx:
        await change_note(ctx, note_id, Change(text="new"))
    [entry] = await entries(bench, tenant)
    assert (entry.action, entry.outcome, entry.subject_kind, entry.subject_id) == (
        "note.change",
        "allowed",
        "note",
        note_id.uuid,
    )
    assert (entry.subject_label, entry.reason, entry.request_id) == ("A note", "because", "req-1")
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("member", ada.member_id, "Ada")
    assert (entry.ip, entry.user_agent, entry.session_id) == ("2001:db8::1", "Browser/1", ada.session_id)
    assert entry.occurred_at == bench.clock.now()
    assert paths(entry)["text"] == ("old", "new")
    assert paths(entry)["email"] == ("ada@example.com", "eve@example.com")


async def test_secrets_never_reach_the_trail(bench: Bench, background_owner: psycopg.Connection) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        await change_note(ctx, NoteId.new(), Change(text="new"))
    [entry] = await entries(bench, tenant)
    assert paths(entry)["api_secret"] == (REDACTED, REDACTED)
    assert paths(entry)["token"] == (REDACTED, REDACTED)
    async with bench.open(tenant) as ctx:
        raw = await ctx.db.value(
            "SELECT string_agg(e::text || p::text, '') FROM audit_entries e JOIN audit_people p ON p.entry_id = e.id"
        )
    assert not any(secret in raw for secret in ('"s1"', '"s2"', '"t1"', '"t2"'))


async def test_personal_values_stand_beside_the_lasting_entry(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        await change_note(ctx, NoteId.new(), Change(text="new"))
        await rename_member(ctx, NoteId.new(), Change(text="Countess"))
    async with bench.open(tenant) as ctx:
        lasting = await ctx.db.value("SELECT string_agg(e::text, '') FROM audit_entries e")
    assert "example.com" not in lasting
    assert "Countess" not in lasting
    assert "Lovelace" not in lasting
    [renamed, changed] = await entries(bench, tenant)
    assert paths(renamed) == {"nickname": ("Ada", "Countess")}
    assert renamed.subject_label == "A Member"
    assert "email" in paths(changed)


async def test_a_command_that_records_nothing_still_leaves_an_entry(bench: Bench) -> None:
    tenant, note_id = bench.add_tenant(), NoteId.new()
    async with bench.open(tenant) as ctx:
        await touch_note(ctx, note_id)
        many = await touch_notes(ctx)
        await sweep_notes(ctx)
    found = [(entry.action, entry.subject_id) for entry in await entries(bench, tenant)]
    assert ("note.touch", note_id.uuid) in found
    assert {identity for action, identity in found if action == "note.touch_many"} == {item.uuid for item in many.ids}
    assert ("note.sweep", None) in found


async def test_many_subjects_take_one_statement(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        await record_many(ctx)
        assert ctx.db.statements == 1
    assert len(await entries(bench, tenant)) == 40


async def test_a_failed_command_leaves_no_entry(bench: Bench) -> None:
    tenant = bench.add_tenant()

    async def two_commands() -> None:
        async with bench.open(tenant) as ctx:
            await touch_note(ctx, NoteId.new())
            await fail_note(ctx, NoteId.new())

    with pytest.raises(Conflict):
        await two_commands()
    assert await entries(bench, tenant) == []


async def test_sensitive_reads_are_told(bench: Bench) -> None:
    tenant, note_id = bench.add_tenant(), NoteId.new()
    async with bench.open(tenant) as ctx:
        await reveal_note(ctx, note_id)
    [entry] = await entries(bench, tenant)
    assert (entry.action, entry.subject_id) == ("note.reveal", note_id.uuid)


async def test_acting_for_somebody_and_by_key_is_told(bench: Bench) -> None:
    tenant = bench.add_tenant()
    buyer, key = uuid4(), uuid4()
    agent = Principal(
        kind=PrincipalKind.API_KEY,
        display_name="Till",
        member_id=uuid4(),
        api_key_id=key,
        on_behalf=OnBehalf(member_id=buyer, organization_id=None, display_name="Bea Buyer"),
        grants=(Grant(permission="*", reach=Reach.TENANT),),
    )
    async with bench.open(tenant, agent) as ctx:
        await sweep_notes(ctx)
    [entry] = await entries(bench, tenant)
    assert (entry.actor_kind, entry.api_key_id, entry.on_behalf_of, entry.on_behalf_name) == (
        "api_key",
        key,
        buyer,
        "Bea Buyer",
    )


async def test_the_application_can_neither_change_nor_delete_entries(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        await sweep_notes(ctx)
    for statement in ("UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries", "DELETE FROM audit_chain"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with bench.open(tenant) as ctx:
                await ctx.db.run(statement)


async def test_hostile_text_is_stored_as_text(bench: Bench) -> None:
    tenant = bench.add_tenant()
    origin = Origin(request_id="r" * 500, ip="not an address", user_agent="Zero\x00Agent" + "x" * 900)
    nasty = everybody("N\x00ame '); DROP TABLE audit_entries; --" + "y" * 400)
    async with bench.open(tenant, nasty, origin) as ctx:
        ctx.record("note", None, label="l" * 900, after={"k\x00": "v\x00"}, reason="r" * 9000)
        await bench.services.audit.write_notes(ctx, "note.nasty")
    [entry] = await entries(bench, tenant)
    assert entry.ip is None
    assert entry.user_agent is not None
    assert entry.user_agent.startswith("ZeroAgent")
    assert entry.actor_name is not None
    assert entry.actor_name.startswith("Name '); DROP TABLE")


async def test_what_happens_outside_every_tenant_belongs_to_the_installation(bench: Bench) -> None:
    async with bench.open(None) as ctx:
        await bench.services.audit.write_action(ctx, ActionNote(action="account.sign_up", subject_kind="account"))
    origin = Origin(request_id="req-2", ip="192.0.2.1")
    await bench.services.audit.write_alone(
        bench.services,
        ActionNote(action="account.log_in", outcome="failed", reason="wrong password"),
        tenant=None,
        principal=ANONYMOUS,
        origin=origin,
    )
    installation = TenantRef(id=INSTALLATION, handle="", name="")
    found = [(entry.action, entry.outcome) for entry in await entries(bench, installation)]
    assert found == [("account.log_in", "failed"), ("account.sign_up", "allowed")]


async def test_timelines_page_by_key_and_stay_in_the_tenant(bench: Bench) -> None:
    tenant, other, note_id = bench.add_tenant(), bench.add_tenant(), NoteId.new()
    for owner in (tenant, other):
        async with bench.open(owner) as ctx:
            for _ in range(5):
                await touch_note(ctx, note_id)
            await sweep_notes(ctx)
    seen = []
    async with bench.open(tenant) as ctx:
        cursor = None
        while True:
            page = await bench.services.audit.entries(ctx, "note", note_id, PageQuery(limit=2, cursor=cursor))
            seen += [entry.id for entry in page.items]
            if (cursor := page.next) is None:
                break
        foreign = await bench.services.audit.entries(ctx, "note", NoteId.new())
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    assert foreign.items == []


async def test_filters_narrow_the_trail(bench: Bench) -> None:
    tenant, ada = bench.add_tenant(), everybody("Ada")
    async with bench.open(tenant, ada) as ctx:
        await sweep_notes(ctx)
    bench.clock.advance(timedelta(hours=1))
    async with bench.open(tenant) as ctx:
        await touch_note(ctx, NoteId.new())
    assert [entry.action for entry in await entries(bench, tenant, actions=["note.touch"])] == ["note.touch"]
    assert [entry.action for entry in await entries(bench, tenant, actor_id=ada.member_id)] == ["note.sweep"]
    assert [entry.action for entry in await entries(bench, tenant, since=bench.clock.now())] == ["note.touch"]
    assert [entry.action for entry in await entries(bench, tenant, until=bench.clock.now())] == ["note.sweep"]
    assert await entries(bench, tenant, outcome="denied") == []


async def denied(bench: Bench, tenant: TenantRef, principal: Principal) -> None:
    with pytest.raises((Forbidden, NotFound)):
        async with bench.open(tenant, principal) as ctx:
            await touch_note(ctx, NoteId.new())


async def test_refused_attempts_are_told_although_nothing_was_changed(bench: Bench) -> None:
    tenant = bench.add_tenant()
    nobody = Principal(kind=PrincipalKind.MEMBER, display_name="Nobody", member_id=uuid4())
    await denied(bench, tenant, nobody)
    [entry] = await entries(bench, tenant)
    assert (entry.action, entry.outcome, entry.actor_id) == ("note.touch", "denied", nobody.member_id)
    note = Note(id=NoteId.new(), text="x")
    with pytest.raises(NotFound):
        async with bench.open(tenant, nobody) as ctx:
            ctx.authorize("note.touch", note)
    assert (await entries(bench, tenant))[0].subject_id == note.id.uuid


async def test_a_flood_of_refusals_is_counted_not_written(bench: Bench) -> None:
    tenant = bench.add_tenant()
    flooder = Principal(kind=PrincipalKind.MEMBER, display_name="Flood", member_id=uuid4())
    await asyncio.gather(*(denied(bench, tenant, flooder) for _ in range(40)))
    assert len(await entries(bench, tenant)) == 5
    bench.clock.advance(timedelta(seconds=61))
    await denied(bench, tenant, flooder)
    newest = (await entries(bench, tenant))[0]
    assert paths(newest) == {"suppressed": (None, 35)}
    for _ in range(7):
        await denied(bench, tenant, flooder)
    assert await bench.services.audit.flush_denials(bench.services) == 3
    assert paths((await entries(bench, tenant))[0]) == {"suppressed": (None, 3)}
    assert await bench.services.audit.flush_denials(bench.services) == 0


async def test_many_actors_together_are_bounded_too(bench: Bench) -> None:
    tenant = bench.add_tenant()
    for _ in range(8):
        crowd = Principal(kind=PrincipalKind.MEMBER, display_name="One of many", member_id=uuid4())
        await denied(bench, tenant, crowd)
        await denied(bench, tenant, crowd)
    assert len(await entries(bench, tenant)) == 12


async def test_erasing_a_person_keeps_the_facts(bench: Bench) -> None:
    tenant, ada, eve = bench.add_tenant(), everybody("Ada"), everybody("Eve")
    for actor in (ada, eve):
        async with bench.open(tenant, actor) as ctx:
            await change_note(ctx, NoteId.new(), Change(text="new"))
    assert ada.member_id is not None
    async with bench.open(tenant, eve) as ctx:
        assert await erase_person(ctx, ada.member_id, "asked for it") == 1
    erasure, by_eve, by_ada = await entries(bench, tenant)
    assert (by_ada.actor_name, by_ada.ip, by_ada.erased) == (None, None, True)
    assert "email" not in paths(by_ada)
    assert paths(by_ada)["text"] == ("old", "new")
    assert (by_eve.actor_name, by_eve.erased) == ("Eve", False)
    assert (erasure.action, erasure.reason) == ("audit.erase", "asked for it")
