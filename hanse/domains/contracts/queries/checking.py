"""What a version still needs before it can be handed over, approved and signed."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.domains.contracts.rules.variables import is_broken, missing, used_in
from hanse.domains.contracts.types import ContractContent
from hanse.domains.organizations.types import Side
from hanse.kit.errors import FieldError
from hanse.platform.context import Ctx

REQUIRED: Final = """
SELECT l.heading FROM library_clauses l
WHERE l.is_required AND l.status = 'active' AND NOT EXISTS (
    SELECT FROM contract_clauses c WHERE c.tenant_id = l.tenant_id AND c.version_id = %(version)s
        AND (c.library_clause_id = l.id OR c.key = l.key))
ORDER BY l.heading_key, l.id
"""
OF_TEMPLATE: Final = """
SELECT t.heading FROM contract_template_clauses t
JOIN contract_versions v ON v.tenant_id = t.tenant_id AND v.template_id = t.template_id
WHERE v.id = %(version)s AND t.is_required AND NOT EXISTS (
    SELECT FROM contract_clauses c WHERE c.tenant_id = t.tenant_id AND c.version_id = v.id AND c.key = t.key)
ORDER BY t.position
"""
OPEN_CHANGES: Final = """
SELECT count(*) FILTER (WHERE sent_at IS NOT NULL) AS handed_over, count(*) AS all_of
FROM contract_changes WHERE version_id = %(version)s AND status = 'open'
"""


async def text_problems(ctx: Ctx, record: VersionRecord) -> list[FieldError]:
    """What its text lacks: clauses, values of variables, those that every contract has to have."""
    content = await load_content(ctx, record)
    asked = {"version": record.version.id}
    required = [*await ctx.db.values(REQUIRED, asked), *await ctx.db.values(OF_TEMPLATE, asked)]
    problems = [
        FieldError("clauses", f"The required clause “{heading}” is missing; add it", "clause_missing")
        for heading in dict.fromkeys(required)
    ]
    if not content.clauses:
        problems.append(FieldError("clauses", "Add a clause; a contract without any says nothing", "required"))
    return [*problems, *_variable_problems(content)]


def _variable_problems(content: ContractContent) -> list[FieldError]:
    problems = []
    for name in missing((clause.body for clause in content.clauses), content.variables):
        places = [clause.heading for clause in content.clauses if name in used_in(clause.body)]
        sentence = f"The variable {{{{{name}}}}} in “{places[0]}” has no value; fill it in or take it out"
        problems.append(FieldError(f"variables.{name}", sentence, "variable_undefined"))
    return problems + [
        FieldError(f"clauses.{clause.key}", f"“{clause.heading}” has braces that name no variable", "broken_variable")
        for clause in content.clauses
        if is_broken(clause.body)
    ]


async def problems_of(ctx: Ctx, record: VersionRecord) -> list[FieldError]:
    """Everything that keeps a version from being submitted for approval."""
    problems = await text_problems(ctx, record)
    content = await load_content(ctx, record)
    if content.starts_on is None:
        problems.append(FieldError("starts_on", "Say on which day it begins", "required"))
    for side, word in ((Side.SELLER, "your own side"), (Side.BUYER, "the partner")):
        if not any(party.side is side and party.signatory_name for party in content.parties):
            problems.append(FieldError("parties", f"Say who signs for {word}", "signatory_missing"))
    row = await ctx.db.one(OPEN_CHANGES, {"version": record.version.id})
    if row["all_of"]:
        words = "A proposed change is" if row["all_of"] == 1 else f"{row['all_of']} proposed changes are"
        problems.append(
            FieldError("changes", f"{words} still open; accept, reject or withdraw them first", "changes_open")
        )
    return problems
