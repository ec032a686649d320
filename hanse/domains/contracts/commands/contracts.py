"""Beginning contracts, and saying who looks after them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from msgspec import UNSET

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.contracts.commands.activation import rank_terms
from hanse.domains.contracts.commands.numbers import next_number
from hanse.domains.contracts.commands.steps import audited, reload
from hanse.domains.contracts.commands.versions import begin_version
from hanse.domains.contracts.events import ContractCreated
from hanse.domains.contracts.queries.contracts import load_contract, lock_contract, shown
from hanse.domains.contracts.types import Contract, ContractId, CreateContract, UpdateContract
from hanse.domains.organizations.api import require_trading
from hanse.domains.organizations.types import Organization, Side
from hanse.kit.currencies import get_currency
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.text import clean_line, normalise
from hanse.platform.authz import Subject
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT_CONTRACT: Final = """
INSERT INTO contracts (id, number, organization_id, title, title_key, status, currency, turn, owner_member_id,
    buyer_member_id, parent_contract_id, priority, moved_at, created_at, updated_at)
VALUES (%(id)s, %(number)s, %(organization)s, %(title)s, %(title_key)s, 'draft', %(currency)s, 'seller', %(owner)s,
    %(buyer)s, %(parent)s, %(priority)s, %(now)s, %(now)s, %(now)s)
"""
UPDATE_CONTRACT: Final = """
UPDATE contracts SET owner_member_id = %(owner_member_id)s, buyer_member_id = %(buyer_member_id)s,
    parent_contract_id = %(parent_contract_id)s, priority = %(priority)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
MEMBER_OF: Final = """
SELECT 1 FROM members m WHERE m.id = %(member)s AND m.status = 'active' AND EXISTS (SELECT FROM assignments a
    WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.blocked_at IS NULL
        AND (%(organization)s::uuid IS NULL AND a.organization_id IS NULL OR a.organization_id IN (
            SELECT c.ancestor_id FROM organization_closure c WHERE c.descendant_id = %(organization)s)))
"""
ANCESTORS: Final = """
WITH RECURSIVE above AS (
    SELECT tenant_id, id, parent_contract_id, 1 AS depth FROM contracts WHERE id = %(id)s
    UNION ALL
    SELECT c.tenant_id, c.id, c.parent_contract_id, a.depth + 1
    FROM contracts c JOIN above a ON c.tenant_id = a.tenant_id AND c.id = a.parent_contract_id
    WHERE a.depth < 50)
SELECT id FROM above
"""


@command("contract.create")
async def create_contract(ctx: Ctx, data: CreateContract) -> Contract:
    """Begin a contract with an organization: a draft of its first version, from a template where one is named.

    Raises OrganizationCannotTrade, Invalid.
    """
    organization = await _organization(ctx, data.organization_id)
    ctx.authorize("contract.create", Subject(kind="contract", organizations=tuple(organization.path)))
    currency = data.currency or organization.currency or ctx.tenant.currency
    get_currency(currency)
    acting = ctx.principal.member_id
    owner = data.owner_member_id or (MemberId(acting) if acting else None)
    await _check_people(ctx, data.organization_id, owner if data.owner_member_id else None, data.buyer_member_id)
    contract_id = ContractId.new()
    await _check_parent(ctx, contract_id, data.organization_id, data.parent_contract_id)
    title = clean_line(data.title)
    await ctx.db.run(
        INSERT_CONTRACT,
        {
            "id": contract_id,
            "number": await next_number(ctx),
            "organization": data.organization_id,
            "title": title,
            "title_key": normalise(title),
            "currency": currency,
            "owner": owner,
            "buyer": data.buyer_member_id,
            "parent": data.parent_contract_id,
            "priority": data.priority,
            "now": ctx.now,
        },
    )
    begun = await begin_version(ctx, await load_contract(ctx, contract_id, "contract.create"), data)
    contract = begun.contract
    ctx.record("contract", contract_id, label=contract.number, after=audited(contract, begun.version))
    ctx.emit(ContractCreated(contract_id=contract_id, organization_id=contract.organization_id), subject=contract)
    return shown(ctx, contract)


@command("contract.assign")
async def update_contract(ctx: Ctx, contract_id: ContractId, data: UpdateContract) -> Contract:
    """Say who looks after a contract, whom it is told to, what it belongs to, and which of two contracts counts.

    Raises PreconditionFailed, PreconditionRequired, Invalid.
    """
    before = await lock_contract(ctx, contract_id, "contract.assign")
    ctx.check_version(before.version, required=True)
    given: dict[str, Any] = {
        name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET
    }
    owner, buyer = given.get("owner_member_id"), given.get("buyer_member_id")
    await _check_people(ctx, before.organization_id, owner, buyer)
    await _check_parent(ctx, contract_id, before.organization_id, given.get("parent_contract_id"))
    values = {name: getattr(before, name) for name in data.__struct_fields__} | given
    await ctx.db.run(UPDATE_CONTRACT, {**values, "id": contract_id, "now": ctx.now})
    after = await reload(ctx, contract_id)
    if after.priority != before.priority:
        await rank_terms(ctx, after)
    ctx.record("contract", contract_id, label=after.number, before=audited(before), after=audited(after))
    return shown(ctx, after)


async def _organization(ctx: Ctx, organization_id: OrganizationId) -> Organization:
    """The partner; one the caller may not know of is none."""
    if not ctx.may_anywhere("contract.create"):
        ctx.authorize("contract.create")
    try:
        return await require_trading(ctx, organization_id)
    except NotFound:
        raise Invalid.field("organization_id", "There is no such organization", "not_found") from None


async def _check_people(
    ctx: Ctx, organization_id: OrganizationId, owner: MemberId | None, buyer: MemberId | None
) -> None:
    if owner is not None and not await ctx.db.value(MEMBER_OF, {"member": owner, "organization": None}):
        raise Invalid.field("owner_member_id", "Choose an active member of your business", "not_found")
    if buyer is not None and not await ctx.db.value(MEMBER_OF, {"member": buyer, "organization": organization_id}):
        raise Invalid.field("buyer_member_id", "Choose somebody of the organization", "not_found")


async def _check_parent(
    ctx: Ctx, contract_id: ContractId, organization_id: OrganizationId, parent_id: ContractId | None
) -> None:
    """The framework a contract belongs to is one of the same partner or of one above it, and not below itself."""
    if parent_id is None:
        return
    try:
        parent = await load_contract(ctx, parent_id, "contract.view")
    except NotFound:
        raise Invalid.field("parent_contract_id", "There is no such contract", "not_found") from None
    above: set[UUID] = set(await ctx.db.values(ANCESTORS, {"id": parent_id}))
    if parent_id == contract_id or contract_id.uuid in above:
        raise Invalid.field("parent_contract_id", "A contract cannot belong to itself", "loop")
    if parent.side is not Side.SELLER:
        raise Invalid.field("parent_contract_id", "There is no such contract", "not_found")
    allowed = await ctx.db.values(ABOVE, {"organization": organization_id})
    if parent.organization_id.uuid not in allowed:
        message = f"{parent.number} is with {parent.organization_name}; choose one of the same partner"
        raise Invalid.field("parent_contract_id", message, "other_organization")


ABOVE: Final = "SELECT ancestor_id FROM organization_closure WHERE descendant_id = %(organization)s"
