"""Reads of what comes to its end: the worklist of renewals, the contract's own, and the calendar of its days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.queries.contracts import VISIBLE, load_contract, reader_side, scope_parameters
from hanse.domains.contracts.rules.dates import today_in
from hanse.domains.contracts.rules.renewals import MARKS
from hanse.domains.contracts.types import ContractId
from hanse.domains.contracts.types.renewals import (
    CalendarDay,
    CalendarQuery,
    FilterRenewals,
    Renewal,
    RenewalCounts,
    RenewalState,
)
from hanse.kit.errors import Invalid
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

CALENDAR_DAYS: Final = 400
SELECT: Final = """
SELECT r.contract_id, r.version_id, c.number, c.title, c.organization_id, o.name AS organization_name,
    c.owner_member_id, (SELECT m.display_name FROM members m WHERE m.tenant_id = c.tenant_id
        AND m.id = c.owner_member_id) AS owner_name, r.mode, r.status, r.ends_on, r.notice_on, c.value_minor,
    c.currency, r.notice_side, r.notice_reason, r.notice_by_name, r.noticed_at, r.next_version_id, c.version
FROM contract_renewals r
JOIN contracts c ON c.tenant_id = r.tenant_id AND c.id = r.contract_id AND c.active_version_id = r.version_id
    AND c.status IN ('active', 'renewal')
JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id
"""
LIST: Final = f"""{SELECT}
WHERE {VISIBLE} AND r.status = ANY (%(statuses)s)
  AND (%(modes)s::text[] IS NULL OR r.mode = ANY (%(modes)s))
  AND (%(until)s::date IS NULL OR r.notice_on <= %(until)s)
  AND (%(organization)s::uuid IS NULL OR c.organization_id = %(organization)s)
  AND (%(owner)s::uuid IS NULL OR c.owner_member_id = %(owner)s)
  AND (%(after_id)s::uuid IS NULL OR (r.notice_on, r.version_id) > (%(after_day)s, %(after_id)s))
ORDER BY r.notice_on, r.version_id LIMIT %(limit)s
"""
OF_CONTRACT: Final = SELECT + "WHERE r.contract_id = %(contract)s"
COUNTS: Final = f"""
SELECT count(*) FILTER (WHERE r.notice_on <= %(today)s::date + 30) AS within_30,
    count(*) FILTER (WHERE r.notice_on > %(today)s::date + 30 AND r.notice_on <= %(today)s::date + 60) AS within_60,
    count(*) FILTER (WHERE r.notice_on > %(today)s::date + 60 AND r.notice_on <= %(today)s::date + 90) AS within_90,
    count(*) FILTER (WHERE r.notice_on > %(today)s::date + 90) AS later
FROM contract_renewals r
JOIN contracts c ON c.tenant_id = r.tenant_id AND c.id = r.contract_id AND c.active_version_id = r.version_id
    AND c.status IN ('active', 'renewal')
