"""Beginning quotes, changing their texts, and beginning anew from an old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import UNSET, structs

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import AddressId, Organization, Side
from hanse.domains.quotes.commands.lines import finish_adding, open_quote, refusal, take_lines, touch
from hanse.domains.quotes.commands.numbers import next_number
from hanse.domains.quotes.commands.steps import Note, add_step, audited
from hanse.domains.quotes.events import QuoteCreated
from hanse.domains.quotes.queries.lines import lines_at_hand
from hanse.domains.quotes.queries.quotes import Record, load_quote, reader_side, shown
from hanse.domains.quotes.rules.validity import check_valid_until, end_of_day, today_in
from hanse.domains.quotes.types import (
    CloneQuote,
    CreateQuote,
    Quote,
    QuoteId,
    QuoteLine,
    QuoteLineInput,
    QuoteStatus,
    UpdateQuote,
)
from hanse.kit.currencies import get_currency
from hanse.kit.errors import FieldError, Invalid, NotFound
from hanse.kit.text import clean_line, clean_text, normalise
from hanse.platform.authz import Subject
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT_QUOTE: Final = """
INSERT INTO quotes (id, number, organization_id, title, title_key, status, started_by, currency, buyer_member_id,
    seller_member_id, buyer_note, seller_note, payment_terms, reference, needed_by, shipping_address_id,
    billing_address_id, cloned_from_id, moved_at, created_at, updated_at)
VALUES (%(id)s, %(number)s, %(organization)s, %(title)s, %(title_key)s, 'draft', %(side)s, %(currency)s, %(buyer)s,
    %(seller)s, %(buyer_note)s, %(seller_note)s, %(payment_terms)s, %(reference)s, %(needed_by)s, %(shipping)s,
    %(billing)s, %(cloned_from)s, %(now)s, %(now)s, %(now)s)
"""
UPDATE_QUOTE: Final = """
UPDATE quotes SET title = %(title)s, title_key = %(title_key)s, buyer_note = %(buyer_note)s,
    seller_note = %(seller_note)s, reference = %(reference)s, needed_by = %(needed_by)s,
    shipping_address_id = %(shipping_address_id)s, billing_address_id = %(billing_address_id)s, terms = %(terms)s,
    delivery = %(delivery)s, payment_terms = %(payment_terms)s, valid_until = %(valid_until)s,
    expires_at = %(expires_at)s, discount_basis_points = %(discount_basis_points)s,
    seller_member_id = %(seller_member_id)s
WHERE id = %(id)s
"""
ADDRESSES: Final = """
SELECT id FROM organization_addresses WHERE organization_id = %(organization)s AND id = ANY(%(ids)s::uuid[])
"""
MEMBER_OF: Final = """
SELECT 1 FROM members m WHERE m.id = %(member)s AND m.status = 'active' AND EXISTS (SELECT FROM assignments a
    WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.blocked_at IS NULL
        AND (%(organization)s::uuid IS NULL AND a.organization_id IS NULL OR a.organization_id IN (
            SELECT c.ancestor_id FROM organization_closure c WHERE c.descendant_id = %(organization)s)))
