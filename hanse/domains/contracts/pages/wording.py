"""The text of a contract: clauses, variables and parties to write, redlines to decide, and two states side by side."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import DESK, contract_id, frame, in_view
from hanse.domains.contracts.types import (
    AddClause,
    Contract,
    ContractChangeId,
    ContractChangeStatus,
    ContractClauseId,
    ContractVersion,
    DecideChange,
    LibraryClause,
    ListChanges,
    ListLibraryClauses,
    MoveClause,
    SetParties,
    SetVariables,
    UpdateClause,
)
from hanse.domains.contracts.types.values import ClauseStatus
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

SHOWN: Final = 200


async def text_page(ctx: Ctx, request: PageRequest) -> View:
    """The clauses with what is proposed to change in them."""
    contract, version = await _at(ctx, request)
    return View("contracts/text.html", await _text_context(ctx, contract, version, Form({})))


async def _at(ctx: Ctx, request: PageRequest) -> tuple[Contract, ContractVersion]:
    contract = await api.get_contract(ctx, contract_id(request))
    return contract, await in_view(ctx, request, contract)


async def _text_context(ctx: Ctx, contract: Contract, version: ContractVersion, form: Form[Any]) -> dict[str, Any]:
    text = await api.get_text(ctx, version.id)
    changes = (await api.list_changes(ctx, version.id, ListChanges(limit=SHOWN))).items
    is_open = [one for one in changes if one.status is ContractChangeStatus.OPEN]
    by_clause: dict[str, list[Any]] = {}
    for one in is_open:
        by_clause.setdefault(one.clause_key, []).append(one)
    known = {clause.key for clause in text.content.clauses}
    names = dict.fromkeys([*text.missing_variables, *text.content.variables])
    to_decide = sum(one.may_decide for one in is_open)
    head = frame(contract, version, "text")
    if to_decide and head["primary"]:  # deciding comes first, and is done on this page
        head |= {"primary": None, "secondary": [*head["secondary"], head["primary"]]}
    return {
        **head,
        "text": text,
        "by_clause": by_clause,
        "new_clauses": [one for one in is_open if one.clause_key not in known],
        "decided": [one for one in changes if one.status is not ContractChangeStatus.OPEN],
        "to_decide": to_decide,
        "variables": [(name, text.content.variables.get(name, "")) for name in names],
        "form": form,
    }


async def save_variables(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Give the variables their values."""
    contract, version = await _at(ctx, request)
    given = [
        {"name": name.removeprefix("var."), "value": value}
        for name, value in request.fields
        if name.startswith("var.") and isinstance(value, str)
    ]
    form = Form.from_builtins(SetVariables, {"variables": given})
    saved = await attempt(form, lambda data: api.set_variables(ctx, version.id, data))
    if saved is None:
        return refused("contracts/text.html", form, await _text_context(ctx, contract, version, form))
    return Redirect(f"{DESK}/{contract.id}/text", flash("Saved"))


# ---- clauses ---------------------------------------------------------------------------------------------------------


async def new_clause(ctx: Ctx, request: PageRequest) -> View:
    """A new clause: from the library, or written here."""
    form: Form[Any] = Form({"after_key": request.argument("after")})
    return View("contracts/clause_new.html", await _clause_context(ctx, request, form))


async def _clause_context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    contract, version = await _at(ctx, request)
    ctx.authorize("contract.edit", contract)
    text = await api.get_text(ctx, version.id)
    library: list[LibraryClause] = []
    if ctx.may("contract_template.view"):
        library = (
            await api.list_library_clauses(ctx, ListLibraryClauses(status=[ClauseStatus.ACTIVE], limit=200))
        ).items
    return {
        **frame(contract, version, "text"),
        "form": form,
        "library": [Option(str(one.id), one.heading, one.category) for one in library],
        "places": [Option(one.key, f"{one.position}. {one.heading}") for one in text.content.clauses],
        "read": version.version,
    }


