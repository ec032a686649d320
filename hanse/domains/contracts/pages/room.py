"""The partner's room of one contract: the agreement to read, changes to propose and decide, and the next step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import ROOM, contract_id
from hanse.domains.contracts.pages.rooms import frame, options, prices_of
from hanse.domains.contracts.types import (
    ChangeKind,
    ContractChange,
    ContractChangeId,
    ContractChangeStatus,
    ContractClause,
    ContractVersion,
    ContractVersionId,
    DecideChange,
    EndContract,
    ListChanges,
    MoveContract,
    ProposeChange,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View


class Step(NamedTuple):
    """A step of the partner: what is asked, and what does it."""

    label: str
    text: str
    kind: type[Any]
    run: Callable[[Ctx, ContractVersionId, Any], Awaitable[ContractVersion]]
    done: str


STEPS: Final = {
    "return": Step(
        "Hand back",
        "The seller gets the changes you proposed and answers them. Until it comes back you can only read and comment.",
        MoveContract,
        api.return_version,
        "The contract is with the seller now",
    ),
    "decline": Step(
        "Decline",
        "This ends the version. The seller reads your reason.",
        EndContract,
        api.decline_version,
        "The contract is declined",
    ),
}


async def show(ctx: Ctx, request: PageRequest) -> View:
    """The agreement clause by clause, with the changes proposed to each."""
    base = await frame(ctx, request)
    version: ContractVersion = base["version"]
    text = await api.get_text(ctx, version.id)
    wanted = ListChanges(status=[ContractChangeStatus.OPEN], limit=200)
    changes = (await api.list_changes(ctx, version.id, wanted)).items if version.id == _working(base) else []
    context = {
        **base,
        "text": text,
        "content": text.content,
        "changes": _by_clause(changes),
        "added": [one for one in changes if one.kind is ChangeKind.ADD],
        "change_count": len(changes),
        "own_count": sum(one.side is Side.BUYER for one in changes),
        "may_propose": version.may_edit,
        "prices": prices_of(text.content),
        "price_count": len(text.content.prices),
    }
    return View("contracts/room.html", context)


def _working(base: dict[str, Any]) -> ContractVersionId | None:
    found: ContractVersionId | None = base["contract"].working_version_id
    return found


def _by_clause(changes: list[ContractChange]) -> dict[str, list[ContractChange]]:
    found: dict[str, list[ContractChange]] = {}
    for one in changes:
        if one.kind is not ChangeKind.ADD:
            found.setdefault(one.clause_key, []).append(one)
    return found


# ---- proposing -------------------------------------------------------------------------------------------------------


async def clause_page(ctx: Ctx, request: PageRequest) -> View:
    """Where a change of one clause is written."""
    base = await frame(ctx, request)
    clause = await _clause(ctx, request, base)
    form: Form[Any] = Form({"heading": clause.heading, "body": clause.body})
    return View("contracts/propose.html", {**base, "clause": clause, "form": form})


async def propose(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Propose another wording of a clause, or to take it out."""
    base = await frame(ctx, request)
    clause = await _clause(ctx, request, base)
    kind = "remove" if request.field("kind") == "remove" else "change"
    body: dict[str, Any] = {"kind": kind, "clause_key": clause.key, "note": request.field("note")}
    if kind == "change":
        given = {"heading": request.field("heading").strip(), "body": request.field("body").replace("\r\n", "\n")}
        body |= {name: value for name, value in given.items() if value != getattr(clause, name)}
    form: Form[Any] = Form.from_builtins(ProposeChange, body)
    form.values = {name: request.field(name) for name in ("heading", "body", "note")}
    return await _proposed(ctx, base, form, clause)


async def add_page(ctx: Ctx, request: PageRequest) -> View:
    """Where a new clause is written."""
    base = await frame(ctx, request)
    text = await api.get_text(ctx, base["version"].id)
    context = {**base, "clause": None, "form": Form({}), "clause_options": options(text.content)}
    return View("contracts/propose.html", context)


async def add(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Propose a new clause after another one."""
    base = await frame(ctx, request)
    text = await api.get_text(ctx, base["version"].id)
    names = ("heading", "body", "note", "after_key")
    given = {name: request.field(name).replace("\r\n", "\n") for name in names}
    body = {"kind": "add", **{name: value for name, value in given.items() if value}}
    form: Form[Any] = Form.from_builtins(ProposeChange, body)
    form.values = dict(given)
    return await _proposed(ctx, {**base, "clause_options": options(text.content)}, form, None)


async def _proposed(ctx: Ctx, base: dict[str, Any], form: Form[Any], clause: ContractClause | None) -> View | Redirect:
    version_id = base["version"].id
    made = await attempt(form, lambda data: api.propose_change(ctx, version_id, data))
    if made is None:
        return refused("contracts/propose.html", form, {**base, "clause": clause})
    return Redirect(f"{base['root']}#{made.clause_key}", flash("Proposed; the seller sees it when you hand back"))


async def _clause(ctx: Ctx, request: PageRequest, base: dict[str, Any]) -> ContractClause:
    text = await api.get_text(ctx, base["version"].id)
    found = next((one for one in text.content.clauses if one.key == request.text("key")), None)
    if found is None:
        raise NotFound()
    return found


async def decide(ctx: Ctx, request: PageRequest) -> Redirect:
    """Accept or reject a change of the seller, or take back one's own."""
    change_id = request.id("change_id", ContractChangeId)
    runs = {
        "accept": (api.accept_change, "The change is in the text now"),
        "reject": (api.reject_change, "The change is rejected"),
        "withdraw": (api.withdraw_change, "Your proposal is taken back"),
    }
    found = runs.get(request.text("decision"))
    if found is None:
        raise NotFound()
    run, done = found
    back = f"{ROOM}/{contract_id(request)}"
    decision = DecideChange(reason=request.field("reason")[:1_000])
    return await press(ctx, request, lambda: run(ctx, change_id, decision), Redirect(back, flash(done)))


# ---- steps -----------------------------------------------------------------------------------------------------------


async def ask(ctx: Ctx, request: PageRequest) -> View:
    """What a step means, and what it still needs."""
    return await _asked(ctx, request, Form({}))


async def _asked(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    action = request.text("action")
    step = STEPS.get(action)
    if step is None:
        raise NotFound()
    base = await frame(ctx, request)
    context = {
        **base,
        "action_name": action,
        "step": step,
        "is_possible": action in base["contract"].next_actions,
        "needs_reason": step.kind is EndContract,
        "form": form,
    }
    return View("contracts/act.html", context, status=form.status)


async def act(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take a step with the version on its way."""
    step = STEPS.get(request.text("action"))
    if step is None:
        raise NotFound()
    contract = await api.get_contract(ctx, contract_id(request))
    if contract.working_version_id is None:
        raise NotFound()
    version_id = contract.working_version_id
    form: Form[Any] = request.form(step.kind)
    if await attempt(form, lambda data: step.run(ctx, version_id, data)) is None:
        return await _asked(ctx, request, form)
    return Redirect(f"{ROOM}/{contract.id}", flash(step.done))
