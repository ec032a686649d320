"""People: the list, one person, and every decision over them; alike for staff and for partners' administrators."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from hanse.domains.access import api
from hanse.domains.access.pages.parts import elsewhere, is_staff, root_of, timeline
from hanse.domains.access.types import (
    ActOnBehalf,
    AssignmentId,
    AssignmentInput,
    Because,
    ListApiKeys,
    ListMembers,
    ListRoles,
    Member,
    MemberId,
    MemberStatus,
    Role,
    RoleKind,
    UpdateMember,
)
from hanse.domains.identity.api import session_headers
from hanse.kit.structs import to_json
from hanse.platform.context import Ctx
from hanse.platform.http.messages import JSON, Reply
from hanse.platform.web.actions import attempt, press, refused
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

STATUSES = [
    Option(MemberStatus.ACTIVE, "Active"),
    Option(MemberStatus.SUSPENDED, "Suspended"),
    Option(MemberStatus.REMOVED, "Removed"),
]
KINDS = [Option("staff", "Your staff"), Option("partner", "People of partners")]


async def list_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Everybody the reader may see."""
    if (other := elsewhere(ctx, request)) is not None:
        return other
    query = request.query(ListMembers)
    page = await api.list_members(ctx, query)
    roles = await all_roles(ctx)
    return View(
        "access/members.html",
        {
            "page": page,
            "query": query,
            "root": root_of(request),
            "statuses": STATUSES,
            "kinds": KINDS if is_staff(ctx) else [],
            "roles": [Option(str(role.id), role.name, group=_group(role)) for role in roles],
            "may_invite": ctx.may_anywhere("member.invite"),
        },
        block="content",
    )


def _group(role: Role) -> str:
    return "Your staff" if role.kind is RoleKind.TENANT else "At organizations"


async def all_roles(ctx: Ctx) -> list[Role]:
    """Every role the reader may see; none without the right to see roles."""
    if not ctx.may_anywhere("role.view"):
        return []
    found: list[Role] = []
    cursor: str | None = None
    while True:
        page = await api.list_roles(ctx, ListRoles(limit=200, cursor=cursor))
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


async def member_page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """One person: facts, roles, keys and history."""
    member_id = request.id("member_id", MemberId)
    if (other := elsewhere(ctx, request)) is not None:
        return other
    return View("access/member.html", await _context(ctx, request, await api.get_member(ctx, member_id), Form()))


async def _context(ctx: Ctx, request: PageRequest, member: Member, form: Form[Any]) -> dict[str, Any]:
    roles = await all_roles(ctx)
    may_give = ctx.may_anywhere("role.assign") and member.id.uuid != ctx.principal.member_id
    keys = await _keys_of(ctx, member)
    return {
        "member": member,
        "form": form,
        "root": root_of(request),
        "roles": [Option(str(role.id), role.name, group=_group(role)) for role in roles],
        "places": await place_options(ctx) if may_give else [],
        "may_give": may_give and member.status is not MemberStatus.REMOVED,
        "is_self": member.id.uuid == ctx.principal.member_id,
        "keys": keys,
        "entries": timeline(ctx, await api.timeline_of(ctx, "member", member.id)) if is_staff(ctx) else [],
    }


async def _keys_of(ctx: Ctx, member: Member) -> list[Any]:
    if not ctx.may("api_key.view"):
        return []
    return (await api.list_api_keys(ctx, ListApiKeys(member_id=member.id, limit=50))).items


async def place_options(ctx: Ctx, text: str = "") -> list[Option]:
    """Organizations at which the reader may give roles."""
    if not ctx.may_anywhere("role.assign"):
        return []
    return [Option(str(place), name) for place, name in await api.find_places(ctx, text)]


# ---- changing ------------------------------------------------------------------------------------------------------


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The form for a person's facts."""
    member = await api.get_member(ctx, request.id("member_id", MemberId))
    if "member.update" not in member.allowed_actions:
        ctx.authorize("member.update")
    return View("access/member_edit.html", await _edit(ctx, request, member, Form.of(member)))


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save a person's facts."""
    member_id = request.id("member_id", MemberId)
    form = request.form(UpdateMember)
    if await attempt(form, lambda data: api.update_member(ctx, member_id, data)) is None:
        member = await api.get_member(ctx, member_id)
        await show_conflict(ctx, form, Form.of(member), "member", member_id)
        return refused("access/member_edit.html", form, await _edit(ctx, request, member, form))
    return Redirect(f"{root_of(request)}/members/{member_id}", Flash(message="The changes are saved"))


