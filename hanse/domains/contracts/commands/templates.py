"""Writing templates and the clause library. Contracts keep the wording they were made with."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET

from hanse.domains.contracts.commands.clauses import new_key
from hanse.domains.contracts.queries.templates import load_clause, load_template
from hanse.domains.contracts.rules.variables import is_broken
from hanse.domains.contracts.types import (
    ContractTemplate,
    ContractTemplateId,
    CreateContractTemplate,
    CreateLibraryClause,
    Fallback,
    LibraryClause,
    LibraryClauseId,
    RenewalMode,
    TemplateClauseInput,
    TemplateStatus,
    TemplateVariable,
    UpdateLibraryClause,
    UpdateTemplate,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.structs import to_builtins
from hanse.kit.text import clean_line, clean_text, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

KEYS: Final = "SELECT key FROM library_clauses"
INSERT_LIBRARY: Final = """
INSERT INTO library_clauses (id, key, heading, heading_key, body, category, is_required, fallbacks, note, status,
    created_at, updated_at)
VALUES (%(id)s, %(key)s, %(heading)s, %(heading_key)s, %(body)s, %(category)s, %(is_required)s, %(fallbacks)s, %(note)s,
    'active', %(now)s, %(now)s)
"""
UPDATE_LIBRARY: Final = """
UPDATE library_clauses SET heading = %(heading)s, heading_key = %(heading_key)s, body = %(body)s,
    category = %(category)s, is_required = %(is_required)s, fallbacks = %(fallbacks)s, note = %(note)s,
    status = %(status)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
