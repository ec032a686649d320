"""Telling people: notifications to the side that has to act."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from hanse.domains.contracts.ports import TO_BUYER, TO_SELLER
from hanse.domains.contracts.types import Contract
from hanse.domains.notifications.api import notify
from hanse.domains.notifications.types import Notify
from hanse.domains.organizations.types import Side
from hanse.platform.context import Ctx

# Whoever looks after it; else the partner's manager; else those who run the business.
SELLERS: Final = """
SELECT coalesce(c.owner_member_id, o.manager_member_id) AS one, (
    SELECT array_agg(DISTINCT a.member_id) FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id
        AND r.id = a.role_id
    WHERE a.tenant_id = c.tenant_id AND a.organization_id IS NULL AND r.is_builtin
        AND r.key IN ('owner', 'admin')) AS all_of
FROM contracts c JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id
WHERE c.id = %(id)s
"""
# Whom it is told to at the partner; else those who run the partner's account.
BUYERS: Final = """
SELECT c.buyer_member_id AS one, (
    SELECT array_agg(DISTINCT a.member_id) FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id
        AND r.id = a.role_id
    WHERE a.tenant_id = c.tenant_id AND a.organization_id = c.organization_id AND a.blocked_at IS NULL
        AND r.is_builtin AND r.key = 'company_admin') AS all_of
FROM contracts c WHERE c.id = %(id)s
"""


class Message(msgspec.Struct, frozen=True):
    """What some people are told, as which kind of notification."""

    people: list[UUID]
    kind: str
    title: str
    body: str = ""


async def tell(ctx: Ctx, contract: Contract, to: Side, title: str, body: str = "", kind: str | None = None) -> None:
    """Tell the people of one side. The text is read by that side, so it says nothing that is not theirs."""
    kind = kind or (TO_BUYER if to is Side.BUYER else TO_SELLER)
    await tell_people(ctx, contract, to, Message(await people_of(ctx, contract, to), kind, title, body))


async def tell_people(ctx: Ctx, contract: Contract, side: Side, message: Message) -> None:
    """Tell some people of a side about a contract."""
    if not message.people:
        return
    place = "app" if side is Side.BUYER else "admin"
    await notify(
        ctx,
        Notify(
            kind=message.kind,
            member_ids=message.people,
            subject_kind="contract",
            subject_id=contract.id,
            title=message.title[:200],
            body=message.body[:2_000],
            href=f"/{place}/contracts/{contract.id}",
            facts={"number": contract.number, "organization": contract.organization_name},
        ),
    )


async def people_of(ctx: Ctx, contract: Contract, side: Side) -> list[UUID]:
    """Who is told about a contract on a side."""
    row = await ctx.db.one(BUYERS if side is Side.BUYER else SELLERS, {"id": contract.id})
    return [row["one"]] if row["one"] else list(row["all_of"] or ())
