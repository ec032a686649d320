"""Templates and the clause library: lists, and an editor for each."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.contracts import api
from hanse.domains.contracts.types import (
    ClauseStatus,
    ContractTemplate,
    ContractTemplateId,
    CreateContractTemplate,
    CreateLibraryClause,
    LibraryClause,
    LibraryClauseId,
    ListContractTemplates,
    ListLibraryClauses,
    UpdateLibraryClause,
    UpdateTemplate,
)
from hanse.kit.structs import to_builtins
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option, SavedView
from hanse.platform.web.requests import PageRequest, Redirect, View

TEMPLATES: Final = "/admin/contract-templates"
LIBRARY: Final = "/admin/clauses"
TEMPLATE_COLUMNS: Final = (
    Column("name", "Template", detail="description"),
    Column("status", "State", "status"),
    Column("clause_count", "Clauses", "number", priority=2),
    Column("used_in", "Contracts", "number", priority=2),
    Column("updated_at", "Changed", "ago", priority=3),
)
CLAUSE_COLUMNS: Final = (
    Column("heading", "Clause"),
    Column("category", "About"),
    Column("is_required", "Required", "custom", priority=2),
    Column("fallbacks", "Fallbacks", "custom", priority=2),
    Column("used_in", "Versions with it", "number", priority=2),
    Column("updated_at", "Changed", "ago", priority=3),
)
_NO_FALLBACK: Final = {"label": "", "body": ""}
_NO_CLAUSE: Final[dict[str, Any]] = {
    "key": "",
    "heading": "",
    "body": "",
    "library_clause_id": "",
    "is_required": False,
}
_RENEWAL: Final = [
    Option("none", "Ends by itself"),
    Option("manual", "Renewed by agreement"),
    Option("auto", "Renews itself unless notice is given"),
    Option("evergreen", "Runs on without an end"),
]


async def templates(ctx: Ctx, request: PageRequest) -> View:
    """The templates by name."""
    query = request.query(ListContractTemplates)
    page = await api.list_templates(ctx, query)
    context = {"page": page, "columns": TEMPLATE_COLUMNS, "may_write": ctx.may("contract_template.edit")}
    return View("contracts/templates.html", context)


async def clauses(ctx: Ctx, request: PageRequest) -> View:
    """The clauses of the library by heading."""
    query = request.query(ListLibraryClauses)
    is_archive = query.status == [ClauseStatus.ARCHIVED]
    if not query.status:
        query = msgspec.structs.replace(query, status=[ClauseStatus.ACTIVE])
    page = await api.list_library_clauses(ctx, query)
    views = [
        SavedView("In use", LIBRARY, not is_archive),
        SavedView("Archived", f"{LIBRARY}?status=archived", is_archive),
    ]
    context = {
        "page": page,
        "columns": CLAUSE_COLUMNS,
        "views": views,
        "may_write": ctx.may("contract_template.edit"),
    }
    return View("contracts/clauses.html", context)


# ---- one clause of the library ---------------------------------------------------------------------------------------


async def new_clause(ctx: Ctx, request: PageRequest) -> View:
    """The form of a new clause."""
    ctx.authorize("contract_template.edit")
    return View("contracts/library_clause.html", {"clause": None, "form": Form({}), "fallbacks": [_NO_FALLBACK]})


async def clause_page(ctx: Ctx, request: PageRequest) -> View:
    """One clause to write."""
    clause = await api.get_library_clause(ctx, request.id("library_clause_id", LibraryClauseId))
    fallbacks = [{"label": one.label, "body": one.body} for one in clause.fallbacks]
    context = {"clause": clause, "form": Form.of(clause), "fallbacks": [*fallbacks, _NO_FALLBACK]}
    return View("contracts/library_clause.html", context)


async def create_clause(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add a clause to the library."""
    body, fallbacks = _clause_body(request)
    form = Form.from_builtins(CreateLibraryClause, body)
    form.values = body
    made = await attempt(form, lambda data: api.create_library_clause(ctx, data))
    if made is None:
        context = {"clause": None, "fallbacks": [*fallbacks, _NO_FALLBACK]}
        return refused("contracts/library_clause.html", form, context)
    return Redirect(LIBRARY, flash(f"“{made.heading}” is in the library"))