LOCK_LIBRARY: Final = "SELECT id FROM library_clauses WHERE id = %(id)s FOR UPDATE"
LOCK_TEMPLATE: Final = "SELECT id FROM contract_templates WHERE id = %(id)s FOR UPDATE"
INSERT_TEMPLATE: Final = """
INSERT INTO contract_templates (id, name, name_key, description, status, payment_terms, duration_months, notice_days,
    renewal_mode, renewal_months, uplift_micros, variables, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name_key)s, %(description)s, 'draft', %(payment_terms)s, %(duration_months)s,
    %(notice_days)s, %(renewal_mode)s, %(renewal_months)s, %(uplift_micros)s, %(variables)s, %(now)s, %(now)s)
"""
UPDATE_TEMPLATE: Final = """
UPDATE contract_templates SET name = %(name)s, name_key = %(name_key)s, description = %(description)s,
    status = %(status)s, payment_terms = %(payment_terms)s, duration_months = %(duration_months)s,
    notice_days = %(notice_days)s, renewal_mode = %(renewal_mode)s, renewal_months = %(renewal_months)s,
    uplift_micros = %(uplift_micros)s, variables = %(variables)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
DROP_CLAUSES: Final = "DELETE FROM contract_template_clauses WHERE template_id = %(template)s"
INSERT_CLAUSE: Final = """
INSERT INTO contract_template_clauses (template_id, position, key, heading, body, library_clause_id, is_required)
VALUES (%(template)s, %(position)s, %(key)s, %(heading)s, %(body)s, %(library_clause_id)s, %(is_required)s)
"""
LIBRARY: Final = """
SELECT id, key, heading, body, is_required FROM library_clauses WHERE id = ANY(%(ids)s) AND status = 'active'
"""


@command("contract_template.create_clause", permission="contract_template.edit")
async def create_library_clause(ctx: Ctx, data: CreateLibraryClause) -> LibraryClause:
    """Add a clause to the library. Raises Invalid."""
    ctx.authorize("contract_template.edit")
    keys = await ctx.db.values(KEYS)
    if data.key is not None and data.key in keys:
        raise Invalid.field("key", f"There is a clause {data.key} in the library already", "taken")
    library_clause_id = LibraryClauseId.new()
    values = _wording(data.heading, data.body, data.fallbacks) | {
        "id": library_clause_id,
        "key": data.key or new_key(data.heading, keys),
        "category": clean_line(data.category),
        "is_required": data.is_required,
        "note": clean_text(data.note),
        "now": ctx.now,
    }
    await ctx.db.run(INSERT_LIBRARY, values)
    after = await load_clause(ctx, library_clause_id, "contract_template.edit")
    ctx.record("library_clause", library_clause_id, label=after.heading, after=_audited(after))
    return after


@command("contract_template.update_clause", permission="contract_template.edit")
async def update_library_clause(
    ctx: Ctx, library_clause_id: LibraryClauseId, data: UpdateLibraryClause
) -> LibraryClause:
    """Change a clause of the library; contracts keep the wording they have.

    Raises PreconditionFailed, PreconditionRequired, Invalid.
    """
    await ctx.db.maybe(LOCK_LIBRARY, {"id": library_clause_id})
    before = await load_clause(ctx, library_clause_id, "contract_template.edit")
    ctx.check_version(before.version, required=True)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    wanted = msgspec.structs.replace(before, **given)
    values = _wording(wanted.heading, wanted.body, wanted.fallbacks) | {
        "id": library_clause_id,
        "category": clean_line(wanted.category),
        "is_required": wanted.is_required,
        "note": clean_text(wanted.note),
        "status": wanted.status,
        "now": ctx.now,
    }
    await ctx.db.run(UPDATE_LIBRARY, values)
    after = await load_clause(ctx, library_clause_id, "contract_template.edit")
    ctx.record("library_clause", library_clause_id, label=after.heading, before=_audited(before), after=_audited(after))
    return after


def _wording(heading: str, body: str, fallbacks: list[Fallback]) -> dict[str, Any]:
    labels = [clean_line(one.label) for one in fallbacks]
    if len(set(labels)) < len(labels):
        raise Invalid.field("fallbacks", "Two fallbacks have the same name", "taken")
    for path, text in (("body", body), *((f"fallbacks.{n}.body", one.body) for n, one in enumerate(fallbacks))):
        if is_broken(text):
            raise Invalid.field(path, "Braces that name no variable: write {{name}}", "broken_variable")
    title = clean_line(heading)
    return {
        "heading": title,
        "heading_key": normalise(title),
        "body": clean_text(body),
        "fallbacks": Json(
            [{"label": label, "body": clean_text(one.body)} for label, one in zip(labels, fallbacks, strict=True)]
        ),
    }


@command("contract_template.create", permission="contract_template.edit")
async def create_template(ctx: Ctx, data: CreateContractTemplate) -> ContractTemplate:
    """Write a template; contracts begin with it once it is active. Raises Invalid."""
    ctx.authorize("contract_template.edit")
    template_id = ContractTemplateId.new()
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    await ctx.db.run(INSERT_TEMPLATE, {**_row(values), "id": template_id, "now": ctx.now})
    await _put_clauses(ctx, template_id, data.clauses)
    after = await load_template(ctx, template_id, "contract_template.edit")
    ctx.record("contract_template", template_id, label=after.name, after=_summary(after))
    return after


@command("contract_template.update", permission="contract_template.edit")
async def update_template(ctx: Ctx, template_id: ContractTemplateId, data: UpdateTemplate) -> ContractTemplate:
    """Change a template; contracts keep the text they have. An active one lacks nothing.

    Raises PreconditionFailed, PreconditionRequired, Invalid.
    """
    await ctx.db.maybe(LOCK_TEMPLATE, {"id": template_id})
    before = await load_template(ctx, template_id, "contract_template.edit")
    ctx.check_version(before.version, required=True)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    clauses = given.pop("clauses", None)
    kept = {name: getattr(before, name) for name in data.__struct_fields__ if name != "clauses"}
    await ctx.db.run(UPDATE_TEMPLATE, {**_row({**kept, **given}), "id": template_id, "now": ctx.now})
    if clauses is not None:
        await ctx.db.run(DROP_CLAUSES, {"template": template_id})
        await _put_clauses(ctx, template_id, clauses)
    after = await load_template(ctx, template_id, "contract_template.edit")
    if after.status is TemplateStatus.ACTIVE:
        _check_ready(after)
    ctx.record("contract_template", template_id, label=after.name, before=_summary(before), after=_summary(after))
    return after


def _row(values: dict[str, Any]) -> dict[str, Any]:
    if values["renewal_mode"] is RenewalMode.AUTO and values["renewal_months"] is None:
        raise Invalid.field("renewal_months", "Say by how many months contracts renew themselves", "required")
    variables: list[TemplateVariable] = values["variables"]
    names = [one.name for one in variables]
    if len(set(names)) < len(names):
        raise Invalid.field("variables", "Two variables have the same name", "taken")
    name = clean_line(values["name"])
    return values | {
        "name": name,
        "name_key": normalise(name),
        "description": clean_text(values["description"]),
        "payment_terms": clean_line(values["payment_terms"]),
        "variables": Json(to_builtins(variables)),
    }


async def _put_clauses(ctx: Ctx, template_id: ContractTemplateId, clauses: list[TemplateClauseInput]) -> None:
    ids = [one.library_clause_id.uuid for one in clauses if one.library_clause_id is not None]
    library = {row["id"]: row for row in await ctx.db.all(LIBRARY, {"ids": ids})} if ids else {}
    keys: list[str] = []
    for position, clause in enumerate(clauses, 1):
        row = _clause_row(clause, library, keys, f"clauses.{position - 1}")
        keys.append(row["key"])
        await ctx.db.run(INSERT_CLAUSE, {**row, "template": template_id, "position": position})


def _clause_row(clause: TemplateClauseInput, library: dict[Any, Any], keys: list[str], path: str) -> dict[str, Any]:
    source: dict[str, Any] = {"key": None, "heading": None, "body": None, "is_required": False}
    if clause.library_clause_id is not None:
        found = library.get(clause.library_clause_id.uuid)
        if found is None:
            raise Invalid.field(f"{path}.library_clause_id", "There is no such clause in the library", "not_found")
        source = found
    heading, body = clause.heading or source["heading"], clause.body or source["body"]
    if not heading or not body:
        wrong = [FieldError(f"{path}.{name}", "Write it", "required") for name in ("heading", "body")]
        raise Invalid("A clause needs a heading and a text, or one of the library", fields=wrong)
    if is_broken(body):
        raise Invalid.field(f"{path}.body", "Braces that name no variable: write {{name}}", "broken_variable")
    key = clause.key or source["key"] or new_key(heading, keys)
    if key in keys:
        raise Invalid.field(f"{path}.key", f"The clause {key} is in the template already", "taken")
    return {
        "key": key,
        "heading": clean_line(heading),
        "body": clean_text(body),
        "library_clause_id": clause.library_clause_id,
        "is_required": source["is_required"] if clause.is_required is None else clause.is_required,
    }


def _check_ready(template: ContractTemplate) -> None:
    if not template.clauses:
        raise Invalid.field("clauses", "Add a clause before contracts begin with it", "required")
    if template.undeclared:
        names = ", ".join(f"{{{{{name}}}}}" for name in template.undeclared)
        message = f"Its clauses use {names}; add them to the variables, so that people are asked for them"
        raise Invalid.field("variables", message, "undeclared")


def _audited(clause: LibraryClause) -> dict[str, Any]:
    return {
        "heading": clause.heading,
        "body": clause.body,
        "category": clause.category,
        "is_required": clause.is_required,
        "fallbacks": [one.label for one in clause.fallbacks],
        "status": clause.status.value,
    }


def _summary(template: ContractTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "status": template.status.value,
        "payment_terms": template.payment_terms,
        "duration_months": template.duration_months,
        "notice_days": template.notice_days,
        "renewal": template.renewal_mode.value,
        "clauses": [clause.heading for clause in template.clauses],
        "variables": [one.name for one in template.variables],
    }
