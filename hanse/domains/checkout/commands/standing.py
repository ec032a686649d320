"""Standing orders: making, changing, pausing and skipping them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from msgspec import UNSET

from hanse.domains.checkout.commands.carts import check_details, place
from hanse.domains.checkout.commands.lines import CheckedLines, check_lines, field_errors
from hanse.domains.checkout.commands.lists import check_rows
from hanse.domains.checkout.errors import LinesRefused, StandingOrderEnded
from hanse.domains.checkout.queries.carts import LINES
from hanse.domains.checkout.queries.centres import today
from hanse.domains.checkout.queries.heads import load_head
from hanse.domains.checkout.queries.standing import load_standing, shown_standing, timing_of
from hanse.domains.checkout.queries.visibility import me, own_organization, path_of
from hanse.domains.checkout.rules.calendar import check_schedule, next_run
from hanse.domains.checkout.types import (
    CreateStandingOrder,
    OrganizationId,
    RunStatus,
    StandingDetails,
    StandingOrder,
    StandingOrderId,
    StandingSchedule,
    StandingStatus,
    UpdateStandingOrder,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import to_builtins
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

INSERT: Final = """
INSERT INTO standing_orders (id, organization_id, owner_member_id, name, every, interval_count, weekdays, month_day,
    starts_on, ends_on, next_on, lines, details, created_at, updated_at)
VALUES (%(id)s, %(organization)s, %(owner)s, %(name)s, %(every)s, %(interval)s, %(weekdays)s::integer[], %(month_day)s,
    %(starts_on)s, %(ends_on)s, %(next_on)s, %(lines)s, %(details)s, %(now)s, %(now)s)
"""
UPDATE: Final = """
UPDATE standing_orders SET name = %(name)s, every = %(every)s, interval_count = %(interval)s,
    weekdays = %(weekdays)s::integer[], month_day = %(month_day)s, starts_on = %(starts_on)s, ends_on = %(ends_on)s,
    next_on = %(next_on)s, lines = %(lines)s, details = %(details)s, owner_member_id = %(owner)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
