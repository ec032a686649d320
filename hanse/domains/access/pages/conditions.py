"""Under which condition a role gives one right: as rows that read back as a sentence, or as the expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from hanse.domains.access import api
from hanse.domains.access.types import CONDITION_ATTRIBUTES, PermissionInfo, Role, RoleGrant, RoleId, UpdateRole
from hanse.kit.currencies import EXPONENTS, list_currencies
from hanse.kit.errors import NotFound
from hanse.platform.authz import Attribute
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.conditions import Builder, Wording, sentence, show_text, written
from hanse.platform.web.format import Formatter
from hanse.platform.web.forms import Form, touched_of
from hanse.platform.web.requests import PageRequest, Redirect, View

NAME: Final = "condition"
_CHANNELS: Final = (("page", "In the browser"), ("rest", "Through the API"), ("graphql", "Through GraphQL"))
_ALWAYS: Final = (
    Attribute(path="request.strong", label="Was logged in with a second factor or a passkey", kind="yes/no"),
    Attribute(path="actor.on_behalf", label="Is done by staff on behalf of a partner", kind="yes/no"),
    Attribute(path="request.channel", label="Way it comes in", kind="choice", choices=_CHANNELS),
    Attribute(path="request.ip", label="Network address", kind="text"),
    Attribute(path="actor.email", label="E-mail address of who acts", kind="text"),
)


def wording_of(ctx: Ctx, permission: str) -> Wording:
    """What a condition of this right may ask for."""
    noun = permission.partition(".")[0]
    known = cast(Mapping[str, Sequence[Attribute]], ctx.services.extras.get(CONDITION_ATTRIBUTES, {}))
    own = ctx.tenant.currency
    found = [_scaled(one, EXPONENTS[own]) for one in known.get(noun, ())]
    return Wording(
        noun=noun.replace("_", " ") if found else "use of this right",
        attributes=(*found, *_ALWAYS),
        currencies=(own, *(one.code for one in list_currencies() if one.code != own)),
        formatter=Formatter(ctx.locale, ctx.tenant.timezone, ctx.now),
    )


def _scaled(attribute: Attribute, exponent: int) -> Attribute:
    if attribute.kind != "amount":
        return attribute
    return Attribute(
        path=attribute.path, label=attribute.label, kind="amount", exponent=exponent, is_main=attribute.is_main
    )


def in_words(ctx: Ctx, permission: str, condition: str) -> str:
    """A condition in words; "" when there is none or rows cannot say it."""
    return sentence(condition, wording_of(ctx, permission)) if condition else ""


async def page(ctx: Ctx, request: PageRequest) -> View:
    """The rows of one right's condition."""
    role, grant = await _grant(ctx, request)
    form: Form[Any] = Form({NAME: grant.condition or ""})
    return await _view(
        ctx, role, grant, form, show_text(NAME, grant.condition or "", wording_of(ctx, grant.permission))
    )


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the condition with the role; the buttons of the rows come here too."""
    role, grant = await _grant(ctx, request)
    action = request.field("_action")
    is_final = action in ("", "save")
    found = written(NAME, request.fields, "" if is_final else action, wording_of(ctx, grant.permission))
    form: Form[UpdateRole] = Form({NAME: found.text})
    form.touched = touched_of(request.fields)
    if not is_final:
        return await _view(ctx, role, grant, form, found.builder)
    if found.is_finished:
        form.data = _changed(role, grant, found.text.strip())
    else:
        form.errors.update(found.errors())
    if await attempt(form, lambda data: api.update_role(ctx, role.id, data)) is None:
        form.status = form.status if form.status >= 400 else 422
        wrong = [text for path, texts in form.errors.items() if path.startswith("grants.") for text in texts]
        form.errors = {NAME: wrong} if wrong else form.errors
        return await _view(ctx, role, grant, form, found.builder)
    return Redirect(f"/admin/roles/{role.id}", flash("The condition counts from now on"))


async def _grant(ctx: Ctx, request: PageRequest) -> tuple[Role, RoleGrant]:
    """The role and its grant of the right that the address names. Raises NotFound, Forbidden."""
    role = await api.get_role(ctx, request.id("role_id", RoleId))
    grant = next((one for one in role.grants if one.permission == request.text("permission")), None)
    if grant is None or "role.update" not in role.allowed_actions:
        raise NotFound()
    return role, grant


def _changed(role: Role, grant: RoleGrant, condition: str) -> UpdateRole:
    changed = RoleGrant(permission=grant.permission, reach=grant.reach, condition=condition or None)
    grants = [changed if one.permission == grant.permission else one for one in role.grants]
    return UpdateRole(name=role.name, description=role.description, grants=grants)


async def _view(ctx: Ctx, role: Role, grant: RoleGrant, form: Form[Any], builder: Builder) -> View:
    known = (await api.list_permissions(ctx)).items
    right = next((one for one in known if one.name == grant.permission), None)
    context = {
        "role": role,
        "form": form,
        "builder": builder,
        "label": _label(right, grant.permission),
        "post": f"/admin/roles/{role.id}/conditions/{grant.permission}",
    }
    return View("access/role_condition.html", context, status=form.status if form.status >= 400 else 200)


def _label(right: PermissionInfo | None, name: str) -> str:
    return right.label if right else name
