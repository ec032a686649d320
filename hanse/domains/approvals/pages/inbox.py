"""The list of approvals, and one approval with everything needed to decide. Opening a page decides nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from hanse.domains.access.api import find_people
from hanse.domains.approvals import api
from hanse.domains.approvals.pages.parts import (
    document_facts,
    document_lines,
    history,
    kind_label,
    money_of,
    side,
    text_of,
)
from hanse.domains.approvals.ports import organization_tree, subject_kinds
from hanse.domains.approvals.types import (
    Approval,
    ApprovalDetail,
    ApprovalId,
    ApprovalStatus,
    Decide,
    Explain,
    ListApprovals,
    Reassign,
    WriteComment,
)
from hanse.kit.money import Money
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.home import HomePart, Task
from hanse.platform.web.parts import Column, Filter, Option, Tab, words
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.saved_views import saved_views_of

COLUMNS: Final = (
    Column("title", "What"),
    Column("kind", "Kind", priority=3),
    Column("requester_name", "Asked by", "person", priority=2),
    Column("amount", "Amount", "money"),
    Column("status", "State", "custom"),
    Column("step", "Waits for", "custom", priority=2),
    Column("submitted_at", "Asked", "ago", priority=2),
    Column("due_at", "Due", "custom", priority=3),
)
STAFF: Final = "/admin/approvals"
_DONE: Final = {
    "approve": "You approved it",
    "reject": "You rejected it; the requester is told",
    "comment": "The comment is in the history",
    "recall": "It is taken back",
    "reassign": "The decision is handed over",
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list."""

    id: ApprovalId
    title: str
    kind: str
    requester_name: str
    amount: Any
    status: ApprovalStatus
    step: str
    is_late: bool
    submitted_at: Any
    due_at: Any


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """What waits for the reader first; everything else they take part in behind tabs."""
    root = f"{side(request)}/approvals"
    view = request.argument("view", "waiting")
    query = request.query(ListApprovals)
    views: dict[str, dict[str, Any]] = {
        "waiting": {"waiting_for_me": True},
        "open": {"status": [ApprovalStatus.PENDING]},
        "done": {"status": [one for one in ApprovalStatus if one is not ApprovalStatus.PENDING]},
    }
    present = request.web.scope["query_string"].decode("latin-1")
    page = await api.list_approvals(ctx, msgspec.structs.replace(query, **views.get(view, {})))
    counts = await api.count_approvals(ctx)
    context = {
        "rows": [_row(ctx, approval) for approval in page.items],
        "next": page.next,
        "columns": COLUMNS,
        "counts": counts,
        "root": root,
        "view": view,
        "filters": _filters(ctx, query),
        "views": await saved_views_of(ctx, root, present),
        "save_view": f"/admin/views/new?{urlencode({'page': root, 'query': present})}" if root == STAFF else "",
        "tabs": [
            Tab("Waiting for you", root, view == "waiting", counts.waiting),
            Tab("All open", f"{root}?view=open", view == "open"),
            Tab("Decided", f"{root}?view=done", view == "done"),
        ],
        "delegations": f"{side(request)}/approvals/delegations",
        "policies": ctx.may("approval_policy.view"),
    }
    return View("approvals/list.html", context)


def _filters(ctx: Ctx, query: ListApprovals) -> list[Filter]:
    """Narrowing by kind and lateness; the tabs say whose."""
    kinds = [Option(kind.kind, kind.label) for kind in subject_kinds(ctx)]
    by_kind = [Filter("subject_kind", "Kind", "one", kinds, query.subject_kind)] if len(kinds) > 1 else []
    return [*by_kind, Filter("late", "Late", "one", [Option("true", "Only late ones")], "true" if query.late else None)]


def _row(ctx: Ctx, approval: Approval) -> Row:
    opened = [level for level in approval.levels if level.status == "open"]
    groups = [group.label for level in opened for group in level.groups if not group.is_satisfied]
    step = ", ".join(dict.fromkeys([opened[0].name, *groups])) if opened else ""
    return Row(
        id=approval.id,
        title=approval.title,
        kind=kind_label(ctx, approval.subject_kind),
        requester_name=approval.requester_name,
        amount=approval.amount,
        status=approval.status,
        step=step,
        is_late=approval.is_late,
        submitted_at=approval.submitted_at,
        due_at=approval.due_at,
    )


async def open_any(ctx: Ctx, request: PageRequest) -> Redirect:
    """Where mails and the bell lead: to the page of an approval on the reader's side of the portal."""
    is_staff = any(grant.organization_id is None for grant in ctx.principal.grants)
    root = "/admin" if is_staff else "/app"
    return Redirect(f"{root}/approvals/{request.id('approval_id', ApprovalId)}")


async def detail_page(ctx: Ctx, request: PageRequest) -> View:
    """Everything needed to decide on one screen."""
    return await _detail(ctx, request, Form(), Form())


async def _detail(ctx: Ctx, request: PageRequest, form: Form[Any], handing: Form[Any], failed: str = "") -> View:
    detail = await api.get_approval(ctx, request.id("approval_id", ApprovalId))
    approval = detail.approval
    headings, lines = document_lines(detail.document)
    may = set(approval.allowed_actions)
    people = await _others(ctx, approval) if "approval.reassign" in may else []
    context = {
        "approval": approval,
        "kind": kind_label(ctx, approval.subject_kind),
        "organization": await _organization(ctx, approval),
        "root": f"{side(request)}/approvals",
        "post": f"{side(request)}/approvals/{approval.id}",
        "headings": headings,
        "lines": lines,
        "document_facts": document_facts(detail.document),
        "facts": _facts(ctx, detail),
        "evidence": detail.evidence,
        "share_of": share_of,
        "entries": history(detail.events),
        "next_steps": detail.next_steps,
        "form": form,
        "handing": handing,
        "failed": failed,
        "may_decide": "approval.decide" in may,
        "may_comment": "approval.comment" in may,
        "may_recall": "approval.recall" in may,
        "people": people,
        "holders": _holders(approval),
        "subject_href": _subject_href(request, detail),
    }
    status = max((one.status for one in (form, handing) if one.status >= 400), default=200)
    return View("approvals/detail.html", context, status=status)


