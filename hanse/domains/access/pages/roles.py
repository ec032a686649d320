"""Roles: the list, one role with everything it allows, and changing it line by line."""

from __future__ import annotations

from typing import Any

from hanse.domains.access import api
from hanse.domains.access.pages import conditions
from hanse.domains.access.pages.members import all_roles
from hanse.domains.access.pages.parts import is_staff, timeline
from hanse.domains.access.types import (
    CopyRole,
    CreateRole,
    ListMembers,
    ListRoles,
    PermissionInfo,
    Role,
    RoleGrant,
    RoleId,
    RoleKind,
    UpdateRole,
)
from hanse.kit.structs import Data
from hanse.platform.authz import Reach
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, press, refused
from hanse.platform.web.forms import Form, touched_of
from hanse.platform.web.parts import Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

LIST = "/admin/roles"
REACHES = {
    RoleKind.TENANT: (Option(Reach.OWN, "Own only"), Option(Reach.TENANT, "Whole business")),
    RoleKind.ORGANIZATION: (
        Option(Reach.OWN, "Own only"),
        Option(Reach.ORGANIZATION, "Their organization"),
        Option(Reach.BELOW, "Their organization and those below"),
    ),
}
REACH_WORDS = {option.value: option.label for options in REACHES.values() for option in options}
_NOUNS = {
    "api_key": "API keys",
    "audit": "Audit trail",
    "job": "Background work",
    "member": "People",
    "onboarding": "Onboarding",
    "tenant": "The business",
}


class Line(Data, frozen=True, kw_only=True):
    """One right in the editor."""

    permission: str
    label: str
    help: str
    is_dangerous: bool
    reach: str
    condition: str
    blocked: str  # why it cannot be given by the reader; empty when it can
    errors: list[str]


class Group(Data, frozen=True, kw_only=True):
    """The rights about one kind of thing."""

    label: str
    lines: list[Line]
    given: int


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Every role, who it is for, and how many hold it."""
    query = request.query(ListRoles)
    roles = await all_roles(ctx)
    return View(
        "access/roles.html",
        {
            "staff": [role for role in roles if role.kind is RoleKind.TENANT],
            "partner": [role for role in roles if role.kind is RoleKind.ORGANIZATION],
            "query": query,
            "may_create": ctx.may("role.create"),
        },
    )


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The form for a new role: its name and whom it is for; what it allows comes next."""
    ctx.authorize("role.create")
    return View("access/role_new.html", {"form": Form({"kind": request.argument("kind") or RoleKind.TENANT.value})})


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make an empty role and go on to its editor."""
    form = request.form(CreateRole)
    role = await attempt(form, lambda data: api.create_role(ctx, data))
    if role is None:
        return refused("access/role_new.html", form, {})
    return Redirect(f"{LIST}/{role.id}", Flash(message="Now choose what the role allows"))


async def copy(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Copy a role and go on to the copy's editor."""
    role_id = request.id("role_id", RoleId)
    form = request.form(CopyRole)
    made = await attempt(form, lambda data: api.copy_role(ctx, role_id, data))
    if made is None:
        return await _show(ctx, await api.get_role(ctx, role_id), Form(), copy_form=form)
    return Redirect(f"{LIST}/{made.id}", Flash(message=f"{made.name} is a copy you can change"))


async def role_page(ctx: Ctx, request: PageRequest) -> View:
    """What a role allows, who holds it, and its history."""
    return await _show(ctx, await api.get_role(ctx, request.id("role_id", RoleId)), Form())


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save a role: every line with a reach is a grant."""
    role_id = request.id("role_id", RoleId)
    role = await api.get_role(ctx, role_id)
    posted = {name: value for name, value in request.fields if isinstance(value, str)}
    names = [name.removeprefix("reach.") for name in posted if name.startswith("reach.")]
    chosen = [
        {
            "permission": name,
            "reach": posted[f"reach.{name}"],
            **({"condition": condition} if (condition := posted.get(f"condition.{name}", "").strip()) else {}),
        }
        for name in names
        if posted[f"reach.{name}"]
    ]
    facts = {name: posted.get(name, "").strip() for name in ("name", "description")}
    form = Form.from_builtins(UpdateRole, {**facts, "grants": chosen})
    form.values = {**facts, "grants": chosen}
    form.touched = touched_of(request.fields)
    if await attempt(form, lambda data: api.update_role(ctx, role_id, data)) is None:
        return await _show(ctx, role, form)
    return Redirect(f"{LIST}/{role_id}", Flash(message="The role is saved and counts from now on"))


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Delete a role nobody holds."""
    role_id = request.id("role_id", RoleId)
    done = Redirect(LIST, Flash(message="The role is deleted"))
    return await press(ctx, request, lambda: api.delete_role(ctx, role_id), done, back=f"{LIST}/{role_id}")


