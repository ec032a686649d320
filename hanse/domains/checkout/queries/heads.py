"""Carts without their lines: loading, locking and authorising them, with what checkout needs of their organization."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from hanse.domains.checkout.errors import CartNotOpen
from hanse.domains.checkout.queries.articles import remember_path
from hanse.domains.checkout.queries.visibility import PATH, me, require_open
from hanse.domains.checkout.types import CartId, CartStatus, CostCentreId, MemberId, OrderRequestId, OrganizationId
from hanse.domains.organizations.types import AddressId, OrganizationStatus
from hanse.kit.errors import NotFound
from hanse.kit.structs import Data, from_row
from hanse.platform.authz import Subject
from hanse.platform.context import Ctx
from hanse.platform.db.transaction import Asked

LOAD: Final = """
SELECT x.id, x.organization_id, x.owner_member_id, x.name, x.is_shared, x.status, x.currency,
    x.billing_address_id, x.shipping_address_id, x.requested_on, x.po_number, x.cost_centre_id, x.note,
    x.allows_backorder, x.returned_reason, x.request_id, x.version, x.created_at, x.updated_at,
    o.name AS organization_name, o.status AS organization_status, o.currency AS organization_currency, o.payment_days,
    o.credit_limit_minor, o.credit_currency, o.types AS organization_types, o.tags AS organization_tags,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = x.owner_member_id) AS owner_name,
    (SELECT count(*) FROM cart_lines l WHERE l.tenant_id = x.tenant_id AND l.cart_id = x.id) AS line_count, :path
FROM carts x JOIN organizations o ON o.tenant_id = x.tenant_id AND o.id = x.organization_id
WHERE x.id = %(id)s
""".replace(":path", PATH)
LOCK: Final = LOAD + "FOR UPDATE OF x"
_ADDRESS: Final = """(SELECT jsonb_build_object('label', a.label, 'recipient', a.recipient, 'line1', a.line1,
        'line2', a.line2, 'postal_code', a.postal_code, 'city', a.city, 'region', a.region, 'country', a.country,
        'phone', a.phone)
        FROM organization_addresses a WHERE a.tenant_id = x.tenant_id AND a.organization_id = x.organization_id
        AND CASE WHEN x.:place_address_id IS NULL THEN a.is_:place_default ELSE a.id = x.:place_address_id END)"""
# How it is to be ordered, and who orders: what the governance check and the answer to a submission say besides.
DETAILS: Final = """:billing AS billing, :shipping AS shipping,
    (SELECT c.code || ' ' || c.name FROM cost_centres c WHERE c.tenant_id = x.tenant_id AND c.id = x.cost_centre_id
        AND c.is_active AND c.organization_id = x.organization_id) AS centre,
    coalesce((SELECT r.requires_po_number FROM checkout_rules r WHERE r.tenant_id = x.tenant_id
        AND r.organization_id = x.organization_id), false) AS requires_po,
    coalesce((SELECT r.requires_cost_centre FROM checkout_rules r WHERE r.tenant_id = x.tenant_id
        AND r.organization_id = x.organization_id), false) AS requires_centre,
    EXISTS (SELECT FROM files f WHERE f.tenant_id = x.tenant_id AND f.subject_kind = 'cart' AND f.subject_id = x.id
        AND f.deleted_at IS NULL) AS has_papers,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = %(me)s::uuid), '')
        AS requester_name,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = %(actor)s::uuid
        AND %(actor)s::uuid IS DISTINCT FROM %(me)s::uuid), '') AS acted_by
