"""The workspace of one contract: state and next step first, terms, steps, tasks, what was said and what happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from hanse.domains.access.api import list_members
from hanse.domains.access.types import ListMembers, MemberId
from hanse.domains.contracts import api
from hanse.domains.contracts.pages.history import entries_of, timeline_of
from hanse.domains.contracts.pages.parts import DESK, LABELS, contract_id, frame, in_view
from hanse.domains.contracts.types import (
    AddComment,
    AddContractAttachment,
    AddTask,
    Contract,
    ContractAttachmentId,
    ContractChangeStatus,
    ContractFilter,
    ContractTaskId,
    ContractVersion,
    CreateDraft,
    EndContract,
    ListAttachments,
    ListChanges,
    ListContractVersions,
    ListTimeline,
    MoveContract,
    TaskFilter,
    TaskStatus,
    UpdateContract,
    UpdateTask,
    UpdateTerms,
    VersionStatus,
)
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

EDITABLE: Final = (VersionStatus.DRAFT, VersionStatus.REVIEW, VersionStatus.NEGOTIATION)


async def show(ctx: Ctx, request: PageRequest) -> View:
    """What it is about, how it stands, and what comes next."""
    contract = await api.get_contract(ctx, contract_id(request))
    version = await in_view(ctx, request, contract)
    text = await api.get_text(ctx, version.id)
    versions = (await api.list_versions(ctx, contract.id, ListContractVersions(limit=20))).items
    tasks = (await api.list_tasks(ctx, TaskFilter(contract=contract.id, status=[TaskStatus.OPEN], limit=5))).items
    happened = (await api.list_timeline(ctx, contract.id, ListTimeline(limit=12))).items
    check = None
    if (
        version.status in EDITABLE
        and version.id == contract.working_version_id
        and ctx.may("contract.submit", contract)
    ):
        check = await api.check_version(ctx, version.id)
    waiting = (
        await api.list_changes(ctx, version.id, ListChanges(status=[ContractChangeStatus.OPEN], limit=200))
    ).items
    to_decide = sum(one.may_decide for one in waiting)
    head = frame(contract, version)
    if to_decide:
        head["secondary"] = [*head["secondary"], *([head["primary"]] if head["primary"] else [])]
        head["primary"] = Action("Decide changes", f"{head['root']}/text", icon="git-compare")
    context = {
        **head,
        "text": text,
        "versions": versions,
        "tasks": tasks,
        "entries": entries_of(ctx, happened)[:6],
        "check": check,
        "to_decide": to_decide,
        "may_edit_terms": version.may_edit,
        "may_assign": "contract.assign" in contract.allowed_actions,
    }
    return View("contracts/workspace.html", context)


# ---- terms and who looks after it ------------------------------------------------------------------------------------


async def terms_page(ctx: Ctx, request: PageRequest) -> View:
    """The terms of the version on its way."""
    contract = await api.get_contract(ctx, contract_id(request))
    version = await in_view(ctx, request, contract)
    ctx.authorize("contract.edit", contract)
    return View("contracts/terms.html", {**frame(contract, version), "form": Form.of(version)})


async def save_terms(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the terms, unless somebody else saved first."""
    contract = await api.get_contract(ctx, contract_id(request))
    version = await in_view(ctx, request, contract)
    form = request.form(UpdateTerms)
    saved = await attempt(form, lambda data: api.update_terms(ctx, version.id, data))
    head = frame(contract, version)
    if saved is None:
        return refused("contracts/terms.html", form, head)
    return Redirect(head["root"], flash("Saved"))


async def people_page(ctx: Ctx, request: PageRequest) -> View:
    """Who looks after the contract, and whom it is told to."""
    contract = await api.get_contract(ctx, contract_id(request))
    ctx.authorize("contract.assign", contract)
    return View("contracts/people.html", await _people_context(ctx, request, contract, Form.of(contract)))


