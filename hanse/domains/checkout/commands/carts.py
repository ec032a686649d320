"""Starting carts, saying how they are to be ordered, throwing them away, and filling them from an order."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET

from hanse.domains.checkout.queries.carts import load_summary
from hanse.domains.checkout.queries.heads import CartHead, lock_open_head
from hanse.domains.checkout.queries.visibility import me, own_organization, path_of
from hanse.domains.checkout.types import (
    CartId,
    CartSummary,
    CostCentreId,
    CreateCart,
    OrganizationId,
    UpdateCart,
)
from hanse.domains.organizations.types import AddressId
from hanse.kit.currencies import get_currency
from hanse.kit.errors import Conflict, Invalid
from hanse.kit.text import clean_line, clean_text
from hanse.platform.authz import Subject
from hanse.platform.commands import command
from hanse.platform.context import Ctx

OPEN_MAXIMUM: Final = 200
INSERT: Final = """
INSERT INTO carts (id, organization_id, owner_member_id, name, is_shared, currency, billing_address_id,
    shipping_address_id, created_at, updated_at)
SELECT %(id)s, %(organization)s, %(owner)s, %(name)s, %(is_shared)s, %(currency)s,
    (SELECT a.id FROM organization_addresses a WHERE a.organization_id = %(organization)s AND a.is_billing_default),
    (SELECT a.id FROM organization_addresses a WHERE a.organization_id = %(organization)s AND a.is_shipping_default),
    %(now)s, %(now)s
WHERE (SELECT count(*) FROM (SELECT FROM carts c WHERE c.organization_id = %(organization)s AND c.status = 'open'
    AND c.owner_member_id IS NOT DISTINCT FROM %(owner)s LIMIT %(most)s) o) < %(most)s
"""
UPDATE: Final = """
UPDATE carts SET name = %(name)s, is_shared = %(is_shared)s, billing_address_id = %(billing_address_id)s,
    shipping_address_id = %(shipping_address_id)s, requested_on = %(requested_on)s, po_number = %(po_number)s,
    cost_centre_id = %(cost_centre_id)s, note = %(note)s, allows_backorder = %(allows_backorder)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
DISCARD: Final = "UPDATE carts SET status = 'discarded', version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
CURRENCY: Final = "SELECT currency FROM organizations WHERE id = %(id)s"
KNOWN: Final = """
SELECT (SELECT count(*) FROM organization_addresses a WHERE a.organization_id = %(organization)s
        AND a.id = ANY(%(addresses)s)) AS addresses,
    (SELECT c.is_active FROM cost_centres c WHERE c.organization_id = %(organization)s AND c.id = %(centre)s) AS centre
"""


@command("cart.create", permission="cart.edit")
async def create_cart(ctx: Ctx, data: CreateCart) -> CartSummary:
    """Start a cart for an organization with its default addresses; it belongs to who acts, or who is acted for.

    Raises NotFound for an organization that may not be known, Conflict beyond 200 open carts of one person.
    """
    organization_id = own_organization(ctx, data.organization_id)
    path = await path_of(ctx, organization_id, "cart.edit")
    ctx.authorize("cart.edit", place("cart", path))
    await _check_currency(ctx, organization_id, data.currency)
    cart_id = await insert_cart(ctx, organization_id, data)
    cart = await load_summary(ctx, cart_id)
    ctx.record("cart", cart_id, label=cart.name, after={"name": cart.name, "is_shared": cart.is_shared})
    return cart


async def _check_currency(ctx: Ctx, organization_id: OrganizationId, currency: str | None) -> None:
    """Staff order in any currency; partners in the one they trade in. Raises Invalid."""
    if currency is None:
        return
    get_currency(currency)
    usual = await ctx.db.value(CURRENCY, {"id": organization_id}) or ctx.tenant.currency
    if currency != usual and not ctx.may("cart.edit"):
        raise Invalid.field("currency", f"You order in {usual}; leave the currency out", "others_currency")


