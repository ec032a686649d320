"""Lists of orders: each combination of filters has its own statement, so that each page is read from an index.

A page costs what the first one costs: the cursor is the last row's instant and id.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hanse.domains.orders.queries.building import build_summary, po_key
from hanse.domains.orders.queries.orders import BUYER, PATH
from hanse.domains.orders.types import ListOrders, OrderCounts, OrderSummary
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.text import normalise
from hanse.platform.authz import Scope
from hanse.platform.commands import query
from hanse.platform.context import Ctx

COLUMNS: Final = """o.id, o.number, o.status, o.organization_id, o.organization_name, o.buyer_member_id, :buyer, :path,
    o.po_number, o.gross_minor, o.currency, o.line_count, o.has_backorder,
    o.cancel_requested_at IS NOT NULL AS wants_cancellation, o.requested_date, o.placed_at, o.version""".replace(
    ":buyer", BUYER
).replace(":path", PATH)
# The organizations a reader sees orders of; own orders come beside them.
PLACES: Final = """
SELECT p.id FROM unnest(%(organizations)s::uuid[]) AS p (id)
UNION
SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY (%(trees)s::uuid[])
"""
SEEN: Final = """(%(everything)s OR o.organization_id IN (:places)
    OR (o.buyer_member_id = %(own)s AND (%(own_anywhere)s OR o.organization_id IN (
        SELECT v.descendant_id FROM organization_closure v WHERE v.ancestor_id = ANY (%(own_trees)s::uuid[])))))
