"""Telling people: notifications to the side that has to act, and the paper of each version."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from hanse.domains.documents.api import make_document
from hanse.domains.documents.types import Column, Fact, Line, MakeDocument, Paper, Party, Total
from hanse.domains.notifications.api import notify
from hanse.domains.notifications.types import Notify
from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.freezing import Address, Frozen
from hanse.domains.quotes.ports import TO_BUYER, TO_SELLER
from hanse.domains.quotes.types import FrozenQuote, Quote, QuoteLine, VersionKind
from hanse.platform.context import Ctx
from hanse.platform.web.format import Formatter

# Whoever works on it; else the partner's manager; else those who run the business.
SELLERS: Final = """
SELECT coalesce(q.seller_member_id, o.manager_member_id) AS one, (
    SELECT array_agg(DISTINCT a.member_id) FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id
        AND r.id = a.role_id
    WHERE a.tenant_id = q.tenant_id AND a.organization_id IS NULL AND r.is_builtin
        AND r.key IN ('owner', 'admin')) AS all_of
FROM quotes q JOIN organizations o ON o.tenant_id = q.tenant_id AND o.id = q.organization_id
WHERE q.id = %(id)s
"""


async def tell(ctx: Ctx, quote: Quote, to: Side, title: str, body: str = "", kind: str | None = None) -> None:
    """Tell the people of one side. The text is read by that side, so it says nothing that is not theirs."""
    people = await _people(ctx, quote, to)
    if not people:
        return
    place = "app" if to is Side.BUYER else "admin"
    await notify(
        ctx,
        Notify(
            kind=kind or (TO_BUYER if to is Side.BUYER else TO_SELLER),
            member_ids=people,
            subject_kind="quote",
            subject_id=quote.id,
            title=title,
            body=body,
            href=f"/{place}/quotes/{quote.id}",
            facts={"number": quote.number, "organization": quote.organization_name},
        ),
    )


async def _people(ctx: Ctx, quote: Quote, to: Side) -> list[UUID]:
    if to is Side.BUYER:
        return [quote.buyer_member_id.uuid] if quote.buyer_member_id else []
    row = await ctx.db.one(SELLERS, {"id": quote.id})
    return [row["one"]] if row["one"] else list(row["all_of"] or ())


async def print_version(ctx: Ctx, quote: Quote, frozen: Frozen, *, is_internal: bool = False) -> None:
    """Ask for the paper of a version. What the buyer may not know is not in the content it is made of."""
    content = msgspec.structs.replace(frozen.content, lines=[_printable(line) for line in frozen.content.lines])
    await make_document(
        ctx,
        MakeDocument(
            kind="Quote" if content.kind is VersionKind.OFFER else "Quote request",
            subject_kind="quote",
            subject_id=quote.id,
            title=f"{content.number} version {content.version}" + (" (not sent)" if is_internal else ""),
            template="quote",
            data=paper_of(ctx, content),
            organization_id=quote.organization_id,
            is_internal=is_internal,
        ),
    )


def _printable(line: QuoteLine) -> QuoteLine:
    return msgspec.structs.replace(line, trace=None, internal_note=None, cost=None, margin_basis_points=None)


def paper_of(ctx: Ctx, content: FrozenQuote) -> Paper:
    """A version as formatted texts."""
    words = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now)
    is_offer = content.kind is VersionKind.OFFER
    facts = [
        ("Version", str(content.version)),
        ("Valid until", words.date(content.valid_until) if content.valid_until else ""),
        ("Needed by", words.date(content.needed_by) if content.needed_by else ""),
        ("Your reference", content.reference),
        ("Payment", content.payment_terms),
        ("Prices", "including tax" if content.is_tax_inclusive else "without tax"),
    ]
    totals = [Total(label="Net", value=words.money(content.net), is_strong=content.gross is None)]
    if content.tax is not None and content.gross is not None:
        totals.append(Total(label="Tax", value=words.money(content.tax)))
        totals.append(Total(label="Total", value=words.money(content.gross), is_strong=True))
    parties = [Party(label="For", lines=[content.organization, *_lines_of(content.billing_address)])]
    if content.shipping_address is not None:
        parties.append(Party(label="Deliver to", lines=_lines_of(content.shipping_address)))
    return Paper(
        title="Quote" if is_offer else "Request for a quote",
        number=content.number,
        date=words.date(ctx.now),
        parties=parties,
        facts=[Fact(label=label, value=value[:300]) for label, value in facts if value],
        intro=content.note,
        columns=[
            Column(label="No."),
            Column(label="Article", grows=True),
            Column(label="Quantity", align="right"),
            Column(label="Unit price", align="right"),
            Column(label="Total", align="right"),
        ],
        lines=[_paper_line(line, words) for line in content.lines],
        totals=totals,
        notes=content.delivery,
        terms=content.terms,
        locale=ctx.tenant.locale,
    )


def _paper_line(line: QuoteLine, words: Formatter) -> Line:
    notes = [line.options, line.description, line.buyer_note, line.seller_note]
    if line.alternative_of is not None:
        notes.insert(0, "Alternative; not part of the total")
    if line.lead_time_days:
        notes.append(f"Delivery within {line.lead_time_days} days")
    notes += [
        f"Also: {offer.quantity} at {words.money(offer.unit_price)} = {words.money(offer.total)}"
        for offer in line.offers
    ]
    article = f"{line.sku}  {line.name}" if line.sku else line.name
    return Line(
        cells=[
            str(line.position),
            article,
            str(line.quantity),
            words.money(line.net_price) if line.net_price else "on request",
            words.money(line.total) if line.total else "",
        ],
        note="\n".join(note for note in notes if note)[:2_000],
    )


def _lines_of(address: Address | None) -> list[str]:
    if address is None:
        return []
    town = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
    parts = (address.get("recipient"), address.get("line1"), address.get("line2"), town, address.get("country"))
    return [part for part in parts if part]
