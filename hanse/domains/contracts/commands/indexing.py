"""Keeping search true: the documents of contracts with the full text of their clauses, as the partner may know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.rules.lifecycle import word_of
from hanse.domains.contracts.rules.variables import fill
from hanse.domains.contracts.types import ContractId, ContractStatus
from hanse.domains.organizations.events import OrganizationMoved
from hanse.platform.context import Ctx
from hanse.platform.search import SearchDocument

# The text that both sides know: of the version in force, else of what was frozen for signing, else of what was last
# handed over. What was never sent is found by staff only (it has no organizations), with the text they work on.
_DOCUMENTS: Final = """
SELECT c.id, c.number, c.title, c.status, c.sent_at, c.updated_at, c.owner_member_id, o.name AS organization,
    (SELECT array_agg(p.ancestor_id ORDER BY p.depth) FROM organization_closure p
        WHERE p.tenant_id = c.tenant_id AND p.descendant_id = c.organization_id) AS path,
    coalesce(v.content, CASE WHEN w.status IN ('approved', 'signed', 'withdrawn') THEN w.content END, r.content)
        -> 'clauses' AS known,
    CASE WHEN c.sent_at IS NULL THEN (SELECT jsonb_agg(jsonb_build_object('heading', l.heading, 'text', l.body)
        ORDER BY l.position) FROM contract_clauses l
        WHERE l.tenant_id = c.tenant_id AND l.version_id = c.working_version_id) END AS draft,
    CASE WHEN c.sent_at IS NULL THEN (SELECT jsonb_object_agg(a.name, a.value) FROM contract_variables a
        WHERE a.tenant_id = c.tenant_id AND a.version_id = c.working_version_id) END AS variables
FROM contracts c JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id
LEFT JOIN contract_versions v ON v.tenant_id = c.tenant_id AND v.id = c.active_version_id
LEFT JOIN contract_versions w ON w.tenant_id = c.tenant_id AND w.id = c.working_version_id
LEFT JOIN contract_rounds r ON r.tenant_id = w.tenant_id AND r.version_id = w.id AND r.number = w.last_round
"""
OF_IDS: Final = _DOCUMENTS + "WHERE c.id = ANY(%(ids)s) ORDER BY c.id"
NEXT: Final = _DOCUMENTS + "WHERE (%(after)s::uuid IS NULL OR c.id > %(after)s) ORDER BY c.id LIMIT %(limit)s"
BELOW: Final = NEXT.replace(
    "WHERE ",
    """WHERE c.organization_id IN (
    SELECT b.descendant_id FROM organization_closure b WHERE b.ancestor_id = %(organization)s) AND """,
)
BATCH: Final = 200
BODY_LENGTH: Final = 200_000


async def index_contract(ctx: Ctx, contract_id: ContractId) -> None:
    """Write the document of one contract anew."""
    documents = await ctx.db.all(OF_IDS, {"ids": [contract_id.uuid]}, into=_document)
    if documents:
        await ctx.services.search.index(ctx, *documents)


async def index_below(ctx: Ctx, event: OrganizationMoved) -> None:
    """An organization has another place in the tree, so who may find its contracts is said anew."""
    after: UUID | None = None
    while True:
        values = {"organization": event.organization_id, "after": after, "limit": BATCH}
        documents = await ctx.db.all(BELOW, values, into=_document)
        if documents:
            await ctx.services.search.index(ctx, *documents)
            after = documents[-1].subject_id.uuid
        if len(documents) < BATCH:
            return


async def reindex_contracts(ctx: Ctx, after: UUID | None, limit: int) -> Sequence[SearchDocument]:
    """The next documents after an id; what a rebuild of the search index asks for."""
    return await ctx.db.all(NEXT, {"after": after, "limit": limit}, into=_document)


def _document(row: dict[str, Any]) -> SearchDocument:
    is_sent = row["sent_at"] is not None
    clauses = (row["known"] if is_sent else row["draft"]) or []
    values = row["variables"] or {}
    status = _known(ContractStatus(row["status"])) if is_sent else ContractStatus(row["status"])
    return SearchDocument(
        kind="contract",
        subject_id=ContractId(row["id"]),
        title=f"{row['number']} {row['title']}".strip(),
        subtitle=f"{row['organization']} · {word_of(status)}",
        body="\n".join(f"{one['heading']}\n{fill(one['text'], values)}" for one in clauses)[:BODY_LENGTH],
        url=f"/contracts/{ContractId(row['id'])}",
        codes=(row["number"],),
        organizations=tuple(row["path"] or ()) if is_sent else (),
        owner_member_id=row["owner_member_id"],
        facets={"status": status.value},
        updated_at=row["updated_at"],
    )


def _known(status: ContractStatus) -> ContractStatus:
    """The state as both sides may know it."""
    if status is ContractStatus.RENEWAL:
        return ContractStatus.ACTIVE
    inside = (ContractStatus.DRAFT, ContractStatus.REVIEW, ContractStatus.APPROVAL)
    return ContractStatus.NEGOTIATION if status in inside else status
