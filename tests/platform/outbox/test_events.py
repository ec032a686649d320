"""Events: kept with the change or not at all, handed on in the transaction and after it."""

from uuid import UUID

import pytest

from hanse.kit.errors import Conflict
from hanse.kit.pagination import Page
from hanse.platform.context import Ctx
from hanse.platform.outbox import EventChainTooDeep, EventQuery, EventWithoutTenant, StoredEvent, UndeclaredEvent
from hanse.testing.worker import Bench, everybody
from tests.platform.outbox.things import (
    ThingCounted,
    ThingEchoed,
    ThingForgotten,
    ThingId,
    ThingMade,
    ThingUnheard,
    heard,
    subject,
)


async def events_of(bench: Bench, tenant, **filters) -> Page[StoredEvent]:
    async with bench.open(tenant) as ctx:
        return await bench.services.outbox.list_events(ctx, EventQuery(**filters))


async def queued(bench: Bench) -> list[str]:
    async with bench.sweeper.transaction() as transaction:
        return await transaction.values("SELECT entrypoint FROM hanse_jobs.pgqueuer ORDER BY id")


async def test_an_event_is_kept_with_actor_subject_and_request(bench: Bench) -> None:
    tenant, ada, thing = bench.add_tenant(), everybody(), ThingId.new()
    async with bench.open(tenant, ada) as ctx:
        ctx.emit(ThingMade(thing_id=thing, size=3), subject=subject(thing))
        request = ctx.request_id
    [made] = (await events_of(bench, tenant, names=["thing.made"])).items
    assert (made.wire_name, made.subject_kind, made.subject_id) == ("thing.made.v1", "thing", thing.uuid)
    assert (made.actor_kind, made.actor_id, made.request_id) == ("member", ada.member_id, request)
    assert made.occurred_at == bench.clock.now()
    assert bench.services.outbox.decode(made) == ThingMade(thing_id=thing, size=3)