""".replace(":billing", _ADDRESS.replace(":place", "billing")).replace(
    ":shipping", _ADDRESS.replace(":place", "shipping")
)
LOAD_DETAILS: Final = "SELECT :details FROM carts x WHERE x.id = %(id)s".replace(":details", DETAILS)
LOCK_TO_ORDER: Final = LOCK.replace("AS line_count,", "AS line_count, :details,").replace(":details", DETAILS.strip())


class CartHead(Data, frozen=True, kw_only=True):
    """A cart without its lines, and what checkout needs to know of its organization."""

    id: CartId
    organization_id: OrganizationId
    owner_member_id: MemberId | None
    name: str
    is_shared: bool
    status: CartStatus
    currency: str | None
    billing_address_id: AddressId | None
    shipping_address_id: AddressId | None
    requested_on: date | None
    po_number: str
    cost_centre_id: CostCentreId | None
    note: str
    allows_backorder: bool
    returned_reason: str
    request_id: OrderRequestId | None
    version: int
    created_at: datetime
    updated_at: datetime
    organization_name: str
    organization_status: OrganizationStatus
    organization_currency: str | None
    payment_days: int | None
    credit_limit_minor: int | None
    credit_currency: str | None
    organization_types: list[str]
    organization_tags: list[str]
    owner_name: str | None
    line_count: int
    path: list[UUID]

    def subject(self) -> Subject:
        return Subject(
            kind="cart",
            id=self.id,
            organizations=tuple(self.path),
            owner_member_id=self.owner_member_id.uuid if self.owner_member_id else None,
            attributes={"is_shared": self.is_shared},
        )


async def load_head(ctx: Ctx, cart_id: CartId, permission: str) -> CartHead:
    """Read a cart without its lines, for who holds `permission` on it. Raises NotFound, Forbidden."""
    return _authorized(ctx, await ctx.db.maybe(LOAD, {"id": cart_id}, into=CartHead), permission)


async def lock_head(ctx: Ctx, cart_id: CartId, permission: str) -> CartHead:
    """As `load_head`, holding the cart until the transaction ends."""
    return await head_of(ctx, await ask_locked_head(ctx, cart_id), permission)


async def ask_locked_head(ctx: Ctx, cart_id: CartId) -> Asked:
    """Let the locked cart travel with what is asked next; `head_of` reads it.

    What is asked about carts has the same plan whatever its values are, and making one costs more than following it.
    """
    await ctx.db.plan_once()
    return await ctx.db.soon(LOCK, {"id": cart_id})


async def ask_details(ctx: Ctx, cart_id: CartId) -> Asked:
    """Let how a cart is to be ordered travel with what is asked next."""
    return await ctx.db.soon(LOAD_DETAILS, _details_of(ctx, cart_id))


async def ask_cart_to_order(ctx: Ctx, cart_id: CartId) -> Asked:
    """As `ask_locked_head`, with the details of `ask_details`; `cart_to_order` reads both."""
    await ctx.db.plan_once()
    return await ctx.db.soon(LOCK_TO_ORDER, _details_of(ctx, cart_id))


async def cart_to_order(ctx: Ctx, asked: Asked, permission: str) -> tuple[CartHead, dict[str, Any]]:
    """The cart asked for and its details, for who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await asked.maybe()
    head = _authorized(ctx, from_row(row, CartHead) if row is not None else None, permission)
    return head, row or {}


def _details_of(ctx: Ctx, cart_id: CartId) -> dict[str, Any]:
    return {"id": cart_id, "me": me(ctx), "actor": ctx.principal.member_id}


async def head_of(ctx: Ctx, asked: Asked, permission: str) -> CartHead:
    """The cart asked for, for who holds `permission` on it. Raises NotFound, Forbidden."""
    return _authorized(ctx, await asked.maybe(into=CartHead), permission)


async def lock_open_head(ctx: Ctx, cart_id: CartId, permission: str = "cart.edit") -> CartHead:
    """As `lock_head`, for a cart that may still be changed. Raises CartNotOpen."""
    head = await lock_head(ctx, cart_id, permission)
    if head.status is not CartStatus.OPEN:
        raise CartNotOpen(not_open_sentence(head.status))
    return head


def not_open_sentence(status: CartStatus) -> str:
    """Why a cart cannot be changed."""
    if status is CartStatus.SUBMITTED:
        return "This cart waits for approval; recall its order request to change it, and it is asked for anew"
    if status is CartStatus.ORDERED:
        return "This cart is ordered; order the same again from the order's page"
    return "This cart was discarded; start another one"


def _authorized(ctx: Ctx, head: CartHead | None, permission: str) -> CartHead:
    if head is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, head)
    require_open(ctx, head, "cart.view_all")
    remember_path(ctx, head.organization_id, head.path)
    return head


def actions_on(ctx: Ctx, cart: Any) -> tuple[str, ...]:
    """What the reader may do with a cart."""
    return ctx.allowed_actions(ctx.services.registry.actions_by_kind["cart"], cart)