async def insert_cart(ctx: Ctx, organization_id: OrganizationId, data: CreateCart) -> CartId:
    """Write a new cart of an organization that was asked about. Raises Conflict."""
    cart_id = CartId.new()
    values: dict[str, Any] = {
        "id": cart_id,
        "organization": organization_id,
        "owner": me(ctx),
        "name": clean_line(data.name) or "Cart",
        "is_shared": data.is_shared,
        "currency": data.currency,
        "now": ctx.now,
        "most": OPEN_MAXIMUM,
    }
    if not await ctx.db.run(INSERT, values):
        raise Conflict(f"You have {OPEN_MAXIMUM} open carts; order or discard some first")
    return cart_id


def place(kind: str, path: list[Any]) -> Subject:
    """Something of an organization that does not exist yet."""
    return Subject(kind=kind, organizations=tuple(path))


@command("cart.update", permission="cart.edit")
async def update_cart(ctx: Ctx, cart_id: CartId, data: UpdateCart) -> CartSummary:
    """Change what a cart is called and how it is to be ordered. Raises Invalid, CartNotOpen, PreconditionFailed."""
    head = await lock_open_head(ctx, cart_id)
    ctx.check_version(head.version)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    for name, clean in (("name", clean_line), ("po_number", clean_line), ("note", clean_text)):
        if name in given:
            given[name] = clean(given[name])
    if given.get("name") == "":
        raise Invalid.field("name", "Give the cart a name", "required")
    if given.get("is_shared") is False and head.owner_member_id is None:
        raise Invalid.field("is_shared", "Nobody owns this cart, so it stays shared")
    await check_details(ctx, head.organization_id, given)
    before = {name: getattr(head, name) for name in given}
    values = {name: given.get(name, getattr(head, name)) for name in data.__struct_fields__}
    await ctx.db.run(UPDATE, {**values, "id": cart_id, "now": ctx.now})
    after = await load_summary(ctx, cart_id)
    ctx.record("cart", cart_id, label=after.name, before=before, after=given)
    return after


async def check_details(ctx: Ctx, organization_id: OrganizationId, given: dict[str, Any]) -> None:
    """Refuse addresses and cost centres that are not the organization's, and days gone by. Raises Invalid."""
    wanted: dict[str, AddressId] = {
        name: given[name] for name in ("billing_address_id", "shipping_address_id") if given.get(name) is not None
    }
    centre: CostCentreId | None = given.get("cost_centre_id")
    if wanted or centre is not None:
        ids = {address.uuid for address in wanted.values()}
        query = {"organization": organization_id, "addresses": list(ids), "centre": centre}
        known = await ctx.db.one(KNOWN, query)
        if known["addresses"] < len(ids):
            raise Invalid.field(next(iter(wanted)), "Choose one of the organization's addresses", "not_found")
        if centre is not None and not known["centre"]:
            raise Invalid.field("cost_centre_id", "Choose one of the organization's active cost centres", "not_found")
    day = given.get("requested_on")
    if day is not None and day < ctx.now.date():
        raise Invalid.field("requested_on", "Choose a day that is still to come, or leave it out")


@command("cart.discard", permission="cart.edit")
async def discard_cart(ctx: Ctx, cart_id: CartId) -> CartSummary:
    """Throw a cart away; its lines stay to be read. Raises CartNotOpen."""
    head = await lock_open_head(ctx, cart_id)
    ctx.check_version(head.version)
    await ctx.db.run(DISCARD, {"id": cart_id, "now": ctx.now})
    ctx.record("cart", cart_id, label=head.name, before={"status": "open"}, after={"status": "discarded"})
    return await load_summary(ctx, cart_id)


def audited(head: CartHead) -> dict[str, Any]:
    """The facts of a cart that audit rows compare."""
    return {name: value for name, value in msgspec.structs.asdict(head).items() if name in UpdateCart.__struct_fields__}
