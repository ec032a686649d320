"""Writing what many rows of a file say in a few statements: new organizations, changed ones, their parts.

Everything is decided before the first statement. Must not be here: rows that need a look of their own (`rowwise.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.commands.numbers import next_numbers
from hanse.domains.organizations.commands.organizations import check_sense, row_of, search_key
from hanse.domains.organizations.commands.tree import share_tree
from hanse.domains.organizations.rules.fields import merge_values
from hanse.domains.organizations.rules.life import check_place
from hanse.domains.organizations.types import (
    AddressId,
    CreateOrganization,
    CustomField,
    Organization,
    OrganizationId,
    OrganizationStatus,
    SaveAddress,
    TaxId,
)
from hanse.kit.structs import to_json
from hanse.platform.context import Ctx

FACTS: Final = """name text, legal_name text, search_key text, name_key text, types text[], website text, email text,
    phone text, currency text, locale text, payment_days integer, discount_days integer, discount_basis_points integer,
    credit_limit_minor bigint, credit_currency text, price_group text, manager_member_id uuid, tags text[],
    custom jsonb, notes text"""
COLUMNS: Final = tuple(part.split()[0] for part in FACTS.replace("\n", " ").split(", "))
INSERT: Final = """
INSERT INTO organizations (id, number, status, parent_id, active_since, :columns, created_at, updated_at)
SELECT id, number, status, parent_id, active_since, :columns, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, number text, status text, parent_id uuid,
    active_since timestamptz, :facts)
ORDER BY number
ON CONFLICT (tenant_id, number) DO NOTHING RETURNING id
""".replace(":columns", ", ".join(COLUMNS)).replace(":facts", FACTS)
UPDATE: Final = """
UPDATE organizations o SET :columns, version = o.version + 1, updated_at = %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, :facts) WHERE o.id = r.id
""".replace(":columns", ", ".join(f"{name} = r.{name}" for name in COLUMNS)).replace(":facts", FACTS)
LINK: Final = """
INSERT INTO organization_closure (ancestor_id, descendant_id, depth)
SELECT * FROM unnest(%(ancestors)s::uuid[], %(descendants)s::uuid[], %(depths)s::integer[])
"""
PATHS: Final = """
SELECT descendant_id AS id, array_agg(ancestor_id ORDER BY depth) AS path FROM organization_closure
WHERE descendant_id = ANY(%(ids)s) GROUP BY descendant_id
"""
_PLACE: Final = """label text, recipient text, line1 text, line2 text, postal_code text, city text, region text,
    country text, phone text, is_billing_default boolean, is_shipping_default boolean"""
_PLACE_COLUMNS: Final = tuple(part.split()[0] for part in _PLACE.replace("\n", " ").split(", "))
INSERT_ADDRESSES: Final = """
INSERT INTO organization_addresses (id, organization_id, :columns, created_at, updated_at)
SELECT id, organization_id, :columns, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, organization_id uuid, :place)
""".replace(":columns", ", ".join(_PLACE_COLUMNS)).replace(":place", _PLACE)
UPDATE_ADDRESSES: Final = """
UPDATE organization_addresses a SET :columns, version = a.version + 1, updated_at = %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, organization_id uuid, :place) WHERE a.id = r.id
""".replace(":columns", ", ".join(f"{name} = r.{name}" for name in _PLACE_COLUMNS)).replace(":place", _PLACE)
INSERT_TAX_IDS: Final = """
INSERT INTO organization_tax_ids (id, organization_id, kind, country, number, status, checked_at, checked_by,
    created_at, updated_at)
SELECT id, organization_id, kind, country, number, status, checked_at, checked_by, %(now)s, %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (id uuid, organization_id uuid, kind text, country text, number text,
    status text, checked_at timestamptz, checked_by text)
"""


class Draft(msgspec.Struct, kw_only=True):
    """What one row makes of an organization: all its facts (None: they stay), its place, and its parts."""

    position: int
    id: OrganizationId
    number: str | None
    before: Organization | None = None
    facts: dict[str, Any] | None = None
    status: OrganizationStatus | None = None
    parent_id: UUID | None = None
    path: tuple[UUID, ...] = ()
    address_id: AddressId | None = None
    address: SaveAddress | None = None
    tax_id: TaxId | None = None


def draft_new(
    position: int,
    data: CreateOrganization,
    status: OrganizationStatus,
    above: Sequence[UUID],
    fields: list[CustomField],
) -> Draft:
    """A new organization below its parent's path. Raises Invalid, TreeTooDeep."""
    check_place(levels_above=len(above), levels_below=1)
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    values["custom"] = merge_values({}, data.custom, fields, partner=False, demand=True)
    check_sense(values)
    identity = OrganizationId.new()
    return Draft(
        position=position,
        id=identity,
        number=data.number,
        facts=values,
        status=status,
        parent_id=data.parent_id.uuid if data.parent_id else None,
        path=(identity.uuid, *above),
    )


