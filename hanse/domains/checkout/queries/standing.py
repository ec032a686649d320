"""Reads of standing orders: what the calendar orders, and what came of each run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.queries.articles import find_articles
from hanse.domains.checkout.queries.centres import today
from hanse.domains.checkout.queries.visibility import OWNED, PATH, within_parameters
from hanse.domains.checkout.rules.calendar import describe_schedule, upcoming
from hanse.domains.checkout.types import (
    Every,
    OrganizationId,
    StandingDetails,
    StandingLine,
    StandingOrder,
    StandingOrderFilter,
    StandingOrderId,
    StandingOrderSummary,
    StandingRun,
    StandingSchedule,
    StandingStatus,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import convert, from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SHOWN_RUNS: Final = 50
SELECT: Final = """
SELECT x.id, x.organization_id, x.owner_member_id, x.name, x.status, x.every, x.interval_count, x.weekdays, x.month_day,
    x.starts_on, x.ends_on, x.next_on, x.lines, x.details, x.version, x.created_at, x.updated_at,
    (SELECT o.name FROM organizations o WHERE o.tenant_id = x.tenant_id AND o.id = x.organization_id)
        AS organization_name,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = x.owner_member_id), '')
        AS owner_name,
    (SELECT r.status FROM standing_order_runs r WHERE r.tenant_id = x.tenant_id AND r.standing_order_id = x.id
        ORDER BY r.due_on DESC LIMIT 1) AS last_status,
    coalesce((SELECT r.message FROM standing_order_runs r WHERE r.tenant_id = x.tenant_id
        AND r.standing_order_id = x.id ORDER BY r.due_on DESC LIMIT 1), '') AS last_message, :path
FROM standing_orders x
""".replace(":path", PATH)
GET: Final = SELECT + "WHERE x.id = %(id)s"
LOCK: Final = "SELECT id FROM standing_orders WHERE id = %(id)s FOR UPDATE"
LIST: Final = (
    SELECT
    + "WHERE "
    + OWNED
    + """
  AND (%(organization)s::uuid IS NULL OR x.organization_id = %(organization)s)
  AND (%(statuses)s::text[] IS NULL OR x.status = ANY(%(statuses)s))
  AND (%(after_id)s::uuid IS NULL OR (x.updated_at, x.id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY x.updated_at DESC, x.id DESC LIMIT %(limit)s
"""
)
RUNS: Final = """
SELECT r.due_on, r.status, r.request_id, r.message, r.ran_at, coalesce((SELECT q.order_number FROM order_requests q
    WHERE q.tenant_id = r.tenant_id AND q.id = r.request_id), '') AS order_number
FROM standing_order_runs r WHERE r.standing_order_id = %(id)s ORDER BY r.due_on DESC LIMIT %(limit)s
"""


@query("standing_order.list", permission="standing_order.view")
async def list_standing_orders(ctx: Ctx, query: StandingOrderFilter) -> Page[StandingOrderSummary]:
    """List the standing orders the reader may see, newest change first."""
    scope = ctx.scope("standing_order.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    wanted = {
        **within_parameters(scope),
        "organization": query.organization,
        "statuses": [status.value for status in query.status] or None,
        "after_at": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    page = page_of(await ctx.db.all(LIST, wanted), query.limit, lambda row: encode_cursor(row["updated_at"], row["id"]))
    return Page([build_summary(ctx, row) for row in page.items], page.next)


def build_summary(ctx: Ctx, row: dict[str, Any]) -> StandingOrderSummary:
    """A row as lists show it."""
    facts = {**row, "schedule": describe_schedule(timing_of(row)), "line_count": len(row["lines"])}
    found = from_row(facts, StandingOrderSummary)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["standing_order"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)


def timing_of(row: dict[str, Any]) -> StandingSchedule:
    """The schedule of a row."""
    return StandingSchedule(
        every=Every(row["every"]),
        interval=row["interval_count"],
        weekdays=list(row["weekdays"]),
        month_day=row["month_day"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
    )


@query("standing_order.get", permission="standing_order.view")
async def get_standing_order(ctx: Ctx, standing_order_id: StandingOrderId) -> StandingOrder:
    """Read a standing order with its next days and its last runs. Raises NotFound."""
    row = await load_standing(ctx, standing_order_id, "standing_order.view")
    return await shown_standing(ctx, row)


async def load_standing(
    ctx: Ctx, standing_order_id: StandingOrderId, permission: str, *, lock: bool = False
) -> dict[str, Any]:
    """One standing order as its row, for who holds `permission` on it. Raises NotFound, Forbidden."""
    if lock:
        await ctx.db.maybe(LOCK, {"id": standing_order_id})
    row = await ctx.db.maybe(GET, {"id": standing_order_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, build_summary(ctx, row))
    return row


async def shown_standing(ctx: Ctx, row: dict[str, Any]) -> StandingOrder:
    """A standing order as its reader sees it."""
    ids = [VariantId(UUID(line["variant_id"])) for line in row["lines"]]
    articles = await find_articles(ctx, OrganizationId(row["organization_id"]), ids)
    lines = []
    for variant_id, line in zip(ids, row["lines"], strict=True):
        article = articles.by_id.get(variant_id)
        lines.append(
            StandingLine(
                variant_id=variant_id,
                sku=article.sku if article else line["sku"],
                name=article.name if article else "No longer available",
                quantity=Quantity(line["quantity"], line["unit"]),
                note=line["note"],
            )
        )
    timing = timing_of(row)
    runs = await ctx.db.all(RUNS, {"id": row["id"], "limit": SHOWN_RUNS}, into=StandingRun)
    first = row["next_on"] or today(ctx) + timedelta(days=1)
    found = from_row(
        {
            **row,
            "schedule": describe_schedule(timing),
            "timing": timing,
            "details": convert(row["details"], StandingDetails),
            "lines": lines,
            "runs": runs,
            "upcoming": upcoming(timing, first, 5) if row["status"] == StandingStatus.ACTIVE else [],
        },
        StandingOrder,
    )
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["standing_order"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)