async def _people_context(ctx: Ctx, request: PageRequest, contract: Contract, form: Form[Any]) -> dict[str, Any]:
    staff: list[Option] = []
    partners: list[Option] = []
    if ctx.may("member.view"):
        own = (await list_members(ctx, ListMembers(kind="staff", limit=200))).items
        staff = [Option(str(one.id), one.display_name, one.title or "") for one in own if one.status == "active"]
        theirs = (await list_members(ctx, ListMembers(organization_id=contract.organization_id, limit=200))).items
        partners = [Option(str(one.id), one.display_name, one.title or "") for one in theirs if one.status == "active"]
    _keep(staff, contract.owner_member_id, contract.owner_name)
    _keep(partners, contract.buyer_member_id, contract.buyer_name)
    version = await in_view(ctx, request, contract)
    others = (await api.list_contracts(ctx, ContractFilter(organization=contract.organization_id, limit=200))).items
    frameworks = [Option(str(one.id), one.title, one.number) for one in others if one.id != contract.id]
    known = {option.value for option in frameworks}
    if contract.parent_contract_id is not None and str(contract.parent_contract_id) not in known:
        frameworks.append(Option(str(contract.parent_contract_id), contract.parent_number or ""))
    context = {"form": form, "staff": staff, "partners": partners, "frameworks": frameworks}
    return {**frame(contract, version), **context}


def _keep(options: list[Option], chosen: MemberId | None, name: str | None) -> None:
    """Offer whoever is chosen already, also to somebody who may not see everybody: saving must not clear them."""
    if chosen is not None and str(chosen) not in {option.value for option in options}:
        options.append(Option(str(chosen), name or ""))


