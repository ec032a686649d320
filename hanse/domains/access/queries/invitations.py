"""Reads of invitations, by staff and by the person who holds the link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hanse.domains.access.errors import InvitationInvalid
from hanse.domains.access.ports import organization_tree
from hanse.domains.access.queries.reach import actions_on, authorize_all
from hanse.domains.access.types import (
    Invitation,
    InvitationId,
    InvitationPreview,
    InvitationRecord,
    InvitationStatus,
    ListInvitations,
    PreviewInvitation,
)
from hanse.domains.identity.api import find_account
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.authz import TenantRef
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.crypto import token_hash

SELECT_INVITATIONS = """
SELECT i.id, i.email, i.display_name, i.message, i.invited_by, m.display_name AS invited_by_name, i.sent_count,
    i.expires_at, i.accepted_at, i.revoked_at, i.version, i.created_at, i.updated_at, s.status,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('role_id', part ->> 'role', 'role', r.name,
            'organization_id', part ->> 'organization') ORDER BY place)
        FROM jsonb_array_elements(i.assignments) WITH ORDINALITY AS parts (part, place)
        LEFT JOIN roles r ON r.id = (part ->> 'role')::uuid
    ), '[]'::jsonb) AS assignments
FROM invitations i
LEFT JOIN members m ON m.id = i.invited_by
CROSS JOIN LATERAL (SELECT CASE
    WHEN i.accepted_at IS NOT NULL THEN 'accepted' WHEN i.revoked_at IS NOT NULL THEN 'revoked'
    WHEN i.expires_at <= %(now)s THEN 'expired' ELSE 'open' END AS status) s
"""
GET_INVITATION = SELECT_INVITATIONS + "WHERE i.id = %(id)s"
GET_BY_TOKEN = SELECT_INVITATIONS + "WHERE i.token_hash = %(hash)s"
LOCK_BY_TOKEN = "SELECT id FROM invitations WHERE token_hash = %(hash)s FOR UPDATE"
FILTERS = """
WHERE (%(everything)s OR NOT EXISTS (
        SELECT 1 FROM jsonb_array_elements(i.assignments) AS part
        WHERE part ->> 'organization' IS NULL OR NOT (part ->> 'organization')::uuid = ANY(%(organizations)s)))
  AND (%(status)s::text IS NULL OR s.status = %(status)s)
  AND (%(text)s::text IS NULL OR strpos(i.email, %(text)s) > 0 OR strpos(lower(i.display_name), %(text)s) > 0)
  AND (%(after)s::uuid IS NULL OR i.id < %(after)s)
ORDER BY i.id DESC
LIMIT %(limit)s
"""
COUNT_OPEN = """
SELECT count(*) FROM invitations
WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > %(now)s
"""
TENANT_OF_TOKEN = "SELECT invitation_tenant(%(hash)s)"
TENANT = """
SELECT tenant_id AS id, handle, name, status, timezone, locale, currency, accent, logo_key FROM tenants
"""


@query("invitation.get", permission="invitation.view")
async def get_invitation(ctx: Ctx, invitation_id: InvitationId) -> Invitation:
    """Read one invitation. Raises NotFound."""
    return as_shown(ctx, await load_invitation(ctx, invitation_id, "invitation.view"))


@query("invitation.list", permission="invitation.view")
async def list_invitations(ctx: Ctx, query: ListInvitations) -> Page[Invitation]:
    """List invitations, newest first; those to partners only for who reaches every organization they name."""
    scope = ctx.scope("invitation.view")
    below = await organization_tree(ctx).below(ctx, scope.trees) if scope.trees else ()
    after = decode_cursor(query.cursor, UUID) or (None,)
    rows = await ctx.db.all(
        SELECT_INVITATIONS + FILTERS,
        {
            "now": ctx.now,
            "everything": scope.everything,
            "organizations": list({*scope.organizations, *below}),
            "status": query.status,
            "text": query.q.strip().lower() if query.q else None,
            "after": after[0],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page([as_shown(ctx, item) for item in await build_invitations(ctx, page.items)], page.next)


async def load_invitation(ctx: Ctx, invitation_id: InvitationId, permission: str) -> InvitationRecord:
    """Read one invitation for a reader who holds `permission` on all of it. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_INVITATION, {"id": invitation_id, "now": ctx.now})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    (invitation,) = await build_invitations(ctx, [row])
    authorize_all(ctx, permission, invitation.subjects())
    return invitation