SET_STATUS: Final = """
UPDATE standing_orders SET status = %(status)s, next_on = %(next_on)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
INSERT_RUN: Final = """
INSERT INTO standing_order_runs (id, standing_order_id, due_on, status, request_id, message, ran_at)
VALUES (gen_random_uuid(), %(standing)s, %(due_on)s, %(status)s, %(request)s, %(message)s, %(now)s)
ON CONFLICT (tenant_id, standing_order_id, due_on) DO NOTHING
"""


@command("standing_order.create", permission="standing_order.manage")
async def create_standing_order(ctx: Ctx, data: CreateStandingOrder) -> StandingOrder:
    """Have the calendar order lines again and again, in the name of who sets it up.

    Raises Invalid, LinesRefused, NotFound.
    """
    organization_id = own_organization(ctx, data.organization_id)
    source = None
    if data.from_cart_id is not None:
        source = await load_head(ctx, data.from_cart_id, "cart.view")
        organization_id = source.organization_id
    path = await path_of(ctx, organization_id, "standing_order.manage")
    ctx.authorize("standing_order.manage", place("standing_order", path))
    if source is not None:
        checked = await check_rows(ctx, organization_id, await ctx.db.all(LINES, {"cart": source.id}))
    else:
        checked = await check_lines(ctx, organization_id, data.lines)
    standing_order_id = StandingOrderId.new()
    values = {
        "id": standing_order_id,
        "organization": organization_id,
        "owner": me(ctx),
        "name": _name(data.name),
        "lines": _lines(checked),
        **await _details(ctx, organization_id, data.details),
        **_timing(ctx, data.timing),
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    return await _done(ctx, standing_order_id, None)


def _name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise Invalid.field("name", "Give the standing order a name", "required")
    return name


def _lines(checked: CheckedLines) -> Json:
    """Checked lines as they are kept. Raises LinesRefused when one is wrong: nobody is there to see it later."""
    if checked.refused:
        raise LinesRefused("Some lines cannot be ordered like this", fields=field_errors(checked.refused))
    if not checked.good:
        raise Invalid.field("lines", "Say what is to be ordered", "required")
    if any(line.option_key for line in checked.good):
        raise Invalid.field("lines", "Articles made to choice cannot be ordered by the calendar yet")
    return Json(
        [
            {
                "variant_id": str(line.article.variant_id.uuid),
                "sku": line.article.sku,
                "unit": line.quantity.unit,
                "quantity": line.quantity.units,
                "note": line.note,
            }
            for line in checked.good
        ]
    )


async def _details(ctx: Ctx, organization_id: OrganizationId, details: StandingDetails) -> dict[str, Any]:
    given = {name: getattr(details, name) for name in ("billing_address_id", "shipping_address_id", "cost_centre_id")}
    await check_details(ctx, organization_id, given)
    return {"details": Json(to_builtins(details))}


def _timing(ctx: Ctx, timing: StandingSchedule) -> dict[str, Any]:
    check_schedule(timing)
    due = next_run(timing, today(ctx))
    if due is None:
        raise Invalid.field("timing.ends_on", "No run falls between today and the last day")
    return {
        "every": timing.every,
        "interval": timing.interval,
        "weekdays": sorted(set(timing.weekdays)),
        "month_day": timing.month_day,
        "starts_on": timing.starts_on,
        "ends_on": timing.ends_on,
        "next_on": due,
    }


async def _done(ctx: Ctx, standing_order_id: StandingOrderId, before: dict[str, Any] | None) -> StandingOrder:
    row = await load_standing(ctx, standing_order_id, "standing_order.view")
    after = await shown_standing(ctx, row)
    old = {"status": before["status"], "next_on": before["next_on"], "lines": len(before["lines"])} if before else None
    new = {"status": after.status.value, "next_on": after.next_on, "lines": len(after.lines)}
    ctx.record("standing_order", standing_order_id, label=after.name, before=old, after=new)
    return after


@command("standing_order.update", permission="standing_order.manage")
async def update_standing_order(
    ctx: Ctx, standing_order_id: StandingOrderId, data: UpdateStandingOrder
) -> StandingOrder:
    """Change a standing order; whoever changes it stands for it from now on. Raises Invalid, PreconditionFailed."""
    before = await _lock(ctx, standing_order_id)
    ctx.check_version(before["version"])
    organization_id = OrganizationId(before["organization_id"])
    values: dict[str, Any] = {
        "id": standing_order_id,
        "owner": me(ctx) or before["owner_member_id"],
        "name": before["name"] if data.name is UNSET else _name(data.name),
        "lines": Json(before["lines"]),
        "details": Json(before["details"]),
        **_timing(ctx, timing_of(before) if data.timing is UNSET else data.timing),
        "now": ctx.now,
    }
    if data.lines is not UNSET:
        values["lines"] = _lines(await check_lines(ctx, organization_id, data.lines))
    if data.details is not UNSET:
        values.update(await _details(ctx, organization_id, data.details))
    if before["status"] == StandingStatus.PAUSED:
        values["next_on"] = None
    await ctx.db.run(UPDATE, values)
    return await _done(ctx, standing_order_id, before)


async def _lock(ctx: Ctx, standing_order_id: StandingOrderId) -> dict[str, Any]:
    row = await load_standing(ctx, standing_order_id, "standing_order.manage", lock=True)
    if row["status"] == StandingStatus.ENDED:
        raise StandingOrderEnded()
    return row


@command("standing_order.pause", permission="standing_order.manage")
async def pause_standing_order(ctx: Ctx, standing_order_id: StandingOrderId) -> StandingOrder:
    """Order nothing until it is resumed. Raises StandingOrderEnded."""
    return await _set_status(ctx, standing_order_id, StandingStatus.PAUSED)


@command("standing_order.resume", permission="standing_order.manage")
async def resume_standing_order(ctx: Ctx, standing_order_id: StandingOrderId) -> StandingOrder:
    """Go on from today; what was missed is not made up for. Raises StandingOrderEnded."""
    return await _set_status(ctx, standing_order_id, StandingStatus.ACTIVE)


@command("standing_order.end", permission="standing_order.manage")
async def end_standing_order(ctx: Ctx, standing_order_id: StandingOrderId) -> StandingOrder:
    """Order nothing any more; its history stays. Raises StandingOrderEnded."""
    return await _set_status(ctx, standing_order_id, StandingStatus.ENDED)


async def _set_status(ctx: Ctx, standing_order_id: StandingOrderId, status: StandingStatus) -> StandingOrder:
    before = await _lock(ctx, standing_order_id)
    due: date | None = None
    if status is StandingStatus.ACTIVE:
        due = before["next_on"] or next_run(timing_of(before), today(ctx))
        if due is None:
            raise StandingOrderEnded("Its last day has passed; change the calendar first")
    await ctx.db.run(SET_STATUS, {"id": standing_order_id, "status": status, "next_on": due, "now": ctx.now})
    return await _done(ctx, standing_order_id, before)


@command("standing_order.skip", permission="standing_order.manage")
async def skip_standing_order(ctx: Ctx, standing_order_id: StandingOrderId) -> StandingOrder:
    """Leave the next run out; it stays visible as skipped. Raises StandingOrderEnded."""
    before = await _lock(ctx, standing_order_id)
    if before["next_on"] is None:
        raise StandingOrderEnded("There is no next run to skip")
    await note_run(ctx, standing_order_id, before["next_on"], RunStatus.SKIPPED, message="Left out on request")
    await move_on(ctx, before)
    return await _done(ctx, standing_order_id, before)


async def note_run(
    ctx: Ctx, standing_order_id: Any, due_on: date, status: RunStatus, *, request: Any = None, message: str = ""
) -> bool:
    """Write down what came of a run; false when that day was written down before."""
    values = {
        "standing": standing_order_id,
        "due_on": due_on,
        "status": status,
        "request": request,
        "message": message[:1_000],
        "now": ctx.now,
    }
    return bool(await ctx.db.run(INSERT_RUN, values))


async def move_on(ctx: Ctx, row: dict[str, Any]) -> None:
    """Set the next day after the present one and after today; without one, the standing order has ended."""
    following = max(row["next_on"], today(ctx) if row["next_on"] < today(ctx) else row["next_on"])
    due = next_run(timing_of(row), following + timedelta(days=1))
    status = StandingStatus.ACTIVE if due is not None else StandingStatus.ENDED
    await ctx.db.run(SET_STATUS, {"id": row["id"], "status": status, "next_on": due, "now": ctx.now})
