"""Freezing the working copy as a version: its content, hash, and totals with tax, and beside it what is internal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.steps import author_of
from hanse.domains.quotes.queries.lines import counted, working_lines
from hanse.domains.quotes.queries.quotes import Record
from hanse.domains.quotes.rules.freezing import content_of, hash_of
from hanse.domains.quotes.rules.totals import PricedLine, sum_of
from hanse.domains.quotes.types import FrozenAttachment, FrozenQuote, Quote, QuoteLine, QuoteVersionId, VersionKind
from hanse.domains.regions.api import calculate_tax
from hanse.domains.regions.types import CalculateTax, TaxLine
from hanse.kit.money import Money, line_total
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

INSERT_VERSION: Final = """
INSERT INTO quote_versions (id, quote_id, number, kind, side, hash, content, internal, currency, line_count,
    valid_until, net_minor, tax_minor, gross_minor, made_by, made_by_name, made_at)
VALUES (%(id)s, %(quote)s, %(number)s, %(kind)s, %(side)s, %(hash)s, %(content)s, %(internal)s, %(currency)s,
    %(line_count)s, %(valid_until)s, %(net)s, %(tax)s, %(gross)s, %(by)s, %(by_name)s, %(now)s)
"""
RELEASE: Final = "INSERT INTO quote_releases (version_id, released_at) VALUES (%(version)s, %(now)s)"
ATTACHMENTS: Final = """
SELECT id, name, size, sha256 FROM quote_attachments
WHERE quote_id = %(quote)s AND NOT is_internal AND removed_at IS NULL ORDER BY id
"""
ADDRESSES: Final = """
SELECT id, label, recipient, line1, line2, postal_code, city, region, country, phone, is_billing_default,
    is_shipping_default
FROM organization_addresses
WHERE organization_id = %(organization)s
    AND (id = ANY(%(ids)s::uuid[]) OR is_billing_default OR is_shipping_default)
"""
Address = dict[str, Any]


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was just made, with the seller's view of its lines."""

    id: QuoteVersionId
    number: int
    hash: str
    content: FrozenQuote
    lines: list[QuoteLine]


class Taxed(msgspec.Struct, frozen=True, kw_only=True):
    """Totals with tax; no tax and no gross where it is not known yet whereto it goes."""

    net: Money
    tax: Money | None
    gross: Money | None


async def freeze(ctx: Ctx, record: Record, kind: VersionKind) -> Frozen:
    """Make the next version of the working copy. It has not gone out yet (see `release`)."""
    quote = record.quote
    lines = await working_lines(ctx, quote)
    shipping, billing = await addresses_of(ctx, quote)
    taxed = await tax_of(ctx, quote, counted(lines), [line.tax_class for line in main_lines(lines)], shipping)
    content = FrozenQuote(
        number=quote.number,
        version=quote.last_version + 1,
        kind=kind,
        organization=quote.organization_name,
        title=quote.title,
        currency=quote.currency,
        is_tax_inclusive=quote.is_tax_inclusive,
        reference=quote.reference,
        note=quote.seller_note if kind is VersionKind.OFFER else quote.buyer_note,
        terms=quote.terms,
        delivery=quote.delivery,
        payment_terms=quote.payment_terms,
        needed_by=quote.needed_by,
        valid_until=quote.valid_until if kind is VersionKind.OFFER else None,
        expires_at=quote.expires_at if kind is VersionKind.OFFER else None,
        discount_basis_points=quote.discount_basis_points,
        shipping_address=shipping,
        billing_address=billing,
        lines=[without_internal(line) for line in lines],
        attachments=await ctx.db.all(ATTACHMENTS, {"quote": quote.id}, into=FrozenAttachment),
        net=taxed.net,
        tax=taxed.tax,
        gross=taxed.gross,
    )
    return await store_version(ctx, quote, content, lines)