async def paths_of(ctx: Ctx, parents: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The way up from each of these organizations, itself first; the tree stays as it is until the transaction ends."""
    wanted = sorted(set(parents))
    if not wanted:
        return {}
    await share_tree(ctx)
    return {row["id"]: tuple(row["path"]) for row in await ctx.db.all(PATHS, {"ids": wanted})}


async def write_drafts(ctx: Ctx, drafts: Sequence[Draft]) -> list[Draft]:
    """Write them all; returns those that are there now. Left out are new ones whose number was taken meanwhile."""
    new = [draft for draft in drafts if draft.before is None]
    numbered = [draft for draft in new if draft.number]
    written = await _insert(ctx, numbered)
    unnumbered = [draft for draft in new if not draft.number]
    if unnumbered:
        # Taken after the file's own numbers are there, so that they are stepped over.
        for draft, number in zip(unnumbered, await next_numbers(ctx, len(unnumbered)), strict=True):
            draft.number = number
        written |= await _insert(ctx, unnumbered)
    there = [draft for draft in drafts if draft.before is not None or draft.id.uuid in written]
    await _link(ctx, [draft for draft in there if draft.before is None])
    changed = [draft for draft in there if draft.before is not None and draft.facts is not None]
    if changed:
        await _run(ctx, UPDATE, [_facts(ctx, draft) for draft in changed])
    await _write_parts(ctx, there)
    return there


async def _insert(ctx: Ctx, drafts: Sequence[Draft]) -> set[UUID]:
    if not drafts:
        return set()
    rows = [
        {
            **_facts(ctx, draft),
            "number": draft.number,
            "status": draft.status,
            "parent_id": draft.parent_id,
            "active_since": ctx.now if draft.status is OrganizationStatus.ACTIVE else None,
        }
        for draft in drafts
    ]
    return set(await ctx.db.values(INSERT, {"rows": to_json(rows).decode(), "now": ctx.now}))


def _facts(ctx: Ctx, draft: Draft) -> dict[str, Any]:
    assert draft.facts is not None
    assert draft.number is not None
    row = row_of(ctx, draft.facts)
    row |= {"search_key": search_key(row, draft.number), "custom": draft.facts["custom"]}
    manager = draft.facts["manager_member_id"]
    row["manager_member_id"] = manager.uuid if manager else None
    return {"id": draft.id.uuid, **{name: row[name] for name in COLUMNS}}


async def _link(ctx: Ctx, drafts: Sequence[Draft]) -> None:
    links = [(above, draft.id.uuid, depth) for draft in drafts for depth, above in enumerate(draft.path)]
    if links:
        ancestors, descendants, depths = zip(*links, strict=True)
        values = {"ancestors": list(ancestors), "descendants": list(descendants), "depths": list(depths)}
        await ctx.db.run(LINK, values)


async def _write_parts(ctx: Ctx, drafts: Sequence[Draft]) -> None:
    added: list[Mapping[str, Any]] = []
    changed: list[Mapping[str, Any]] = []
    for draft in drafts:
        if draft.address is not None:
            identity = draft.address_id or AddressId.new()
            place = {"id": identity.uuid, "organization_id": draft.id.uuid, **msgspec.structs.asdict(draft.address)}
            (changed if draft.address_id else added).append(place)
    if added:
        await _run(ctx, INSERT_ADDRESSES, added)
    if changed:
        await _run(ctx, UPDATE_ADDRESSES, changed)
    numbers = [draft.tax_id for draft in drafts if draft.tax_id is not None]
    if numbers:
        rows = [{**msgspec.structs.asdict(item), "id": item.id.uuid, "organization_id": item.organization_id.uuid}
                for item in numbers]  # fmt: skip
        await _run(ctx, INSERT_TAX_IDS, rows)
        for item in numbers:
            ctx.record("organization", item.organization_id, label=item.number, after={"tax_id": item})


async def _run(ctx: Ctx, sql: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    await ctx.db.run(sql, {"rows": to_json(rows).decode(), "now": ctx.now})