"""
BUYERS_OWN: Final = frozenset({"reference", "needed_by"})
SELLERS_OWN: Final = frozenset(
    {"terms", "delivery", "payment_terms", "valid_until", "discount_basis_points", "seller_member_id"}
)


@command("quote.create")
async def create_quote(ctx: Ctx, data: CreateQuote) -> Quote:
    """Begin a quote with an organization: a request of its buyer, or an offer that staff prepare.

    Raises OrganizationCannotTrade, Invalid with a field error for each line that cannot be taken.
    """
    record = await begin(ctx, data)
    if data.lines:
        rows, problems = await take_lines(ctx, record, data.lines)
        if problems:
            raise refusal(problems)
        await finish_adding(ctx, record, rows, [])
    return await announce(ctx, record.quote.id)


async def begin(ctx: Ctx, data: CreateQuote, cloned_from: QuoteId | None = None) -> Record:
    """Write a new quote without lines. Raises OrganizationCannotTrade, Forbidden, Invalid."""
    organization = await _organization(ctx, data.organization_id)
    place = Subject(kind="quote", organizations=tuple(organization.path))
    ctx.authorize("quote.create", place)
    side = reader_side(ctx, place)
    await _check_addresses(
        ctx,
        data.organization_id,
        {"shipping_address_id": data.shipping_address_id, "billing_address_id": data.billing_address_id},
    )
    buyer, seller = await _people(ctx, data, organization, side)
    note = clean_text(data.note)
    quote_id = QuoteId.new()
    await ctx.db.run(
        INSERT_QUOTE,
        {
            "id": quote_id,
            "number": await next_number(ctx),
            "organization": data.organization_id,
            **_title(data.title or _first_name(data.lines)),
            "side": side,
            "currency": _currency(ctx, data, organization),
            "buyer": buyer,
            "seller": seller,
            "buyer_note": note if side is Side.BUYER else "",
            "seller_note": note if side is Side.SELLER else "",
            "payment_terms": terms_in_words(organization),
            "reference": clean_line(data.reference),
            "needed_by": _needed_by(ctx, data.needed_by),
            "shipping": data.shipping_address_id,
            "billing": data.billing_address_id,
            "cloned_from": cloned_from,
            "now": ctx.now,
        },
    )
    await add_step(ctx, quote_id, "create", QuoteStatus.DRAFT, side, Note(is_internal=side is Side.SELLER))
    return await load_quote(ctx, quote_id, "quote.create")


async def _organization(ctx: Ctx, organization_id: OrganizationId) -> Organization:
    """The organization that is quoted; one the caller may not know of is none."""
    if not ctx.may_anywhere("quote.create"):
        ctx.authorize("quote.create")
    try:
        return await require_trading(ctx, organization_id)
    except NotFound:
        raise Invalid.field("organization_id", "There is no such organization", "not_found") from None


async def announce(ctx: Ctx, quote_id: QuoteId) -> Quote:
    """Record and emit a new quote; the quote as its maker may see it."""
    record = await load_quote(ctx, quote_id, "quote.create")
    quote = record.quote
    ctx.record("quote", quote_id, label=quote.number, after=audited(quote))
    ctx.emit(QuoteCreated(quote_id=quote_id, organization_id=quote.organization_id), subject=quote)
    return shown(ctx, record)


def _currency(ctx: Ctx, data: CreateQuote, organization: Organization) -> str:
    if data.currency is not None:
        get_currency(data.currency)
    return data.currency or organization.currency or ctx.tenant.currency


def _first_name(lines: Sequence[QuoteLineInput]) -> str:
    return next((line.name or line.sku or "" for line in lines), "")


def _title(text: str) -> dict[str, str]:
    title = clean_line(text)[:200]
    return {"title": title, "title_key": normalise(title)}


def terms_in_words(organization: Organization) -> str:
    """The payment terms agreed with an organization, as they stand on an offer."""
    terms = organization.payment_terms
    if terms is None:
        return ""
    words = f"{terms.days} days net" if terms.days else "Due at once"
    if terms.discount_days is None or terms.discount_basis_points is None:
        return words
    whole, rest = divmod(terms.discount_basis_points, 100)
    percent = f"{whole}.{rest:02}".rstrip("0").rstrip(".")
    return f"{words}, {percent} % within {terms.discount_days} days"


def _needed_by(ctx: Ctx, day: date | None) -> date | None:
    if day is not None and day < today_in(ctx.now, ctx.tenant.timezone):
        raise Invalid.field("needed_by", "This day is over; choose a later one", "in_the_past")
    return day


async def _people(
    ctx: Ctx, data: CreateQuote, organization: Organization, side: Side
) -> tuple[MemberId | None, MemberId | None]:
    """Who it is for at the organization, and who works on it: the maker, or the organization's manager."""
    principal = ctx.principal
    acting = principal.on_behalf.member_id if principal.on_behalf else principal.member_id
    maker = MemberId(acting) if acting else None
    if side is Side.BUYER:
        if data.buyer_member_id is not None and data.buyer_member_id != maker:
            raise Invalid.field("buyer_member_id", "A request is made in one's own name", "not_yours")
        return maker, organization.manager_member_id
    if data.buyer_member_id is not None:
        asked = {"member": data.buyer_member_id, "organization": data.organization_id}
        if not await ctx.db.value(MEMBER_OF, asked):
            raise Invalid.field("buyer_member_id", "Choose somebody of the organization", "not_found")
    return data.buyer_member_id, maker