async def test_in_tx_handlers_act_with_their_declared_rights_only(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        ctx.emit(ThingMade(thing_id=ThingId.new(), size=3))
    assert [name for name, _ in heard.calls] == ["count", "note"]
    assert heard.rights == {"thing.count": True, "thing.make": False}
    events = (await events_of(bench, tenant)).items
    by_name = {event.name: event for event in events}
    assert by_name["thing.counted"].causation_id == by_name["thing.made"].id
    assert by_name["thing.counted"].actor_kind == "system"


async def test_what_an_in_tx_handler_records_is_audited(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        ctx.emit(ThingMade(thing_id=ThingId.new(), size=3))
    async with bench.open(tenant) as ctx:
        actions = await ctx.db.all("SELECT action, subject_kind, actor_kind FROM audit_entries")
    assert [tuple(row.values()) for row in actions] == [("outbox.count", "counter", "system")]


async def test_a_failing_in_tx_handler_undoes_everything(bench: Bench) -> None:
    tenant = bench.add_tenant()
    heard.fail_counting = Conflict("the counter is full")
    with pytest.raises(Conflict, match="the counter is full"):
        async with bench.open(tenant) as ctx:
            ctx.emit(ThingMade(thing_id=ThingId.new(), size=3))
    assert (await events_of(bench, tenant)).items == []
    assert await queued(bench) == []


async def test_rolled_back_events_leave_nothing(bench: Bench) -> None:
    tenant = bench.add_tenant()

    async def fail() -> None:
        async with bench.open(tenant) as ctx:
            ctx.emit(ThingUnheard())
            await bench.services.outbox.flush(ctx)
            raise Conflict

    with pytest.raises(Conflict):
        await fail()
    assert (await events_of(bench, tenant)).items == []
    assert await queued(bench) == []


async def test_events_of_an_undone_savepoint_are_dropped(bench: Bench) -> None:
    tenant = bench.add_tenant()

    async def undone(ctx: Ctx) -> None:
        async with ctx.db.savepoint():
            ctx.emit(ThingCounted(number=2))
            async with ctx.db.savepoint():
                ctx.emit(ThingCounted(number=3))
            raise Conflict

    async with bench.open(tenant) as ctx:
        ctx.emit(ThingCounted(number=1))
        with pytest.raises(Conflict):
            await undone(ctx)
        async with ctx.db.savepoint():
            ctx.emit(ThingCounted(number=4))
    kept = (await events_of(bench, tenant)).items
    assert sorted(event.payload["number"] for event in kept) == [1, 4]
    assert [event.number for _, event in heard.calls] == [1, 4]


async def test_handlers_set_off_each_other_at_most_twice(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        ctx.emit(ThingEchoed(left=1))
    assert heard.calls == [("echo", 1), ("echo", 0)]
    with pytest.raises(EventChainTooDeep, match=r"thing\.echoed\.v1 -> outbox\.echo"):
        async with bench.open(tenant) as ctx:
            ctx.emit(ThingEchoed(left=2))
    assert len((await events_of(bench, tenant)).items) == 2


async def test_after_commit_handlers_run_as_jobs_with_the_typed_event(bench: Bench) -> None:
    tenant, thing = bench.add_tenant(), ThingId.new()
    async with bench.open(tenant) as ctx:
        ctx.emit(ThingMade(thing_id=thing, size=3))
        assert await queued(bench) == []
        request = ctx.request_id
    heard.calls.clear()
    outcomes = await bench.drain()
    assert sorted(outcomes) == [
        ("on:outbox.announce", "done"),
        ("on:outbox.mirror", "done"),
        ("on:outbox.mirror", "done"),
    ]
    assert ("announce", ThingMade(thing_id=thing, size=3)) in heard.calls
    assert heard.rights == {"thing.announce": True, "thing.make": False}
    announcing = heard.contexts[-1]
    made = (await events_of(bench, tenant, names=["thing.made"])).items[0]
    assert (announcing.tenant.id, announcing.request_id) == (tenant.id, request)
    assert announcing.origin.causation_id == made.id


async def test_a_subscription_to_the_base_class_hears_every_event(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        ctx.emit(ThingUnheard())
        ctx.emit(ThingCounted(number=1))
    await bench.drain()
    mirrored = [what for name, what in heard.calls if name == "mirror"]
    assert sorted(mirrored) == ["thing.counted.v1", "thing.unheard.v1"]


async def test_one_statement_stores_any_number_of_events_and_jobs(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        for _ in range(50):
            ctx.emit(ThingUnheard())
        await bench.services.outbox.flush(ctx)
        assert ctx.db.statements == 1
    assert len(await queued(bench)) == 50


async def test_undeclared_events_and_events_without_a_tenant_are_defects(bench: Bench) -> None:
    async with bench.open(bench.add_tenant()) as ctx:
        with pytest.raises(UndeclaredEvent):
            ctx.emit(ThingForgotten())
    with pytest.raises(EventWithoutTenant):
        async with bench.open(None) as ctx:
            ctx.emit(ThingUnheard())


async def test_events_are_listed_by_page_subject_and_name_within_the_tenant(bench: Bench) -> None:
    tenant, other, thing = bench.add_tenant(), bench.add_tenant(), ThingId.new()
    for owner in (tenant, other):
        async with bench.open(owner) as ctx:
            for number in range(5):
                ctx.emit(ThingCounted(number=number), subject=subject(thing))
            ctx.emit(ThingUnheard())
    seen: list[UUID] = []
    cursor = None
    while True:
        page = await events_of(bench, tenant, subject_kind="thing", subject_id=thing.uuid, limit=2, cursor=cursor)
        seen += [event.id for event in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    async with bench.open(other) as ctx:
        foreign = {event.id for event in (await bench.services.outbox.list_events(ctx, EventQuery())).items}
    assert foreign.isdisjoint(seen)


async def test_emitting_through_a_system_context_keeps_one_buffer(bench: Bench) -> None:
    tenant = bench.add_tenant()
    async with bench.open(tenant) as ctx:
        helper: Ctx = ctx.as_system("repair", ("thing.make",))
        helper.emit(ThingUnheard())
    [event] = (await events_of(bench, tenant)).items
    assert event.actor_kind == "system"
