"""Invitations: the list, a new one, and what can be done with an open one."""

from __future__ import annotations

from typing import Any

from hanse.domains.access import api
from hanse.domains.access.pages.members import all_roles, place_options
from hanse.domains.access.pages.parts import elsewhere, is_staff, role_options, root_of
from hanse.domains.access.types import (
    InvitationId,
    InvitationStatus,
    InviteMember,
    ListInvitations,
    RoleKind,
)
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash


async def list_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Who was invited, and what became of it."""
    if (other := elsewhere(ctx, request)) is not None:
        return other
    query = request.query(ListInvitations)
    page = await api.list_invitations(ctx, query)
    return View(
        "access/invitations.html",
        {
            "page": page,
            "query": query,
            "root": root_of(request),
            "statuses": [Option(status.value, words(status.value)) for status in InvitationStatus],
            "may_invite": ctx.may_anywhere("member.invite"),
        },
        block="content",
    )


async def new_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The form for an invitation."""
    if (other := elsewhere(ctx, request)) is not None:
        return other
    return View("access/invite.html", await _context(ctx, request, Form({"organization_id": request.argument("at")})))


async def invite(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Invite somebody: roles of the staff, roles at one organization, or both."""
    form = _read(request)
    invitation = await attempt(form, lambda data: api.invite_member(ctx, data))
    if invitation is None:
        return refused("access/invite.html", form, await _context(ctx, request, form))
    message = f"An invitation is on its way to {invitation.email}"
    return Redirect(f"{root_of(request)}/invitations", Flash(message=message))


def _read(request: PageRequest) -> Form[InviteMember]:
    """The posted form as one body: each ticked role with the organization it is meant for."""
    place = request.field("organization_id").strip()
    staff = [role for role in request.field_list("staff_roles") if role]
    partner = [role for role in request.field_list("partner_roles") if role]
    values: dict[str, Any] = {
        "email": request.field("email").strip(),
        "display_name": request.field("display_name").strip(),
        "message": request.field("message").replace("\r\n", "\n").strip(),
    }
    offered = [{"role_id": role} for role in staff] + [
        {"role_id": role, **({"organization_id": place} if place else {})} for role in partner
    ]
    form = Form.from_builtins(InviteMember, {**values, "assignments": offered})
    form.values = {**values, "staff_roles": staff, "partner_roles": partner, "organization_id": place}
    if not offered:
        form.errors = {"staff_roles": ["Tick at least one role"]}
    return form


async def resend(ctx: Ctx, request: PageRequest) -> Redirect:
    """Send an invitation again under a new link."""
    invitation_id = request.id("invitation_id", InvitationId)
    done = Redirect(f"{root_of(request)}/invitations", Flash(message="The invitation is sent again under a new link"))
    return await press(ctx, request, lambda: api.resend_invitation(ctx, invitation_id), done)


async def revoke(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take an invitation back."""
    invitation_id = request.id("invitation_id", InvitationId)
    done = Redirect(f"{root_of(request)}/invitations", Flash(message="The invitation is taken back; its link is dead"))
    return await press(ctx, request, lambda: api.revoke_invitation(ctx, invitation_id), done)


async def _context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    if not ctx.may_anywhere("member.invite"):
        ctx.authorize("member.invite")
    roles = await all_roles(ctx)
    # A refusal of one role belongs to the group it was ticked in.
    for path in [path for path in form.errors if path.startswith("assignments")]:
        target = "organization_id" if path.endswith("organization_id") else "staff_roles"
        form.errors.setdefault(target, []).extend(form.errors.pop(path))
    return {
        "form": form,
        "root": root_of(request),
        "staff_roles": role_options(roles, RoleKind.TENANT) if is_staff(ctx) else [],
        "partner_roles": role_options(roles, RoleKind.ORGANIZATION),
        "places": await place_options(ctx),
    }
