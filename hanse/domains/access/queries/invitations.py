"""Reads of invitations, by staff and by the person who holds the link."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.access.errors import InvitationInvalid
from hanse.domains.access.ports import organization_tree
from hanse.domains.access.types import Invitation, InvitationId, InvitationPreview, InvitationStatus
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.crypto import token_hash

SELECT_INVITATIONS = """
SELECT i.id, i.email, i.display_name, i.assignments, i.message, i.invited_by, i.sent_count, i.expires_at, i.accepted_at,
    i.revoked_at, i.version, i.created_at, i.updated_at,
    CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL THEN 'revoked'
         WHEN i.expires_at <= %(now)s THEN 'expired' ELSE 'open' END AS status
FROM invitations i
"""
GET_INVITATION = SELECT_INVITATIONS + "WHERE i.id = %(id)s"
GET_BY_TOKEN = SELECT_INVITATIONS + "WHERE i.token_hash = %(hash)s"
LOCK_BY_TOKEN = "SELECT id FROM invitations WHERE token_hash = %(hash)s FOR UPDATE"
LIST_INVITATIONS = (
    SELECT_INVITATIONS
    + """
WHERE (%(everything)s OR EXISTS (
        SELECT 1 FROM jsonb_array_elements(i.assignments) AS part
        WHERE (part ->> 'organization')::uuid = ANY(%(organizations)s)))
  AND (%(status)s::text IS NULL OR %(status)s =
        CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL THEN 'revoked'
             WHEN i.expires_at <= %(now)s THEN 'expired' ELSE 'open' END)
  AND (%(after)s::uuid IS NULL OR i.id < %(after)s)
ORDER BY i.id DESC
LIMIT %(limit)s
"""
)
TENANT_OF_TOKEN = "SELECT invitation_tenant(%(hash)s) AS tenant_id"


class ListInvitations(PageQuery, frozen=True, kw_only=True):
    """Filter of the list of invitations."""

    status: InvitationStatus | None = None


@query("invitation.get", permission="invitation.view")
async def get_invitation(ctx: Ctx, invitation_id: InvitationId) -> Invitation:
    """Read one invitation. Raises NotFound."""
    return await load_invitation(ctx, invitation_id, "invitation.view")


@query("invitation.list", permission="invitation.view")
async def list_invitations(ctx: Ctx, query: ListInvitations) -> Page[Invitation]:
    """List invitations, newest first."""
    scope = ctx.scope("invitation.view")
    reachable = {*scope.organizations, *(await organization_tree(ctx).below(ctx, scope.trees) if scope.trees else ())}
    after = decode_cursor(query.cursor, UUID) or (None,)
    rows = await ctx.db.all(
        LIST_INVITATIONS,
        {
            "now": ctx.now,
            "everything": scope.everything,
            "organizations": list(reachable),
            "status": query.status,
            "after": after[0],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([await build_invitation(ctx, row) for row in page.items], page.next)


async def load_invitation(ctx: Ctx, invitation_id: InvitationId, permission: str) -> Invitation:
    """Read one invitation for a reader who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_INVITATION, {"id": invitation_id, "now": ctx.now})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    invitation = await build_invitation(ctx, row)
    ctx.authorize(permission, invitation)
    return invitation


async def load_open_by_token(ctx: Ctx, token: str, *, lock: bool = False) -> Invitation:
    """Read the open invitation a link's token belongs to. Raises InvitationInvalid for any other."""
    digest = token_hash(token)
    if lock:
        await ctx.db.maybe(LOCK_BY_TOKEN, {"hash": digest})
    row = await ctx.db.maybe(GET_BY_TOKEN, {"hash": digest, "now": ctx.now})
    if row is None or row["status"] != InvitationStatus.OPEN:
        raise InvitationInvalid()
    return await build_invitation(ctx, row)


async def build_invitation(ctx: Ctx, row: dict[str, Any]) -> Invitation:
    """Row to invitation; one for organizations belongs to the first of them."""
    pairs = row["assignments"]
    places = [UUID(pair["organization"]) for pair in pairs if pair["organization"]]
    paths = await organization_tree(ctx).paths(ctx, places) if places else {}
    staff = any(pair["organization"] is None for pair in pairs)
    row["organization_path"] = [] if staff or not places else list(paths.get(places[0], ()))
    row["assignments"] = [
        {"role_id": UUID(pair["role"]), "organization_id": UUID(pair["organization"]) if pair["organization"] else None}
        for pair in pairs
    ]
    invitation = from_row(row, Invitation)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["invitation"], invitation)
    return msgspec.structs.replace(invitation, allowed_actions=actions)


async def tenant_of_token(ctx: Ctx, token: str) -> UUID | None:
    """Which tenant an invitation link belongs to; None for an unknown one."""
    row = await ctx.services.database.lookup(TENANT_OF_TOKEN, {"hash": token_hash(token)})
    tenant: UUID | None = row["tenant_id"] if row else None
    return tenant


def preview(invitation: Invitation, tenant_name: str) -> InvitationPreview:
    """What the holder of a link may see before accepting."""
    return InvitationPreview(
        email=invitation.email,
        display_name=invitation.display_name,
        business=tenant_name,
        message=invitation.message,
        expires_at=invitation.expires_at,
    )