async def save_clause(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save a clause, archive it, or take it back into use."""
    clause = await api.get_library_clause(ctx, request.id("library_clause_id", LibraryClauseId))
    action = request.field("_action")
    if action in ("archive", "restore"):
        status = ClauseStatus.ARCHIVED if action == "archive" else ClauseStatus.ACTIVE
        change = UpdateLibraryClause(status=status)
        done = Redirect(LIBRARY, flash("Archived" if action == "archive" else "In use again"))
        return await press(ctx, request, lambda: api.update_library_clause(ctx, clause.id, change), done)
    body, fallbacks = _clause_body(request)
    form = Form.from_builtins(UpdateLibraryClause, body)
    form.values = body
    saved = await attempt(form, lambda data: api.update_library_clause(ctx, clause.id, data))
    if saved is None:
        return refused(
            "contracts/library_clause.html", form, {"clause": clause, "fallbacks": [*fallbacks, _NO_FALLBACK]}
        )
    return Redirect(LIBRARY, flash("Saved; contracts keep the wording they have"))


def _clause_body(request: PageRequest) -> tuple[dict[str, Any], list[dict[str, str]]]:
    labels, texts = request.field_list("fallback_label"), request.field_list("fallback_body")
    typed = [{"label": label, "body": text} for label, text in zip(labels, texts, strict=False)]
    fallbacks = [one for one in typed if one["label"].strip() or one["body"].strip()]
    body = {name: request.field(name) for name in ("heading", "body", "category", "note")}
    return {**body, "is_required": bool(request.field("is_required")), "fallbacks": fallbacks}, fallbacks


# ---- one template ----------------------------------------------------------------------------------------------------


async def new_template(ctx: Ctx, request: PageRequest) -> View:
    """The form of a new template."""
    ctx.authorize("contract_template.edit")
    form: Form[Any] = Form({"renewal_mode": "none", "notice_days": 0})
    return View("contracts/template.html", await _template_context(ctx, None, form, [_NO_CLAUSE]))


async def template_page(ctx: Ctx, request: PageRequest) -> View:
    """One template to write."""
    template = await api.get_template(ctx, request.id("template_id", ContractTemplateId))
    return View("contracts/template.html", await _template_context(ctx, template, *_held(template)))


def _held(template: ContractTemplate) -> tuple[Form[Any], list[dict[str, Any]]]:
    form = Form.of(template)
    form.values["uplift"] = f"{template.uplift_micros / 10_000:g}" if template.uplift_micros else ""
    form.values["variables_text"] = "\n".join(
        " | ".join(filter(None, (one.name, one.label, one.default))) for one in template.variables
    )
    plain: list[dict[str, Any]] = to_builtins(template.clauses)
    return form, plain


async def _template_context(
    ctx: Ctx, template: ContractTemplate | None, form: Form[Any], clauses: list[dict[str, Any]]
) -> dict[str, Any]:
    library = (await api.list_library_clauses(ctx, ListLibraryClauses(status=[ClauseStatus.ACTIVE], limit=200))).items
    return {
        "template": template,
        "form": form,
        "clauses": clauses,
        "library": [Option(str(one.id), one.heading, one.category) for one in library],
        "renewal": _RENEWAL,
        "may_write": ctx.may("contract_template.edit"),
    }


async def save_template(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save a template, or do what another button of the page says: another order, one clause more or less."""
    template = None
    if request.path != f"{TEMPLATES}/new":
        template = await api.get_template(ctx, request.id("template_id", ContractTemplateId))
    ctx.authorize("contract_template.edit", template)
    typed = {name: value for name, value in request.fields if isinstance(value, str)}
    clauses = _clauses_of(typed)
    action = request.field("_action")
    if action not in ("", "save", "activate", "archive"):
        form: Form[Any] = Form(typed)
        await _rearrange(ctx, action, clauses, typed)
        return View("contracts/template.html", await _template_context(ctx, template, form, clauses))
    body = _template_body(typed, clauses)
    if template is not None:
        body["status"] = {"activate": "active", "archive": "archived"}.get(action, template.status.value)
    form = Form.from_builtins(CreateContractTemplate if template is None else UpdateTemplate, body)
    form.values = typed
    saved = await attempt(form, lambda data: _save(ctx, template, data))
    if saved is None:
        return refused("contracts/template.html", form, await _template_context(ctx, template, form, clauses))
    if template is None:
        return Redirect(f"{TEMPLATES}/{saved.id}", flash("Saved as a draft; activate it when it is ready"))
    words = {"activate": "Contracts can begin with it now", "archive": "Archived"}.get(action, "Saved")
    return Redirect(f"{TEMPLATES}/{saved.id}", flash(words))


async def _save(ctx: Ctx, template: ContractTemplate | None, data: Any) -> ContractTemplate:
    if template is None:
        return await api.create_template(ctx, data)
    return await api.update_template(ctx, template.id, data)


def _clauses_of(typed: dict[str, str]) -> list[dict[str, Any]]:
    """The clauses as typed, in order, without the empty ones."""
    count = sum(name.startswith("clause.") and name.endswith(".heading") for name in typed)
    found: list[dict[str, Any]] = []
    for place in range(count):
        at = f"clause.{place}."
        clause: dict[str, Any] = {
            name: typed.get(f"{at}{name}", "").strip() for name in ("key", "heading", "body", "library_clause_id")
        }
        if clause["heading"] or clause["body"]:
            found.append({**clause, "is_required": f"{at}is_required" in typed})
    return found


async def _rearrange(ctx: Ctx, action: str, clauses: list[dict[str, Any]], typed: dict[str, str]) -> None:
    verb, _, place = action.partition(":")
    at = int(place) if place.isdecimal() and len(place) < 4 else -1
    if verb == "add":
        clauses.append(dict(_NO_CLAUSE))
    elif verb == "add_library" and typed.get("library"):
        try:
            found = await api.get_library_clause(ctx, LibraryClauseId.parse(typed["library"]))
        except ValueError:
            return
        clauses.append(_from_library(found))
    elif verb == "remove" and 0 <= at < len(clauses):
        clauses.pop(at)
    elif verb == "up" and 0 < at < len(clauses):
        clauses[at - 1], clauses[at] = clauses[at], clauses[at - 1]
    elif verb == "down" and 0 <= at < len(clauses) - 1:
        clauses[at + 1], clauses[at] = clauses[at], clauses[at + 1]


def _from_library(clause: LibraryClause) -> dict[str, Any]:
    return {
        "key": clause.key,
        "heading": clause.heading,
        "body": clause.body,
        "library_clause_id": str(clause.id),
        "is_required": clause.is_required,
    }


def _template_body(typed: dict[str, str], clauses: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields of the page as the body of the call; what is no number goes along and is refused with its field."""
    body: dict[str, Any] = {name: typed.get(name, "") for name in ("name", "description", "payment_terms")}
    body["renewal_mode"] = typed.get("renewal_mode") or "none"
    for name in ("duration_months", "renewal_months"):
        body[name] = _number(typed.get(name, ""))
    body["notice_days"] = _number(typed.get("notice_days", "")) or 0
    body["uplift_micros"] = _percent(typed.get("uplift", ""))
    body["variables"] = _variables(typed.get("variables_text", ""))
    body["clauses"] = [
        {name: value for name, value in clause.items() if value != "" and value is not None} for clause in clauses
    ]
    return body


def _number(text: str) -> Any:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 9 else (text or None)


def _percent(text: str) -> Any:
    """3.5 as 35000 millionths; what is no percentage stays as it was typed."""
    sign, plain = (-1, text.strip()[1:]) if text.strip().startswith("-") else (1, text.strip())
    whole, _, places = plain.replace(",", ".").partition(".")
    if not plain:
        return 0
    if not whole.isdecimal() or (places and not places.isdecimal()) or len(places) > 4 or len(whole) > 4:
        return text
    return sign * (int(whole) * 10_000 + int(places.ljust(4, "0")))


def _variables(text: str) -> list[dict[str, str]]:
    """One line each: name | what people are asked for | what stands there at first."""
    found = []
    for line in text.splitlines():
        name, _, rest = line.partition("|")
        label, _, default = rest.partition("|")
        if name.strip():
            found.append({"name": name.strip(), "label": label.strip() or name.strip(), "default": default.strip()})
    return found