""".replace(":places", PLACES)
# What a search text may be: a number, a PO number, or a part of the buyer's name.
FOUND: Final = """o.id IN (
    SELECT n.id FROM orders n WHERE n.number = %(number)s
    UNION SELECT k.id FROM orders k WHERE k.po_key = %(po_key)s
    UNION SELECT x.id FROM (SELECT g.id FROM organizations g WHERE strpos(g.search_key, %(text)s) > 0 LIMIT 50) g
        CROSS JOIN LATERAL (SELECT m.id FROM orders m WHERE m.organization_id = g.id
            AND (%(after_id)s::uuid IS NULL OR (m.placed_at, m.id) :sign (%(after_at)s::timestamptz, %(after_id)s))
            ORDER BY m.placed_at :way, m.id :way LIMIT %(limit)s) x)"""
_FLAGS: Final = ("places", "status", "backordered", "wants_cancellation", "from", "to", "found", "seen")


def _listing(sort: str, flags: frozenset[str]) -> str:
    """The statement for one combination of filters; made once each."""
    sign, way = ("<", "DESC") if sort.startswith("-") else (">", "ASC")
    conditions = [
        condition
        for flag, condition in (
            ("places", "o.organization_id = place.id"),
            ("status", "o.status = state.status"),
            ("backordered", "o.has_backorder"),
            ("wants_cancellation", "o.cancel_requested_at IS NOT NULL"),
            ("from", "o.placed_at >= %(placed_from)s::timestamptz"),
            ("to", "o.placed_at < %(placed_to)s::timestamptz"),
            ("after", f"(o.placed_at, o.id) {sign} (%(after_at)s::timestamptz, %(after_id)s::uuid)"),
            ("found", FOUND.replace(":sign", sign).replace(":way", way)),
            ("seen", SEEN),
        )
        if flag in flags
    ]
    order = f"ORDER BY o.placed_at {way}, o.id {way} LIMIT %(limit)s"
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    drivers = (
        ["(SELECT DISTINCT id FROM (:rows) p) place".replace(":rows", _place_rows(flags))] if "places" in flags else []
    )
    drivers += ["unnest(%(statuses)s::text[]) AS state (status)"] if "status" in flags else []
    if not drivers:
        return f"SELECT {COLUMNS} FROM orders o {where} {order}"  # noqa: S608 - put together from constants
    few = f"SELECT o.* FROM orders o {where} {order}"  # noqa: S608 - put together from constants
    source = f"{' CROSS JOIN '.join(drivers)} CROSS JOIN LATERAL ({few}) o"
    return f"SELECT {COLUMNS} FROM {source} {order}"  # noqa: S608 - put together from constants


def _place_rows(flags: frozenset[str]) -> str:
    """The organizations of the list: the one asked for, as far as the reader sees it, or all they see."""
    if "one" not in flags:
        return PLACES
    return f"""SELECT w.id FROM unnest(ARRAY[%(organization)s]::uuid[]) AS w (id)
        WHERE %(everything)s OR w.id IN ({PLACES})"""  # noqa: S608 - put together from constants


EXPORTED: Final = """o.id, o.number, o.status, o.placed_at, o.organization_name, o.po_number, o.cost_centre,
    o.requested_date, o.due_date, o.currency, o.net_minor, o.tax_minor, o.gross_minor"""
EXPORTED_LINES: Final = """, l.line_key, l.sku, l.name, l.quantity, l.unit, l.unit_price_micros,
    l.net_minor AS line_net, l.shipped, l.cancelled"""


def export_listing(sort: str, flags: frozenset[str], *, lines: bool) -> Any:
    """The statement of a list as it is taken out: other columns, on request with a row for each line."""
    way = "DESC" if sort.startswith("-") else "ASC"
    orders = _listing(sort, flags).replace(COLUMNS, "o.*", 1)
    joined = "JOIN order_lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id" if lines else ""
    columns = EXPORTED + (EXPORTED_LINES if lines else "")
    order = f"o.placed_at {way}, o.id {way}" + (", l.line_key" if lines else "")
    return f"SELECT {columns} FROM ({orders}) o {joined} ORDER BY {order}"  # noqa: S608 - put together from constants


_statements: dict[tuple[str, frozenset[str]], str] = {}


def listing(sort: str, flags: frozenset[str]) -> Any:
    """The statement of a combination; from constants alone."""
    key = (sort, flags)
    if key not in _statements:
        _statements[key] = _listing(sort, flags)
    return _statements[key]


@query("order.list", permission="order.view")
async def list_orders(ctx: Ctx, query: ListOrders) -> Page[OrderSummary]:
    """List the orders the reader may see, by filters, newest first."""
    scope = ctx.scope("order.view")
    after = decode_cursor(query.cursor, datetime, UUID)
    flags = flags_of(scope, query) | ({"after"} if after else set())
    parameters = {**list_parameters(ctx, scope, query), "limit": query.limit + 1}
    parameters |= {"after_at": after[0] if after else None, "after_id": after[1] if after else None}
    rows = await ctx.db.all(listing(query.sort, frozenset(flags)), parameters)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["placed_at"], row["id"]))
    return Page([build_summary(ctx, row) for row in page.items], page.next)


def flags_of(scope: Scope, query: ListOrders) -> set[str]:
    """Which conditions a list needs; own orders of anywhere are looked for among all."""
    mixed = scope.own_member_id is not None and not scope.everything
    given = {
        "status": query.status,
        "backordered": query.backordered,
        "wants_cancellation": query.wants_cancellation,
        "from": query.placed_from,
        "to": query.placed_to,
        "found": query.q and query.q.strip(),
        "seen": mixed or (query.q and not scope.everything),
    }
    flags = {name for name, value in given.items() if value}
    if query.organization is not None:
        flags |= {"places", "one"}
    elif not scope.everything and "seen" not in flags:
        flags |= {"places"}
    return flags


def list_parameters(ctx: Ctx, scope: Scope, query: ListOrders) -> dict[str, Any]:
    """What the statements take, without the place in the list and the limit."""
    zone = ZoneInfo(ctx.tenant.timezone)
    text = (query.q or "").strip()
    last = query.placed_to + timedelta(days=1) if query.placed_to else None
    return {
        **scope_parameters(scope),
        "statuses": sorted({status.value for status in query.status}),
        "organization": query.organization,
        "placed_from": datetime.combine(query.placed_from, time(), zone) if query.placed_from else None,
        "placed_to": datetime.combine(last, time(), zone) if last else None,
        "number": text,
        "po_key": po_key(text),
        "text": normalise(text),
    }


def scope_parameters(scope: Scope) -> dict[str, Any]:
    """What PLACES and SEEN take."""
    return {
        "everything": scope.everything,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": scope.own_member_id,
        "own_anywhere": not scope.own_trees,
        "own_trees": list(scope.own_trees),
    }


COUNT_LIMIT: Final = 1_000
_CAPPED: Final = f"SELECT count(*) AS n FROM (SELECT FROM orders o WHERE :which LIMIT {COUNT_LIMIT}) c"  # noqa: S608
_COUNTED: Final = (
    ("status", "o.status = state.status"),
    ("backordered", "o.has_backorder"),
    ("wants_cancellation", "o.cancel_requested_at IS NOT NULL"),
)


def _counting(how: str) -> str:
    """Each number by its own index: of everything, of places, or of what is seen (own orders)."""
    extra = {"everything": "true", "places": "o.organization_id = place.id", "seen": SEEN}[how]
    parts = []
    for name, condition in _COUNTED:
        inner = _CAPPED.replace(":which", f"{condition} AND {extra}")
        if how == "places":
            inner = f"SELECT sum(k.n)::bigint AS n FROM ({PLACES}) place CROSS JOIN LATERAL ({inner}) k"  # noqa: S608
        if name == "status":
            inner = f"""SELECT jsonb_object_agg(state.status, s.n)
                FROM unnest(%(statuses)s::text[]) AS state (status) CROSS JOIN LATERAL ({inner}) s"""  # noqa: S608
        parts.append(f"({inner}) AS {name}")
    return f"SELECT {', '.join(parts)}"


COUNTS: Final[Mapping[str, Any]] = {how: _counting(how) for how in ("everything", "places", "seen")}


@query("order.counts", permission="order.view")
async def count_orders(ctx: Ctx) -> OrderCounts:
    """Count the orders the reader may see, by status; numbers stop at a thousand (of each organization)."""
    scope = ctx.scope("order.view")
    how = "everything" if scope.everything else "seen" if scope.own_member_id else "places"
    statuses = ["placed", "confirmed", "in_fulfilment", "completed", "cancelled", "on_hold"]
    row = await ctx.db.one(COUNTS[how], {**scope_parameters(scope), "statuses": statuses})
    return OrderCounts(
        statuses={name: number or 0 for name, number in (row["status"] or {}).items()},
        backordered=row["backordered"] or 0,
        wants_cancellation=row["wants_cancellation"] or 0,
    )


SHAPES: Final = [frozenset(flags) for size in range(len(_FLAGS) + 1) for flags in itertools.combinations(_FLAGS, size)]
"""Every combination of filters, for tests that try them all."""