async def _check_addresses(ctx: Ctx, organization_id: OrganizationId, chosen: Mapping[str, AddressId | None]) -> None:
    ids = [address.uuid for address in chosen.values() if address is not None]
    if not ids:
        return
    known = set(await ctx.db.values(ADDRESSES, {"organization": organization_id, "ids": ids}))
    wrong = [
        FieldError(field, "There is no such address at this organization", "not_found")
        for field, address in chosen.items()
        if address is not None and address.uuid not in known
    ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)


@command("quote.update")
async def update_quote(ctx: Ctx, quote_id: QuoteId, data: UpdateQuote) -> Quote:
    """Change the texts and terms of the working copy.

    Raises NotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record = await open_quote(ctx, quote_id, blindly=False)
    quote = record.quote
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    _check_yours(given, quote.side)
    if "note" in given:
        given["buyer_note" if quote.side is Side.BUYER else "seller_note"] = given.pop("note")
    addresses: dict[str, Any] = {name: given[name] for name in _ADDRESSES if name in given}
    await _check_addresses(ctx, quote.organization_id, addresses)
    given = {name: _tidy(ctx, name, value) for name, value in given.items()}
    if given.get("seller_member_id") is not None:
        asked = {"member": given["seller_member_id"], "organization": None}
        if not await ctx.db.value(MEMBER_OF, asked):
            raise Invalid.field("seller_member_id", "Choose an active member of your business", "not_found")
    after = structs.replace(quote, **given)
    expires = end_of_day(after.valid_until, ctx.tenant.timezone) if after.valid_until else None
    values = {name: getattr(after, name) for name in _COLUMNS}
    await ctx.db.run(UPDATE_QUOTE, {**values, **_title(after.title), "expires_at": expires, "id": quote.id})
    return shown(ctx, await touch(ctx, structs.replace(quote, discount_basis_points=after.discount_basis_points)))


_ADDRESSES: Final = ("shipping_address_id", "billing_address_id")
_COLUMNS: Final = (
    "buyer_note",
    "seller_note",
    "reference",
    "needed_by",
    "shipping_address_id",
    "billing_address_id",
    "terms",
    "delivery",
    "payment_terms",
    "valid_until",
    "discount_basis_points",
    "seller_member_id",
)


def _check_yours(given: Mapping[str, Any], side: Side) -> None:
    foreign, other = (SELLERS_OWN, "seller") if side is Side.BUYER else (BUYERS_OWN, "buyer")
    wrong = [FieldError(name, f"Only the {other} sets this", "not_yours") for name in given if name in foreign]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)


def _tidy(ctx: Ctx, name: str, value: Any) -> Any:
    if name in ("title", "reference", "payment_terms"):
        return clean_line(value)
    if name in ("buyer_note", "seller_note", "terms", "delivery"):
        return clean_text(value)
    if name == "needed_by":
        return _needed_by(ctx, value)
    if name == "valid_until" and value is not None:
        check_valid_until(value, ctx.now, ctx.tenant.timezone)
    return value


@command("quote.clone", permission="quote.create")
async def clone_quote(ctx: Ctx, quote_id: QuoteId, data: CloneQuote) -> Quote:
    """Begin a new draft with the lines of a quote, at today's prices; lines that are no longer sold are left out.

    Raises NotFound, OrganizationCannotTrade.
    """
    record = await load_quote(ctx, quote_id, "quote.view")
    old = record.quote
    target = data.organization_id or old.organization_id
    wanted = CreateQuote(
        organization_id=target,
        title=data.title or old.title,
        currency=old.currency,
        note="",
        shipping_address_id=old.shipping_address_id if target == old.organization_id else None,
        billing_address_id=old.billing_address_id if target == old.organization_id else None,
    )
    new = await begin(ctx, wanted, cloned_from=quote_id)
    lines = [_again(line) for line in await lines_at_hand(ctx, record) if line.alternative_of is None]
    rows, _ = await take_lines(ctx, new, lines)
    await finish_adding(ctx, new, rows, [])
    return await announce(ctx, new.quote.id)


def _again(line: QuoteLine) -> QuoteLineInput:
    return QuoteLineInput(
        variant_id=line.variant_id,
        name=None if line.variant_id else line.name,
        description=line.description,
        options=line.choices,
        quantity=line.quantity,
        target_price=line.target_price,
    )
