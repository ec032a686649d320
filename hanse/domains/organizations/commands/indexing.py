"""Keeping search true: the documents of organizations, written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hanse.domains.organizations.queries.organizations import load_many
from hanse.domains.organizations.rules.life import word_of
from hanse.domains.organizations.types import Organization
from hanse.platform.context import Ctx
from hanse.platform.search import SearchDocument

TAX_NUMBERS = "SELECT organization_id, number FROM organization_tax_ids WHERE organization_id = ANY(%(ids)s)"
NEXT_IDS = """
SELECT id FROM organizations WHERE (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s
"""


async def index_organizations(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Write the documents of these organizations anew."""
    await ctx.services.search.index(ctx, *await documents_of(ctx, ids))


async def documents_of(ctx: Ctx, ids: Sequence[UUID]) -> list[SearchDocument]:
    """The documents of these organizations, in the order of their ids."""
    return await _documents(ctx, await load_many(ctx, ids)) if ids else []


async def index_loaded(ctx: Ctx, found: Sequence[Organization]) -> None:
    """Write the documents of organizations that were just read."""
    await ctx.services.search.index(ctx, *await _documents(ctx, found))


async def _documents(ctx: Ctx, found: Sequence[Organization]) -> list[SearchDocument]:
    numbers: dict[UUID, list[str]] = {}
    for row in await ctx.db.all(TAX_NUMBERS, {"ids": [item.id.uuid for item in found]}):
        numbers.setdefault(row["organization_id"], []).append(row["number"])
    return [_document(item, numbers.get(item.id.uuid, [])) for item in sorted(found, key=lambda item: item.id)]


async def reindex_organizations(ctx: Ctx, after: UUID | None, limit: int) -> Sequence[SearchDocument]:
    """The next documents after an id; what a rebuild of the search index asks for."""
    return await documents_of(ctx, await ctx.db.values(NEXT_IDS, {"after": after, "limit": limit}))


def _document(organization: Organization, tax_numbers: list[str]) -> SearchDocument:
    manager = organization.manager_member_id
    kinds = ", ".join(kind.value for kind in organization.types)
    facets: dict[str, Any] = {"status": organization.status.value, "type": [kind.value for kind in organization.types]}
    return SearchDocument(
        kind="organization",
        subject_id=organization.id,
        title=organization.name,
        subtitle=" · ".join(filter(None, (organization.number, kinds, word_of(organization.status)))),
        body=" ".join(filter(None, (organization.legal_name, organization.email, organization.website))),
        url=f"/organizations/{organization.id}",
        codes=(organization.number, *tax_numbers),
        organizations=tuple(organization.path),
        owner_member_id=manager.uuid if manager else None,
        facets=facets,
        updated_at=organization.updated_at,
    )