async def load_open_by_token(ctx: Ctx, token: str, *, lock: bool = False) -> InvitationRecord:
    """Go on inside the business of a link and read its open invitation; asks for no right, the link is the proof.

    Raises InvitationInvalid for any link that does not work now.
    """
    digest = token_hash(token)
    await _enter_tenant(ctx, digest)
    if lock:
        await ctx.db.maybe(LOCK_BY_TOKEN, {"hash": digest})
    row = await ctx.db.maybe(GET_BY_TOKEN, {"hash": digest, "now": ctx.now})
    if row is None or row["status"] != InvitationStatus.OPEN:
        raise InvitationInvalid()
    (invitation,) = await build_invitations(ctx, [row])
    return invitation


async def _enter_tenant(ctx: Ctx, digest: bytes) -> None:
    if ctx.tenant_or_none is not None:
        return
    tenant_id = await ctx.db.value(TENANT_OF_TOKEN, {"hash": digest})
    if tenant_id is None:
        raise InvitationInvalid()
    await ctx.db.enter_tenant(tenant_id)
    tenant = await ctx.db.one(TENANT, into=TenantRef)
    if tenant.status != "active":
        raise InvitationInvalid()
    await ctx.enter_tenant(tenant)


async def build_invitations(ctx: Ctx, rows: Sequence[dict[str, Any]]) -> list[InvitationRecord]:
    """Rows to invitations, with the names and paths of their organizations."""
    wanted = {UUID(part["organization_id"]) for row in rows for part in row["assignments"] if part["organization_id"]}
    tree = organization_tree(ctx)
    paths = await tree.paths(ctx, wanted) if wanted else {}
    names = await tree.names(ctx, wanted) if wanted else {}
    found = []
    for row in rows:
        places: dict[UUID, None] = {}
        for part in row["assignments"]:
            place = UUID(part["organization_id"]) if part["organization_id"] else None
            part["role_id"], part["organization_id"] = UUID(part["role_id"]), place
            part["organization"] = names.get(place) if place else None
            if place is not None:
                places[place] = None
        row["paths"] = tuple(paths[place] for place in places if place in paths)
        found.append(from_row(row, InvitationRecord))
    return found


def as_shown(ctx: Ctx, record: InvitationRecord) -> Invitation:
    """An invitation as the reader gets it, with what may be done with it."""
    actions = actions_on(ctx, "invitation", record.subjects())
    if record.status not in (InvitationStatus.OPEN, InvitationStatus.EXPIRED):
        actions = tuple(name for name in actions if name != "invitation.revoke")
    values = {name: getattr(record, name) for name in Invitation.__struct_fields__}
    return Invitation(**{**values, "allowed_actions": actions})


@query("invitation.preview", access="public", tenantless=True)
async def preview_invitation(ctx: Ctx, query: PreviewInvitation) -> InvitationPreview:
    """Read what an invitation link offers, before accepting it. Raises InvitationInvalid."""
    ctx.authorize_anyone("invitation.preview")
    invitation = await load_open_by_token(ctx, query.token)
    account = await find_account(ctx, invitation.email)
    return InvitationPreview(
        email=invitation.email,
        display_name=invitation.display_name,
        business=ctx.tenant.name,
        invited_by_name=invitation.invited_by_name,
        roles=[_named(item.role, item.organization) for item in invitation.assignments if item.role],
        is_for_reader=account is not None and account.id.uuid == ctx.principal.account_id,
        has_account=account is not None,
        message=invitation.message,
        expires_at=invitation.expires_at,
    )


def _named(role: str | None, organization: str | None) -> str:
    return f"{role} at {organization}" if organization else str(role)