def share_of(amount: Money, limit: Money) -> float:
    """How much of a limit is used, for a bar; one that is used up is full."""
    return min(amount.minor / limit.minor, 1.0) if limit.minor else 1.0


def _subject_href(request: PageRequest, detail: ApprovalDetail) -> str:
    """The page of what is approved, where the reader has one."""
    href = detail.approval.href
    return href if detail.can_open_subject and href.startswith(f"{side(request)}/") else ""


async def _organization(ctx: Ctx, approval: Approval) -> str:
    if approval.organization_id is None:
        return ""
    identity = approval.organization_id.uuid
    return (await organization_tree(ctx).names(ctx, [identity])).get(identity, "")


def _facts(ctx: Ctx, detail: ApprovalDetail) -> list[tuple[str, Any]]:
    """The facts conditions were asked about, under the names their domain gives them."""
    kinds = {kind.kind: kind.facts for kind in subject_kinds(ctx)}
    known = kinds.get(detail.approval.subject_kind, {})
    hidden = {"amount", "weighed", "own_amount", "organization_id", "is_internal", "currency"}
    weighed = detail.approval.weighed_amount
    if weighed is not None and (detail.facts or {}).get("total") == weighed.minor:
        hidden.add("total")  # it stands there as the amount
    found: list[tuple[str, Any]] = []
    for name, value in (detail.facts or {}).items():
        if name in hidden or value is None:
            continue
        kind, label = known.get(name, ("text", words(name)))
        if kind == "percent" and isinstance(value, int):
            found.append((label, f"{value // 100}.{abs(value) % 100:02d} %"))
        elif kind == "amount" and isinstance(value, int) and detail.approval.amount is not None:
            found.append((label, Money(value, detail.approval.amount.currency)))
        else:
            found.append((label, money_of(value) or text_of(value)))
    return found


async def _others(ctx: Ctx, approval: Approval) -> list[Option]:
    """People a decision can go to, as far as the reader may see people."""
    if not ctx.may_anywhere("member.view"):
        return []
    found = await find_people(ctx, "", 100)
    return [
        Option(str(one.id), one.display_name, one.title or "")
        for one in found
        if one.id != approval.requester_member_id and one.id.uuid != ctx.principal.member_id
    ]


def _holders(approval: Approval) -> list[Option]:
    """Those whose decision is waited for."""
    groups = [group for level in approval.levels if level.status == "open" for group in level.groups]
    names = {str(one.member_id): one.name for group in groups if not group.is_satisfied for one in group.approvers}
    return [Option(value, label) for value, label in names.items()]


async def decide(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Approve or reject by the button that was pressed."""
    verb = "reject" if request.field("_action") == "reject" else "approve"
    form: Form[Decide] = Form.from_builtins(Decide, {"decision": verb, "comment": _comment(request)})
    form.values = {"comment": request.field("comment")}
    return await _act(ctx, request, form, verb, api.decide_approval)


async def comment(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write into the history."""
    return await _act(ctx, request, request.form(WriteComment), "comment", api.comment_approval)


async def recall(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take back what one asked for."""
    return await _act(ctx, request, request.form(Explain), "recall", api.recall_approval)


async def reassign(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Hand a decision over."""
    form: Form[Reassign] = request.form(Reassign)
    identity = request.id("approval_id", ApprovalId)
    if await attempt(form, lambda data: api.reassign_approval(ctx, identity, data)) is None:
        return await _detail(ctx, request, Form(), form, "reassign")
    return Redirect(f"{side(request)}/approvals", flash(_DONE["reassign"]))


def _comment(request: PageRequest) -> str:
    return request.field("comment").replace("\r\n", "\n")


async def _act(
    ctx: Ctx,
    request: PageRequest,
    form: Form[Any],
    verb: str,
    operation: Callable[[Ctx, ApprovalId, Any], Awaitable[Approval]],
) -> View | Redirect:
    identity = request.id("approval_id", ApprovalId)
    if await attempt(form, lambda data: operation(ctx, identity, data)) is None:
        return await _detail(ctx, request, form, Form(), verb)
    return Redirect(f"{side(request)}/approvals/{identity}", flash(_DONE[verb]))


async def load_staff(ctx: Ctx) -> HomePart:
    """What waits for this person of the staff."""
    return await _home(ctx, "/admin/approvals")


async def load_partner(ctx: Ctx) -> HomePart:
    """What waits for this person at a partner."""
    return await _home(ctx, "/app/approvals")


async def _home(ctx: Ctx, href: str) -> HomePart:
    counts = await api.count_approvals(ctx)
    if not counts.waiting:
        return HomePart()
    label = "approval waits for you" if counts.waiting == 1 else "approvals wait for you"
    task = Task(
        label=label,
        count=counts.waiting,
        href=href,
        detail=f"{counts.late} late" if counts.late else "",
        icon="circle-check",
        tone="caution" if counts.late else "neutral",
    )
    return HomePart(tasks=[task])