def heading(noun: str) -> str:
    """The title over the rights about one kind of thing."""
    return _NOUNS.get(noun) or f"{words(noun)}s"


# ---- the editor ----------------------------------------------------------------------------------------------------


async def _show(ctx: Ctx, role: Role, form: Form[Any], copy_form: Form[Any] | None = None) -> View:
    grants = form.values.get("grants", role.grants)
    permissions = (await api.list_permissions(ctx)).items
    holders = await api.list_members(ctx, ListMembers(role_id=role.id, limit=20)) if ctx.may("member.view") else None
    values = {
        "name": form.values.get("name", role.name),
        "description": form.values.get("description", role.description),
    }
    groups = _groups(permissions, _plain(grants), _errors_by_line(form, grants))
    copy_form = copy_form or Form({"name": f"{role.name} copy"})
    shown: Form[Any] = Form(values)
    shown.errors, shown.message, shown.status = form.errors, form.message, form.status
    shown.conflict, shown.touched = form.conflict, form.touched
    failed = form if form.status >= 400 else copy_form
    history = await api.timeline_of(ctx, "role", role.id) if is_staff(ctx) else []
    context = {
        "role": role,
        "form": shown,
        "copy_form": copy_form,
        "groups": groups,
        "reaches": REACHES[role.kind],
        "reach_words": REACH_WORDS,
        "holders": holders,
        "said": {name: conditions.in_words(ctx, name, held[1]) for name, held in _plain(grants).items() if held[1]},
        "saved": [grant.permission for grant in role.grants],
        "with_conditions": "role.update" in role.allowed_actions or any(grant.condition for grant in role.grants),
        "may_edit": "role.update" in role.allowed_actions,
        "may_copy": ctx.may("role.create"),
        "entries": timeline(ctx, history),
    }
    return View("access/role.html", context, status=failed.status if failed.status >= 400 else 200)


def _plain(grants: Any) -> dict[str, tuple[str, str]]:
    """Permission to reach and condition."""
    if grants and isinstance(grants[0], RoleGrant):
        return {item.permission: (str(item.reach.value), item.condition or "") for item in grants}
    return {item["permission"]: (item["reach"], item.get("condition", "")) for item in grants}


def _errors_by_line(form: Form[Any], grants: Any) -> dict[str, list[str]]:
    """What is wrong with which right; errors name a grant by its place in the list."""
    found: dict[str, list[str]] = {}
    for path in [path for path in form.errors if path.startswith("grants.")]:
        position = path.split(".")[1]
        sentences = form.errors.pop(path)
        if position.isdigit() and int(position) < len(grants):
            found.setdefault(grants[int(position)]["permission"], []).extend(sentences)
        else:
            form.errors.setdefault("", []).extend(sentences)
    if found and not form.message:
        form.message = "Some lines need mending; they are marked below"
    return found


def _groups(
    permissions: list[PermissionInfo], grants: dict[str, tuple[str, str]], errors: dict[str, list[str]]
) -> list[Group]:
    rights = {item.name: item for item in permissions}
    wide = [name for name in grants if name not in rights]
    nouns = list(dict.fromkeys(item.noun for item in permissions))
    groups = [
        _group(heading(noun), [item for item in permissions if item.noun == noun], grants, errors) for noun in nouns
    ]
    if wide:
        named = [
            PermissionInfo(
                name=name,
                noun="",
                label="Everything, now and later" if name == "*" else f"Everything about {words(name[:-2]).lower()}",
                help="Also what later versions add.",
                is_dangerous=True,
                is_held=True,
            )
            for name in wide
        ]
        groups.insert(0, _group("Everything", named, grants, errors))
    return groups


def _group(
    label: str, rights: list[PermissionInfo], grants: dict[str, tuple[str, str]], errors: dict[str, list[str]]
) -> Group:
    lines = [
        Line(
            permission=item.name,
            label=item.label,
            help=item.help,
            is_dangerous=item.is_dangerous,
            reach=grants.get(item.name, ("", ""))[0],
            condition=grants.get(item.name, ("", ""))[1],
            blocked="" if item.is_held or item.name in grants else "You do not hold this right yourself",
            errors=errors.get(item.name, []),
        )
        for item in rights
    ]
    return Group(label=label, lines=lines, given=sum(1 for line in lines if line.reach))
