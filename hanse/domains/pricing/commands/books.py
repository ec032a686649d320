"""Price books: the present price of every product for one set of lists, so that a catalogue can be sorted by it.

A book is derived and may be missing or old; what it cannot know is worked out when it is read (see the migration and
docs/decisions/0012-own-prices.md). Must not be here: reading by price.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hanse.kit.ids import uuid7
from hanse.platform.context import Ctx, open_context, system_principal
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BOOK_JOB: Final = "pricing.build_book"
TIDY_JOB: Final = "pricing.tidy_books"
KEPT: Final = timedelta(days=3)
"""A book older than this is dropped; whoever looks again gets a new one."""
NOTED: Final = timedelta(days=1)
"""Marks are kept at least so long: a book that is being built may still ask for them."""
BATCH: Final = 5_000
KEY: Final = "SELECT key, lists FROM price_book_key(%(organization)s, %(channel)s, %(currency)s, %(now)s)"
BEGIN: Final = """
INSERT INTO price_books (id, key, snapshot, built_at) VALUES (%(id)s, %(key)s, '', 'epoch')
ON CONFLICT (tenant_id, key) DO NOTHING
"""
LOCK: Final = """
SELECT id, nullif(snapshot, '') AS snapshot, built_at FROM price_books WHERE key = %(key)s FOR UPDATE
"""
# Read before anything else: what is committed later is not seen by it, and so is worked out by readers.
SNAPSHOT: Final = "SELECT pg_current_snapshot()::text"
STALE: Final = "SELECT price_book_stale(%(book)s, %(lists)s::uuid[], %(snapshot)s::pg_snapshot, %(now)s)"
NEXT: Final = """
SELECT id FROM products WHERE (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s
"""
CLEAR: Final = "DELETE FROM own_prices WHERE book_id = %(book)s"
# Nothing is joined here: of a table that has just been filled the planner knows no numbers.
CLEAR_SOME: Final = "DELETE FROM own_prices WHERE book_id = %(book)s AND product_id = ANY(%(ids)s::uuid[])"
WRITE: Final = """
INSERT INTO own_prices (book_id, walk_id, product_id, price_micros)
SELECT %(book)s, %(book)s, n.product_id, n.price_micros
FROM own_prices_now(%(organization)s, %(channel)s, %(currency)s, %(now)s, %(ids)s::uuid[]) n
WHERE n.price_micros IS NOT NULL
"""
# When the first of the entries that speak of a product begins or ends; what is on request may get a price by that.
LIMIT: Final = """
WITH limits AS MATERIALIZED (
    SELECT e.target_id,
        min(least(CASE WHEN e.starts_at > %(now)s THEN e.starts_at END,
            CASE WHEN e.ends_at > %(now)s THEN e.ends_at END)) AS until
    FROM price_entries e
    WHERE e.price_list_id = ANY(%(lists)s::uuid[]) AND (e.starts_at > %(now)s OR e.ends_at > %(now)s)
    GROUP BY e.target_id
), of_products AS (
    SELECT p.product_id, min(l.until) AS until
    FROM (SELECT array_agg(target_id) AS targets FROM limits) w
    CROSS JOIN LATERAL products_of_targets(w.targets) p
    JOIN limits l ON l.target_id = p.target_id
    WHERE %(ids)s::uuid[] IS NULL OR p.product_id = ANY(%(ids)s::uuid[])
    GROUP BY p.product_id
)
INSERT INTO own_prices AS o (book_id, walk_id, product_id, holds_until)
SELECT %(book)s, %(book)s, product_id, until FROM of_products
ON CONFLICT (tenant_id, book_id, product_id) DO UPDATE SET holds_until = excluded.holds_until
"""
FINISH: Final = "UPDATE price_books SET snapshot = %(snapshot)s, built_at = %(now)s WHERE id = %(book)s"
DROP: Final = "DELETE FROM price_books WHERE built_at < %(before)s"
DROP_PRICES: Final = "DELETE FROM own_prices o WHERE NOT EXISTS (SELECT FROM price_books b WHERE b.id = o.book_id)"
# A mark that every book has seen is of no more use.
DROP_MARKS: Final = """
DELETE FROM price_marks m WHERE m.noted_at < %(before)s AND NOT EXISTS (
    SELECT FROM price_books b
    WHERE NOT pg_visible_in_snapshot(m.transaction_number::text::xid8, nullif(b.snapshot, '')::pg_snapshot))
"""


async def want_book(ctx: Ctx, organization: UUID | None, channel: str, currency: str) -> None:
    """Ask for a book to be built or brought up to date; as often as one likes, it is done once."""
    payload = {"organization": str(organization) if organization else None, "channel": channel, "currency": currency}
    key = f"{organization}:{channel}:{currency}"
    await ctx.services.jobs.enqueue(ctx, BOOK_JOB, payload, key=key)


async def want_book_apart(ctx: Ctx, organization: UUID | None, channel: str, currency: str) -> None:
    """The same beside a request that is about to be refused, and with it all that it wrote."""
    async with open_context(
        ctx.services, tenant=ctx.tenant, principal=system_principal(()), origin=ctx.origin
    ) as apart:
        await want_book(apart, organization, channel, currency)


async def build_book(services: Services, job: RunningJob) -> None:
    """Write the book of an organization, or only what it cannot know when that is little."""
    place = job.payload.get("organization")
    async with job.open() as ctx:
        await write_book(
            ctx, UUID(str(place)) if place else None, str(job.payload["channel"]), str(job.payload["currency"])
        )
        await job.complete(ctx)


async def write_book(ctx: Ctx, organization: UUID | None, channel: str, currency: str) -> None:
    """Bring the book of an organization up to date in this transaction, waiting for another that does the same."""
    wanted: dict[str, Any] = {"organization": organization, "channel": channel, "currency": currency, "now": ctx.now}
    found = await ctx.db.one(KEY, wanted)
    await ctx.db.run(BEGIN, {"id": uuid7(), "key": found["key"]})
    book = await ctx.db.one(LOCK, {"key": found["key"]})
    if book["built_at"] > ctx.now:
        return  # another has just done it
    snapshot = await ctx.db.value(SNAPSHOT)
    values = {**wanted, "book": book["id"], "lists": found["lists"], "snapshot": book["snapshot"]}
    stale = await ctx.db.value(STALE, values) if book["snapshot"] else None
    if stale is None:
        await _write_all(ctx, values)
    elif stale:
        await ctx.db.run(CLEAR_SOME, {**values, "ids": stale})
        await _write(ctx, values, stale)
        await ctx.db.run(LIMIT, {**values, "ids": stale})
    await ctx.db.run(FINISH, {**values, "snapshot": snapshot})


async def _write_all(ctx: Ctx, values: dict[str, Any]) -> None:
    await ctx.db.run(CLEAR, values)
    after = None
    while True:
        ids = await ctx.db.values(NEXT, {"after": after, "limit": BATCH})
        if not ids:
            break
        await _write(ctx, values, ids)
        after = ids[-1]
    await ctx.db.run(LIMIT, {**values, "ids": None})


async def _write(ctx: Ctx, values: dict[str, Any], ids: Sequence[UUID]) -> None:
    await ctx.db.run(WRITE, {**values, "ids": list(ids)})


async def tidy_books(services: Services, job: RunningJob) -> None:
    """Drop books nobody renewed for days, and marks that no book needs."""
    async with job.open() as ctx:
        await ctx.db.run(DROP, {"before": ctx.now - KEPT})
        await ctx.db.run(DROP_PRICES)
        await ctx.db.run(DROP_MARKS, {"before": ctx.now - NOTED})
        await job.complete(ctx)