async def store_version(ctx: Ctx, quote: Quote, content: FrozenQuote, lines: Sequence[QuoteLine]) -> Frozen:
    """Write a version: never changed afterwards, by anybody."""
    stored = content_of(content)
    frozen = Frozen(
        id=QuoteVersionId.new(), number=content.version, hash=hash_of(stored), content=content, lines=list(lines)
    )
    internal = {
        "currency": quote.currency,
        "costs": {str(line.id): line.cost.micros for line in lines if line.cost is not None},
        "notes": {str(line.id): line.internal_note for line in lines if line.internal_note},
    }
    await ctx.db.run(
        INSERT_VERSION,
        {
            "id": frozen.id,
            "quote": quote.id,
            "number": frozen.number,
            "kind": content.kind,
            "side": Side.SELLER if content.kind is VersionKind.OFFER else Side.BUYER,
            "hash": frozen.hash,
            "content": Json(stored),
            "internal": Json(internal),
            "currency": content.currency,
            "line_count": len(content.lines),
            "valid_until": content.valid_until,
            "net": content.net.minor,
            "tax": content.tax.minor if content.tax else None,
            "gross": content.gross.minor if content.gross else None,
            "by": ctx.principal.member_id,
            "by_name": author_of(ctx)[:200],
            "now": ctx.now,
        },
    )
    return frozen


async def release(ctx: Ctx, version_id: QuoteVersionId | UUID) -> None:
    """Let the other side see a version, from now on and for good."""
    await ctx.db.run(RELEASE, {"version": version_id, "now": ctx.now})


def without_internal(line: QuoteLine) -> QuoteLine:
    """A line as it is frozen: nothing of what only the seller's people may know but the trace, which `for_reader`
    keeps from the buyer."""
    return msgspec.structs.replace(line, internal_note=None, cost=None, margin_basis_points=None)


def main_lines(lines: Sequence[QuoteLine]) -> list[QuoteLine]:
    """The lines that count: alternatives stand beside."""
    return [line for line in lines if line.alternative_of is None]


async def addresses_of(ctx: Ctx, quote: Quote) -> tuple[Address | None, Address | None]:
    """Whereto it goes and who gets the invoice: as chosen, else the organization's own defaults."""
    chosen = (quote.shipping_address_id, quote.billing_address_id)
    ids = [address.uuid for address in chosen if address is not None]
    rows = await ctx.db.all(ADDRESSES, {"organization": quote.organization_id, "ids": ids})
    by_id = {row["id"]: row for row in rows}
    shipping = (
        by_id.get(ids_of(chosen[0])) or _default(rows, "is_shipping_default") or _default(rows, "is_billing_default")
    )
    billing = by_id.get(ids_of(chosen[1])) or _default(rows, "is_billing_default") or shipping
    return _plain(shipping), _plain(billing)


def ids_of(identity: Any) -> UUID | None:
    """The plain uuid of an id that may be missing."""
    return identity.uuid if identity is not None else None


def _default(rows: Sequence[Address], flag: str) -> Address | None:
    return next((row for row in rows if row[flag]), None)


def _plain(row: Address | None) -> Address | None:
    if row is None:
        return None
    return {name: row[name] for name in _ADDRESS if row[name]}


_ADDRESS: Final = ("label", "recipient", "line1", "line2", "postal_code", "city", "region", "country", "phone")


async def tax_of(
    ctx: Ctx, quote: Quote, lines: Sequence[PricedLine], classes: Sequence[str], shipping: Address | None
) -> Taxed:
    """The totals of priced lines with today's tax at the place of delivery; each line rounded once."""
    total = sum_of(lines, quote.currency)
    if shipping is None:
        return Taxed(net=total, tax=None, gross=None)
    result = await calculate_tax(
        ctx,
        CalculateTax(
            country=shipping["country"],
            region=shipping.get("region", ""),
            is_inclusive=quote.is_tax_inclusive,
            currency=quote.currency,
            lines=[
                TaxLine(key=position, net=line_total(line.quantity, line.net_price), tax_class=tax_class)
                for position, (line, tax_class) in enumerate(zip(lines, classes, strict=True))
                if line.net_price is not None
            ],
        ),
    )
    return Taxed(net=result.net, tax=result.tax, gross=result.gross)