async def _edit(ctx: Ctx, request: PageRequest, member: Member, form: Form[Any]) -> dict[str, Any]:
    people = await api.find_people(ctx, "", 50)
    options = [Option(str(one.id), one.display_name) for one in people if one.id != member.id]
    manager = member.manager_member_id
    return {
        "member": member,
        "form": form,
        "root": root_of(request),
        "people": options,
        "manager": Option(str(manager), member.manager_name or "") if manager else None,
        "currency": ctx.tenant.currency,
        "is_self": member.id.uuid == ctx.principal.member_id,
    }


async def suspend_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks why, and says what follows."""
    return await _ask(ctx, request, "suspend")


async def suspend(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Stop somebody's access."""
    return await _decide(ctx, request, "suspend", api.suspend_member, "is suspended and logged out")


async def reactivate(ctx: Ctx, request: PageRequest) -> Redirect:
    """Give somebody access again."""
    member_id = request.id("member_id", MemberId)
    done = Redirect(
        f"{root_of(request)}/members/{member_id}", Flash(message="Access is restored; they can log in again")
    )
    return await press(ctx, request, lambda: api.reactivate_member(ctx, member_id, Because()), done)


async def remove_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks why, and says what follows."""
    return await _ask(ctx, request, "remove")


async def remove(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """End somebody's membership."""
    return await _decide(ctx, request, "remove", api.remove_member, "does not belong to the business any more")


async def act_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks why, and at which organization."""
    return await _ask(ctx, request, "act")


async def act(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Go on as somebody."""
    member_id = request.id("member_id", MemberId)
    form = request.form(ActOnBehalf)
    switched = await attempt(form, lambda data: api.act_on_behalf(ctx, member_id, data))
    if switched is None:
        return await _ask(ctx, request, "act", form)
    return Redirect("/app", headers=session_headers(ctx.services, switched.session))


async def _ask(ctx: Ctx, request: PageRequest, what: str, form: Form[Any] | None = None) -> View:
    member = await api.get_member(ctx, request.id("member_id", MemberId))
    permission = "member.act_on_behalf" if what == "act" else f"member.{what}"
    if permission not in member.allowed_actions and form is None:
        ctx.authorize(permission)
    places = {str(item.organization_id): item.organization for item in member.assignments if item.organization_id}
    context = {
        "member": member,
        "what": what,
        "form": form or Form(),
        "root": root_of(request),
        "places": [Option(place, name or "") for place, name in places.items()],
    }
    return View("access/member_ask.html", context, status=form.status if form else 200)


async def _decide(
    ctx: Ctx, request: PageRequest, what: str, action: Callable[..., Awaitable[Member]], told: str
) -> View | Redirect:
    member_id = request.id("member_id", MemberId)
    form = request.form(Because)
    member = await attempt(form, lambda data: action(ctx, member_id, data))
    if member is None:
        return await _ask(ctx, request, what, form)
    to = f"{root_of(request)}/members" + (f"/{member_id}" if what == "suspend" else "")
    return Redirect(to, Flash(message=f"{member.display_name} {told}"))


# ---- roles ---------------------------------------------------------------------------------------------------------


async def give_role(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Give a role."""
    member_id = request.id("member_id", MemberId)
    form = request.form(AssignmentInput)
    if await attempt(form, lambda data: api.assign_role(ctx, member_id, data)) is None:
        member = await api.get_member(ctx, member_id)
        return refused("access/member.html", form, await _context(ctx, request, member, form))
    return Redirect(f"{root_of(request)}/members/{member_id}#roles", Flash(message="The role counts from now on"))


async def take_role(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a role away."""
    member_id = request.id("member_id", MemberId)
    assignment_id = request.id("assignment_id", AssignmentId)
    done = Redirect(f"{root_of(request)}/members/{member_id}#roles", Flash(message="The role is taken away"))
    return await press(ctx, request, lambda: api.unassign_role(ctx, member_id, assignment_id), done)


# ---- choices of forms ----------------------------------------------------------------------------------------------


async def people_options(ctx: Ctx, request: PageRequest) -> Reply:
    """People for a field in which one is chosen."""
    found = await api.find_people(ctx, request.argument("q"))
    return _options([{"value": str(one.id), "label": one.display_name, "detail": one.email or ""} for one in found])


async def places_options(ctx: Ctx, request: PageRequest) -> Reply:
    """Organizations for a field in which one is chosen."""
    found = await place_options(ctx, request.argument("q"))
    return _options([{"value": one.value, "label": one.label, "detail": ""} for one in found])


def _options(items: list[dict[str, str]]) -> Reply:
    return Reply(to_json({"items": items}), content_type=JSON, headers=[("cache-control", "no-store")])