WHERE r.status = 'open' AND {VISIBLE}
"""  # noqa: S608 - put together from constants
CALENDAR: Final = f"""
WITH seen AS MATERIALIZED (
    SELECT c.tenant_id, c.id, c.number, c.title, o.name AS organization_name, c.status, c.active_version_id,
        (c.ends_at AT TIME ZONE %(zone)s - interval '1 microsecond')::date AS ends_on, c.terminated_at
    FROM contracts c JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id
    WHERE {VISIBLE} AND (%(organization)s::uuid IS NULL OR c.organization_id = %(organization)s)
)
SELECT x.day, x.kind, x.contract_id, x.number, x.title, x.organization_name, x.what
FROM (
    SELECT (l.starts_at AT TIME ZONE %(zone)s)::date AS day, 'start' AS kind, s.id AS contract_id, s.number, s.title,
        s.organization_name, 'Version ' || v.number || ' comes into force' AS what
    FROM seen s JOIN contract_price_lists l ON l.tenant_id = s.tenant_id AND l.contract_id = s.id
    JOIN contract_versions v ON v.tenant_id = l.tenant_id AND v.id = l.version_id
    UNION ALL
    SELECT r.notice_on, 'notice', s.id, s.number, s.title, s.organization_name, 'Last day for notice'
    FROM seen s JOIN contract_renewals r ON r.tenant_id = s.tenant_id AND r.version_id = s.active_version_id
    WHERE r.status = 'open' AND s.status IN ('active', 'renewal')
    UNION ALL
    SELECT s.ends_on, 'end', s.id, s.number, s.title, s.organization_name,
        CASE WHEN s.terminated_at IS NULL THEN 'Last day of the term' ELSE 'Last day, terminated' END
    FROM seen s WHERE s.status IN ('active', 'renewal') AND s.ends_on IS NOT NULL
    UNION ALL
    SELECT d.ends_on - 1, 'period', s.id, s.number, s.title, s.organization_name, 'Last day of ' || k.name
    FROM seen s JOIN contract_commitment_periods d ON d.tenant_id = s.tenant_id AND d.contract_id = s.id
    JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
    WHERE d.ends_on IS NOT NULL
    UNION ALL
    SELECT t.due_on, 'task', s.id, s.number, s.title, s.organization_name, t.title
    FROM seen s JOIN contract_tasks t ON t.tenant_id = s.tenant_id AND t.contract_id = s.id
    WHERE t.status = 'open' AND (NOT t.is_internal OR %(side)s = 'seller')
) x
WHERE x.day BETWEEN %(since)s AND %(until)s
ORDER BY x.day, x.number, x.kind, x.what LIMIT 2000
"""  # noqa: S608 - put together from constants


@query("contract.renewals", permission="contract.view_internal")
async def list_renewals(ctx: Ctx, query: FilterRenewals) -> Page[Renewal]:
    """List contracts in force whose term ends, the nearest last day for notice first."""
    scope = ctx.scope("contract.view_internal")
    today = today_in(ctx.now, ctx.tenant.timezone)
    after = decode_cursor(query.cursor, date, UUID) or (None, None)
    wanted = {
        **scope_parameters(scope),
        "side": "seller",
        "statuses": list(query.status) or ["open"],
        "modes": [mode.value for mode in query.mode] or None,
        "until": today + timedelta(days=query.within) if query.within is not None else None,
        "organization": query.organization,
        "owner": query.owner,
        "after_day": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["notice_on"], row["version_id"]))
    return Page([_renewal(row, today) for row in page.items], page.next)


@query("contract.renewal_counts", permission="contract.view_internal")
async def count_renewals(ctx: Ctx) -> RenewalCounts:
    """Count the contracts that wait for a decision, by how near the last day for notice is."""
    scope = ctx.scope("contract.view_internal")
    wanted = {**scope_parameters(scope), "side": "seller", "today": today_in(ctx.now, ctx.tenant.timezone)}
    return from_row(await ctx.db.one(COUNTS, wanted), RenewalCounts)


@query("contract.renewal", permission="contract.view")
async def get_renewal(ctx: Ctx, contract_id: ContractId) -> RenewalState:
    """Whether a contract in force goes on: until when notice is possible, and what happens. Raises NotFound."""
    await load_contract(ctx, contract_id, "contract.view")
    return RenewalState(renewal=await find_renewal(ctx, contract_id))


@query("contract.calendar", permission="contract.view")
async def get_calendar(ctx: Ctx, query: CalendarQuery) -> list[CalendarDay]:
    """The days that matter in the contracts the reader may see: starts, last days for notice, ends, periods, tasks.

    Raises Invalid for more than a year and a month.
    """
    scope = ctx.scope("contract.view")
    today = today_in(ctx.now, ctx.tenant.timezone)
    since = query.since or today
    until = query.until or since + timedelta(days=90)
    if not since <= until <= since + timedelta(days=CALENDAR_DAYS):
        raise Invalid.field("until", f"Ask for {CALENDAR_DAYS} days at most, from the earlier to the later", "range")
    wanted = {
        **scope_parameters(scope),
        "side": reader_side(ctx).value,
        "organization": query.organization,
        "zone": ctx.tenant.timezone,
        "since": since,
        "until": until,
    }
    return await ctx.db.all(CALENDAR, wanted, into=CalendarDay)


async def find_renewal(ctx: Ctx, contract_id: ContractId) -> Renewal | None:
    """What becomes of a contract in force; asks for no right."""
    row = await ctx.db.maybe(OF_CONTRACT, {"contract": contract_id})
    return _renewal(row, today_in(ctx.now, ctx.tenant.timezone)) if row is not None else None


def _renewal(row: dict[str, Any], today: date) -> Renewal:
    left = (row["notice_on"] - today).days
    reached = [mark for mark in MARKS if left <= mark]
    minor, currency = row.pop("value_minor"), row.pop("currency")
    values = {
        **row,
        "days_left": left,
        "mark": min(reached) if reached else None,
        "outcome": _outcome(row),
        "value": Money(minor, currency) if minor is not None else None,
    }
    return from_row(values, Renewal)


def _outcome(row: Mapping[str, Any]) -> str:
    """What happens to a contract, in a sentence."""
    ends, notice = f"{row['ends_on']:%-d %B %Y}", f"{row['notice_on']:%-d %B %Y}"
    if row["status"] == "noticed":
        return f"Notice was given: it ends after {ends}"
    if row["status"] == "lapsed":
        return "It goes on until notice is given" if row["mode"] == "evergreen" else f"It ends after {ends}"
    if row["next_version_id"] is not None and row["mode"] != "auto":
        return f"A renewal is on its way; without it, it ends after {ends}"
    return {
        "auto": f"Renews itself after {ends}, unless notice is given by {notice}",
        "evergreen": f"Goes on after {ends}, until notice is given",
        "manual": f"Ends after {ends}, unless it is renewed",
        "none": f"Ends after {ends}",
    }[row["mode"]]