async def add_clause(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the clause."""
    contract, version = await _at(ctx, request)
    form = request.form(AddClause)
    added = await attempt(form, lambda data: api.add_clause(ctx, version.id, data))
    if added is None:
        return refused("contracts/clause_new.html", form, await _clause_context(ctx, request, form))
    return Redirect(f"{DESK}/{contract.id}/text", flash("The clause is added"))


async def clause_page(ctx: Ctx, request: PageRequest) -> View:
    """One clause to write, with the wordings the library has for it."""
    return View("contracts/clause.html", await _edit_context(ctx, request, None))


async def _edit_context(ctx: Ctx, request: PageRequest, form: Form[Any] | None) -> dict[str, Any]:
    contract, version = await _at(ctx, request)
    ctx.authorize("contract.edit", contract)
    text = await api.get_text(ctx, version.id)
    wanted = request.id("clause_id", ContractClauseId)
    clause = next((one for one in text.content.clauses if one.id == wanted), None)
    if clause is None:
        raise NotFound()
    library = None
    if clause.library_clause_id is not None and ctx.may("contract_template.view"):
        library = await api.get_library_clause(ctx, clause.library_clause_id)
    return {
        **frame(contract, version, "text"),
        "clause": clause,
        "library": library,
        "form": form or Form.of(clause),
        "places": [
            Option(one.key, f"after {one.position}. {one.heading}")
            for one in text.content.clauses
            if one.key != clause.key
        ],
        "read": version.version,
    }


async def save_clause(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save heading and text, or do what another button of the page says."""
    contract, _ = await _at(ctx, request)
    clause_id = request.id("clause_id", ContractClauseId)
    back = f"{DESK}/{contract.id}/text"
    action = request.field("_action")
    here = f"{back}/{clause_id}"
    if action == "remove":
        done = Redirect(back, flash("The clause is removed"))
        return await press(ctx, request, lambda: api.remove_clause(ctx, clause_id), done, here)
    if action == "move":
        data = MoveClause(after_key=request.field("after_key") or None)
        done = Redirect(back, flash("The clause is moved"))
        return await press(ctx, request, lambda: api.move_clause(ctx, clause_id, data), done, here)
    if action.startswith("take:"):
        wording = UpdateClause(fallback=action.removeprefix("take:") or None)
        done = Redirect(here, flash("The wording of the library is taken"))
        return await press(ctx, request, lambda: api.update_clause(ctx, clause_id, wording), done, here)
    pairs = [(name, value) for name, value in request.fields if name in ("heading", "body") and isinstance(value, str)]
    form = Form.read(UpdateClause, pairs)
    saved = await attempt(form, lambda change: api.update_clause(ctx, clause_id, change))
    if saved is None:
        return refused("contracts/clause.html", form, await _edit_context(ctx, request, form))
    return Redirect(back, flash("Saved"))


# ---- parties ---------------------------------------------------------------------------------------------------------


async def parties_page(ctx: Ctx, request: PageRequest) -> View:
    """Between whom the contract is, and who signs."""
    contract, version = await _at(ctx, request)
    ctx.authorize("contract.edit", contract)
    text = await api.get_text(ctx, version.id)
    form = Form.of({"parties": [_plain(one) for one in text.content.parties]})
    return View("contracts/parties.html", _parties_context(contract, version, form, len(text.content.parties)))


def _plain(party: Any) -> dict[str, Any]:
    return {name: getattr(party, name) for name in _PARTY}


_PARTY: Final = (
    "side",
    "name",
    "address",
    "registration",
    "signatory_name",
    "signatory_role",
    "signatory_email",
)


def _parties_context(contract: Contract, version: ContractVersion, form: Form[Any], count: int) -> dict[str, Any]:
    values = {f"parties.{n}.{name}": _value(form, n, name) for n in range(count + 1) for name in _PARTY}
    form.values = {**form.values, **values}
    return {**frame(contract, version), "form": form, "count": count, "read": version.version}


def _value(form: Form[Any], place: int, name: str) -> Any:
    held = form.values.get(f"parties.{place}.{name}")
    if held is not None:
        return held
    many = form.values.get("parties")
    if isinstance(many, list) and place < len(many):
        return many[place].get(name, "")
    return ""


async def save_parties(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save all parties; one without a name is left out."""
    contract, version = await _at(ctx, request)
    typed = {name: value for name, value in request.fields if name.startswith("parties.") and isinstance(value, str)}
    places = sorted({int(name.split(".")[1]) for name in typed if name.split(".")[1].isdigit()})
    held = await api.get_text(ctx, version.id)
    members = {place: one.signatory_member_id for place, one in enumerate(held.content.parties)}
    names = {place: one.signatory_name for place, one in enumerate(held.content.parties)}
    parties = []
    for place in places:
        party = {name: typed.get(f"parties.{place}.{name}", "").strip() for name in _PARTY}
        if not party["name"]:
            continue
        member = members.get(place)
        if member is not None and names.get(place) == party["signatory_name"]:
            party["signatory_member_id"] = str(member)
        parties.append(party)
    form = Form.from_builtins(SetParties, {"parties": parties})
    form.values = dict(typed)
    saved = await attempt(form, lambda data: api.set_parties(ctx, version.id, data))
    if saved is None:
        return refused("contracts/parties.html", form, _parties_context(contract, version, form, len(places) - 1))
    return Redirect(f"{DESK}/{contract.id}", flash("Saved"))


# ---- redlines --------------------------------------------------------------------------------------------------------


async def decide(ctx: Ctx, request: PageRequest) -> Redirect:
    """Accept or reject a change of the partner."""
    contract, _ = await _at(ctx, request)
    change_id = request.id("change_id", ContractChangeId)
    verb = request.field("_action")
    runs = {"accept": api.accept_change, "reject": api.reject_change, "withdraw": api.withdraw_change}
    if verb not in runs:
        raise NotFound()
    data = DecideChange(reason=request.field("reason")[:1_000])
    words = {"accept": "The change is accepted", "reject": "The change is rejected", "withdraw": "Withdrawn"}[verb]
    done = Redirect(f"{DESK}/{contract.id}/text", flash(words))
    return await press(ctx, request, lambda: runs[verb](ctx, change_id, data), done)
