"""Delegations: one's own and, for whoever looks after them, everybody's; making and ending them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hanse.domains.access.api import find_people
from hanse.domains.approvals import api
from hanse.domains.approvals.pages.parts import kind_label, side
from hanse.domains.approvals.ports import subject_kinds
from hanse.domains.approvals.types import CreateDelegation, DelegationId, ListDelegations
from hanse.kit.errors import HanseError, Invalid
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

COLUMNS: Final = (
    Column("from_name", "In place of", "person"),
    Column("to_name", "Decides", "person"),
    Column("starts_at", "From", "date", priority=2),
    Column("ends_at", "Until", "date"),
    Column("limits", "Only", "custom", priority=3),
    Column("state", "State", "custom"),
    Column("id", "End", "custom"),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Who decides for whom, newest first."""
    page = await api.list_delegations(ctx, request.query(ListDelegations))
    rows = [
        {
            "id": str(one.id),
            "from_name": one.from_name,
            "to_name": one.to_name,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "limits": _limits(ctx, one),
            "state": _state(ctx, one),
            "may_end": "delegation.revoke" in one.allowed_actions,
            "version": one.version,
        }
        for one in page.items
    ]
    context = {
        "rows": rows,
        "next": page.next,
        "columns": COLUMNS,
        "root": f"{side(request)}/approvals/delegations",
        "approvals": f"{side(request)}/approvals",
        "may_create": ctx.may_anywhere("delegation.create"),
    }
    return View("approvals/delegations.html", context)


def _limits(ctx: Ctx, delegation: Any) -> str:
    parts = [kind_label(ctx, kind) for kind in delegation.kinds]
    if delegation.amount is not None:
        parts.append(f"up to {delegation.amount}")
    return ", ".join(parts)


def _state(ctx: Ctx, delegation: Any) -> tuple[str, str]:
    if delegation.revoked_at is not None:
        return "revoked", "Ended"
    if delegation.ends_at <= ctx.now:
        return "closed", "Over"
    return ("active", "Now") if delegation.starts_at <= ctx.now else ("scheduled", "Later")


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks who decides, and for how long."""
    today = ctx.now.astimezone(_zone(ctx)).date()
    form: Form[Any] = Form({"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=14)).isoformat()})
    return await _new_view(ctx, request, form)


async def _new_view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    people = [
        Option(str(one.id), one.display_name, one.title or "")
        for one in (await find_people(ctx, "", 100) if ctx.may_anywhere("member.view") else [])
    ]
    context = {
        "form": form,
        "people": people,
        "others": ctx.may("delegation.manage"),
        "me": str(ctx.principal.member_id),
        "kinds": [Option(kind.kind, kind.label) for kind in subject_kinds(ctx)],
        "currency": ctx.tenant.currency,
        "root": f"{side(request)}/approvals/delegations",
    }
    return View("approvals/delegation_new.html", context, status=form.status if form.status >= 400 else 200)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make the delegation from the days that were given: to the end of the last one."""
    names = ("to_member_id", "from_member_id", "starts_on", "ends_on", "note", "amount.amount", "amount.currency")
    form: Form[CreateDelegation] = Form({name: request.field(name) for name in names})
    form.values["kinds"] = [one for one in request.field_list("kinds") if one]
    try:
        form.data = convert(_body(ctx, form.values), CreateDelegation, strict=False)
    except Invalid as error:
        form.fail(error)
    for day, instant in (("starts_on", "starts_at"), ("ends_on", "ends_at")):
        form.errors.update({day: form.errors.pop(instant)} if instant in form.errors else {})
    if await attempt(form, lambda data: api.create_delegation(ctx, data)) is None:
        for day, instant in (("starts_on", "starts_at"), ("ends_on", "ends_at")):
            form.errors.update({day: form.errors.pop(instant)} if instant in form.errors else {})
        form.status = form.status if form.status >= 400 else 422
        return await _new_view(ctx, request, form)
    return Redirect(f"{side(request)}/approvals/delegations", flash("The delegation holds; it ends by itself"))


def _body(ctx: Ctx, values: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "to_member_id": values["to_member_id"],
        "from_member_id": values["from_member_id"] or None,
        "starts_at": _instant(ctx, values["starts_on"], "starts_at", 0),
        "ends_at": _instant(ctx, values["ends_on"], "ends_at", 1),
        "kinds": values["kinds"],
        "note": values["note"],
    }
    if not body["to_member_id"]:
        raise Invalid.field("to_member_id", "Choose who decides", "required")
    if values["amount.amount"].strip():
        body["amount"] = {"amount": values["amount.amount"].strip(), "currency": values["amount.currency"]}
    return body


def _instant(ctx: Ctx, day: str, field: str, days: int) -> str:
    try:
        start = datetime.combine(datetime.fromisoformat(day).date(), time(), _zone(ctx))
    except ValueError:
        raise Invalid.field(field, "Choose a day", "required") from None
    return (start + timedelta(days=days)).isoformat()


def _zone(ctx: Ctx) -> ZoneInfo:
    return ZoneInfo(ctx.tenant.timezone)


async def end(ctx: Ctx, request: PageRequest) -> Redirect:
    """End a delegation now."""
    home = f"{side(request)}/approvals/delegations"
    try:
        await api.revoke_delegation(ctx, request.id("delegation_id", DelegationId))
    except HanseError as error:
        if error.status != 409:
            raise
        return Redirect(home, flash(error.message, "critical"))
    return Redirect(home, flash("The delegation is over"))
