"""Policies for whoever looks after them: the list, and the editor with its levels, offered facts and a trial."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hanse.domains.access.api import list_members, list_roles
from hanse.domains.access.types import ListMembers, ListRoles
from hanse.domains.approvals import api
from hanse.domains.approvals.pages import conditions
from hanse.domains.approvals.pages.editing import body_of, posted_levels, rearranged, to_fields
from hanse.domains.approvals.pages.parts import kind_label
from hanse.domains.approvals.ports import organization_tree, subject_kinds
from hanse.domains.approvals.types import (
    ListPolicies,
    OrganizationId,
    Policy,
    PolicyId,
    SavePolicy,
    Simulate,
    Simulation,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.conditions import Builder, Written
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form, touched_of
from hanse.platform.web.parts import Column, Option, Series, words
from hanse.platform.web.requests import PageRequest, Redirect, View

LIST: Final = "/admin/approval-policies"
COLUMNS: Final = (
    Column("name", "Policy"),
    Column("kind", "For"),
    Column("condition", "When", "custom", priority=2),
    Column("levels", "Who decides", "custom"),
    Column("organization_name", "Only for", "custom", priority=3),
    Column("is_active", "In use", "bool", priority=2),
)
EXAMPLE: Final[tuple[dict[str, Any], ...]] = (
    {"name": "Manager", "groups": [{"label": "The requester's manager", "resolvers": ["manager"], "quorum": 1}]},
)
BLANK: Final[dict[str, Any]] = {
    "name": "",
    "timeout_hours": 48,
    "remind_hours": "",
    "on_timeout": "escalate",
    "fallback": [],
}
STANDARD: Final = (
    ("subject.amount", "Amount as money, with what was asked for beside it"),
    ("subject.weighed", "The same in minor units"),
    ("subject.is_internal", "Was asked for by staff"),
    ("actor.approval_limit", "Approval limit of the requester"),
    ("actor.on_behalf", "Staff asked on behalf of a buyer"),
)
TRIALS: Final = 500
GROUPS_SHOWN: Final = 8
PERIODS: Final = (
    Option("last_month", "Last month"),
    Option("this_month", "This month"),
    Option("quarter", "The last 90 days"),
    Option("newest", "Whenever it was"),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The policies by kind and priority."""
    page = await api.list_policies(ctx, request.query(ListPolicies))
    rows = [
        {
            "id": str(policy.id),
            "name": policy.name,
            "kind": kind_label(ctx, policy.subject_kind),
            "condition": policy.condition,
            "words": await conditions.in_words(ctx, policy.subject_kind, policy.condition),
            "levels": [" and ".join(group.label for group in level.groups) for level in policy.levels],
            "organization_name": policy.organization_name,
            "is_active": policy.is_active,
        }
        for policy in page.items
    ]
    context = {
        "rows": rows,
        "next": page.next,
        "columns": COLUMNS,
        "may_manage": ctx.may("approval_policy.manage"),
        "may_try": ctx.may("approval_policy.simulate"),
    }
    return View("approvals/policies.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The editor with one level to begin with."""
    ctx.authorize("approval_policy.manage")
    kinds = subject_kinds(ctx)
    form: Form[Any] = Form(
        {"subject_kind": kinds[0].kind if kinds else "quote", "priority": 100, "is_active": True, "condition": ""}
    )
    return await _view(ctx, form, [dict(level) for level in EXAMPLE], None)


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The editor of one policy; whoever may not change it reads it."""
    policy = await api.get_policy(ctx, request.id("policy_id", PolicyId))
    if "approval_policy.manage" not in policy.allowed_actions:
        words = await conditions.in_words(ctx, policy.subject_kind, policy.condition)
        context = {"policy": policy, "kind": kind_label(ctx, policy.subject_kind), "words": words}
        return View("approvals/policy_read.html", context)
    return await _view(ctx, Form.of(policy), to_fields(policy), policy)


async def _view(
    ctx: Ctx,
    form: Form[Any],
    levels: list[dict[str, Any]],
    policy: Policy | None,
    trial: Simulation | None = None,
    builder: Builder | None = None,
) -> View:
    kind = str(form.values.get("subject_kind") or "")
    context = {
        "builder": builder or await conditions.stored(ctx, kind, str(form.values.get("condition") or "")),
        "form": form,
        "levels": [{**BLANK, **level} for level in levels],
        "policy": policy,
        "post": f"{LIST}/{policy.id}" if policy else f"{LIST}/new",
        "kinds": [Option(one.kind, one.label) for one in subject_kinds(ctx)] or [Option("quote", "Quote")],
        "facts": _facts(ctx, kind),
        "approvers": await _approvers(ctx),
        "fallbacks": await _people(ctx),
        "organizations": await _organizations(ctx),
        "trial": trial,
        "picture": _picture(trial),
        "periods": PERIODS,
        "may_try": ctx.may("approval_policy.simulate"),
    }
    return View("approvals/policy.html", context, status=form.status if form.status >= 400 else 200)


def _facts(ctx: Ctx, kind: str) -> list[tuple[str, str]]:
    """What a condition may ask for, with what it means; of the chosen kind first."""
    offered = next((one.facts for one in subject_kinds(ctx) if one.kind == kind), {})
    own = [(f"subject.{name}", f"{label} ({unit})") for name, (unit, label) in offered.items()]
    return [*own, *STANDARD]


async def _people(ctx: Ctx) -> list[Option]:
    page = await list_members(ctx, ListMembers(kind="staff", limit=200))
    return [Option(str(one.id), one.display_name, one.title or "") for one in page.items if one.status == "active"]


async def _approvers(ctx: Ctx) -> list[Option]:
    """Every way to find approvers as one list to tick: by position, by role, by name."""
    roles = [role for role in (await list_roles(ctx, ListRoles(limit=200))).items if role.kind == "tenant"]
    people = await _people(ctx)
    return [
        Option("manager", "The requester's manager whose limit suffices"),
        Option("organization_approver", "Approvers of the organization"),
        *(Option(f"role:{role.id}", f"Everybody with the role {role.name}") for role in roles),
        *(Option(f"member:{one.value}", one.label, one.detail) for one in people),
    ]


async def _organizations(ctx: Ctx) -> list[Option]:
    found = await organization_tree(ctx).find(ctx, "", None, 200)
    return [Option(str(OrganizationId(identity)), name) for identity, name in found]


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save or try a policy; the buttons for adding and removing levels and groups come here too."""
    identity = request.id("policy_id", PolicyId) if "policy_id" in request.web.params else None
    policy = await api.get_policy(ctx, identity) if identity else None
    levels, action = posted_levels(request), request.field("_action")
    is_final = action in ("", "save", "try")
    written = await conditions.posted(ctx, request.field("subject_kind"), request, "" if is_final else action)
    form: Form[SavePolicy] = Form({**_values(request), "condition": written.text})
    form.touched = touched_of(request.fields)
    if not is_final:
        ctx.authorize("approval_policy.manage")
        return await _view(ctx, form, rearranged(levels, action), policy, builder=written.builder)
    _read(form, levels, written)
    if action == "try":
        form.values["try_period"] = request.field("try_period")
        trial = await attempt(form, lambda data: _try(ctx, identity, data, request.field("try_period")))
        return await _view(ctx, form, levels, policy, trial, written.builder)
    if await attempt(form, lambda data: _save(ctx, identity, data)) is None:
        form.status = form.status if form.status >= 400 else 422
        if policy is not None:
            await show_conflict(ctx, form, Form.of(policy), "approval_policy", policy.id)
        return await _view(ctx, form, levels, policy, builder=written.builder)
    return Redirect(LIST, flash("The policy holds for what is submitted from now on"))


def _read(form: Form[SavePolicy], levels: list[dict[str, Any]], written: Written) -> None:
    """Give the form its data, or what is missing in the rows of the condition and elsewhere."""
    try:
        form.data = convert(body_of(form.values, levels), SavePolicy, strict=False)
    except Invalid as error:
        form.fail(error)
    if not written.is_finished:
        form.data, form.status = None, 422
        form.errors.update(written.errors())


def _values(request: PageRequest) -> dict[str, Any]:
    names = ("name", "subject_kind", "priority", "organization_id")
    values: dict[str, Any] = {name: request.field(name).strip() for name in names}
    values["is_active"] = bool(request.field("is_active"))
    return values


async def _save(ctx: Ctx, identity: PolicyId | None, data: SavePolicy) -> Policy:
    if identity is None:
        return await api.create_policy(ctx, data)
    return await api.update_policy(ctx, identity, data)


async def _try(ctx: Ctx, identity: PolicyId | None, data: SavePolicy, period: str) -> Simulation:
    window = _window(ctx, period)
    return await api.simulate_policy(ctx, Simulate(policy=data, replaces=identity, last=TRIALS, **window))


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a policy away."""
    await api.delete_policy(ctx, request.id("policy_id", PolicyId))
    return Redirect(LIST, flash("The policy is gone; what began under it goes on"))


async def simulator_page(ctx: Ctx, request: PageRequest) -> View:
    """A stored policy on what was submitted before; another condition is tried in its editor, before it is saved."""
    ctx.authorize("approval_policy.simulate")
    found = (await api.list_policies(ctx, ListPolicies(limit=200))).items
    values = {name: request.argument(name) for name in ("policy", "last", "period")}
    form: Form[Any] = Form({**values, "last": values["last"] or "100", "period": values["period"] or "last_month"})
    chosen = next((one for one in found if str(one.id) == values["policy"]), None)
    trial = await _simulated(ctx, form, chosen) if chosen is not None else None
    context = {
        "form": form,
        "trial": trial,
        "picture": _picture(trial),
        "policies": [Option(str(one.id), f"{one.name} ({words(one.subject_kind)})") for one in found],
        "chosen": chosen,
        "words": await conditions.in_words(ctx, chosen.subject_kind, chosen.condition) if chosen else "",
        "periods": PERIODS,
    }
    return View("approvals/simulator.html", context, status=form.status if form.status >= 400 else 200)


def _picture(trial: Simulation | None) -> dict[str, Any] | None:
    """Who is asked how often, now and with the policy, as the bars of a chart."""
    if trial is None or not trial.asked:
        return None
    shown = trial.asked[:GROUPS_SHOWN]
    return {
        "labels": [one.label for one in shown],
        "series": [
            Series("Now", [one.present for one in shown], "neutral"),
            Series("With this policy", [one.tried for one in shown], "accent"),
        ],
        "left_out": len(trial.asked) - len(shown),
    }


def _window(ctx: Ctx, period: str) -> dict[str, Any]:
    """The days of a period, by the calendar of the business."""
    today = ctx.now.astimezone(ZoneInfo(ctx.tenant.timezone)).date()
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    windows: dict[str, dict[str, Any]] = {
        "last_month": {"since": last_month, "until": this_month - timedelta(days=1)},
        "this_month": {"since": this_month},
        "quarter": {"since": today - timedelta(days=90)},
    }
    return windows.get(period, {})


async def _simulated(ctx: Ctx, form: Form[Any], chosen: Policy) -> Simulation | None:
    kept = {name: getattr(chosen, name) for name in SavePolicy.__struct_fields__}
    body = {"policy": {**kept, "is_active": True}, "replaces": chosen.id}
    window = _window(ctx, form.values["period"])
    try:
        form.data = convert({**body, **window, "last": form.values["last"]}, Simulate, strict=False)
    except Invalid as error:
        form.fail(error)
    found: Simulation | None = await attempt(form, lambda data: api.simulate_policy(ctx, data))
    return found