async def save_people(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save who looks after it."""
    contract = await api.get_contract(ctx, contract_id(request))
    form = request.form(UpdateContract)
    saved = await attempt(form, lambda data: api.update_contract(ctx, contract.id, data))
    if saved is None:
        return refused("contracts/people.html", form, await _people_context(ctx, request, contract, form))
    return Redirect(f"{DESK}/{contract.id}", flash("Saved"))


# ---- steps -----------------------------------------------------------------------------------------------------------


class Asking(msgspec.Struct, frozen=True):
    """How a step is asked about and done: of a version, or of the contract as a whole."""

    text: str
    kind: type[Any]
    run: Callable[[Ctx, Any, Any], Awaitable[Any]]
    done: str
    of_contract: bool = False


_ASKING: Final[dict[str, Asking]] = {
    "review": Asking(
        "Colleagues look at it; you can go on changing it.", MoveContract, api.review_version, "In review"
    ),
    "revise": Asking("It is a draft again.", MoveContract, api.revise_version, "A draft again"),
    "send": Asking(
        "The partner reads it, proposes changes and returns it. Until then it is their turn.",
        MoveContract,
        api.send_version,
        "It is with the partner",
    ),
    "submit": Asking(
        "The text is fixed and hashed; what was approved is what is signed.",
        MoveContract,
        api.submit_version,
        "It is submitted",
    ),
    "recall": Asking(
        "It no longer waits for approval, and you can change it.",
        MoveContract,
        api.recall_version,
        "You can change it again",
    ),
    "cancel": Asking(
        "This ends the version; what is in force stays in force.", EndContract, api.cancel_version, "Given up"
    ),
    "draft": Asking(
        "A new version with everything this one says, to change and to agree anew.",
        CreateDraft,
        api.create_draft,
        "Here is the new version",
        of_contract=True,
    ),
}


async def ask(ctx: Ctx, request: PageRequest) -> View:
    """What the step means, and what it still needs."""
    contract = await api.get_contract(ctx, contract_id(request))
    return await _asked(ctx, request, contract, Form({}))


async def _asked(ctx: Ctx, request: PageRequest, contract: Contract, form: Form[Any]) -> View:
    action = request.text("action")
    asking = _ASKING.get(action)
    if asking is None:
        raise NotFound()
    version = await in_view(ctx, request, contract)
    head = frame(contract, version)
    offered = {one.href for one in (head["primary"], *head["secondary"], *head["more"]) if one is not None}
    check = None
    if action == "submit" and "submit" in contract.next_actions:
        check = await api.check_version(ctx, version.id)
    context = {
        **head,
        "action_name": action,
        "label": LABELS[action][0],
        "text": asking.text,
        "is_possible": f"{head['root']}/act/{action}" in offered,
        "check": check,
        "form": form,
        "read": contract.version if asking.of_contract else version.version,
    }
    return View("contracts/step.html", context, status=form.status)


async def act(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the step."""
    contract = await api.get_contract(ctx, contract_id(request))
    asking = _ASKING.get(request.text("action"))
    if asking is None:
        raise NotFound()
    version = await in_view(ctx, request, contract)
    form = request.form(asking.kind)
    subject = contract.id if asking.of_contract else version.id
    after = await attempt(form, lambda data: asking.run(ctx, subject, data))
    if after is None:
        return await _asked(ctx, request, contract, form)
    return Redirect(f"{DESK}/{contract.id}", flash(_outcome(asking, after)))


def _outcome(asking: Asking, after: Any) -> str:
    if asking.kind is MoveContract and isinstance(after, ContractVersion):
        if after.status is VersionStatus.APPROVAL:
            return "It waits for approval"
        if after.status is VersionStatus.APPROVED:
            return "It is approved and can be signed"
    return asking.done


# ---- tasks -----------------------------------------------------------------------------------------------------------


async def tasks(ctx: Ctx, request: PageRequest) -> View:
    """What has to be done for this contract, by day."""
    return View("contracts/tasks.html", await _tasks_context(ctx, request, Form({})))


async def _tasks_context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    contract = await api.get_contract(ctx, contract_id(request))
    version = await in_view(ctx, request, contract)
    query = TaskFilter(contract=contract.id, limit=100, cursor=request.argument("cursor") or None)
    page = await api.list_tasks(ctx, query)
    staff: list[Option] = []
    if ctx.may("member.view"):
        own = (await list_members(ctx, ListMembers(kind="staff", limit=200))).items
        staff = [Option(str(one.id), one.display_name) for one in own if one.status == "active"]
    return {
        **frame(contract, version, "tasks"),
        "tasks": page.items,
        "next": page.next,
        "may_write": "contract.manage_tasks" in contract.allowed_actions,
        "staff": staff,
        "form": form,
    }


async def add_task(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Note a task."""
    identity = contract_id(request)
    form = request.form(AddTask)
    made = await attempt(form, lambda data: api.add_task(ctx, identity, data))
    if made is None:
        return refused("contracts/tasks.html", form, await _tasks_context(ctx, request, form))
    return Redirect(f"{DESK}/{identity}/tasks", flash("Noted"))


async def close_task(ctx: Ctx, request: PageRequest) -> Redirect:
    """Close a task as done or waived, or open it again."""
    task_id = request.id("task_id", ContractTaskId)
    back = request.next_path(f"{DESK}/{contract_id(request)}/tasks")
    wanted = request.field("status")
    if wanted not in ("open", "done", "waived"):
        raise NotFound()
    data = UpdateTask(status=TaskStatus(wanted))
    done = Redirect(back, flash({"open": "It is open again", "done": "Done", "waived": "Waived"}[wanted]))
    return await press(ctx, request, lambda: api.update_task(ctx, task_id, data), done)


# ---- timeline, comments, files ---------------------------------------------------------------------------------------


async def timeline(ctx: Ctx, request: PageRequest) -> View:
    """Everything that happened and was said, newest first, and the files."""
    return View("contracts/timeline.html", await _timeline_context(ctx, request, Form({})))


async def _timeline_context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    contract = await api.get_contract(ctx, contract_id(request))
    version = await in_view(ctx, request, contract)
    files = (await api.list_attachments(ctx, contract.id, ListAttachments(limit=100))).items
    return {
        **frame(contract, version, "timeline"),
        **await timeline_of(ctx, request, contract.id, contract.side),
        "files": files,
        "may_write": "contract.comment" in contract.allowed_actions,
        "form": form,
    }


async def comment(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write to the partner, or a note for one's own people."""
    identity = contract_id(request)
    form = request.form(AddComment)
    made = await attempt(form, lambda data: api.add_comment(ctx, identity, data))
    if made is None:
        return refused("contracts/timeline.html", form, await _timeline_context(ctx, request, form))
    return Redirect(request.next_path(f"{DESK}/{identity}/timeline"), flash("Written"))


async def add_file(ctx: Ctx, request: PageRequest) -> Redirect:
    """Attach a file."""
    identity = contract_id(request)
    back = f"{DESK}/{identity}/timeline"
    upload = request.file("file")
    if upload is None:
        return Redirect(back, flash("Choose a file first", "caution"))
    data = AddContractAttachment(
        name=upload.filename or "file",
        content=upload.content,
        content_type=upload.content_type or "",
        is_internal=bool(request.field("is_internal")),
    )
    done = Redirect(back, flash("The file is attached"))
    return await press(ctx, request, lambda: api.add_attachment(ctx, identity, data), done)


async def remove_file(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a file out of what is negotiated."""
    identity = contract_id(request)
    file = request.id("attachment_id", ContractAttachmentId)
    done = Redirect(f"{DESK}/{identity}/timeline", flash("The file is removed"))
    return await press(ctx, request, lambda: api.remove_attachment(ctx, identity, file), done)
