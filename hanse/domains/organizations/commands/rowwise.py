"""What one row of a file does: create an organization, or change the one with its number. Each row alone can fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.access.types import MemberId
from hanse.domains.organizations.commands.addresses import BILLING_OF_MANY, merge_billing, write_billing_address
from hanse.domains.organizations.commands.indexing import index_loaded
from hanse.domains.organizations.commands.organizations import (
    audited,
    change_facts,
    check_sense,
    insert_organization,
    merge_facts,
)
from hanse.domains.organizations.commands.placing import Forest
from hanse.domains.organizations.commands.rowsets import Draft, draft_new, paths_of, write_drafts
from hanse.domains.organizations.commands.tax_ids import CHECKED_BY_FORM, add_tax_id
from hanse.domains.organizations.events import OrganizationCreated, OrganizationUpdated
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.organizations import load_many
from hanse.domains.organizations.rules.rows import ParsedRow
from hanse.domains.organizations.rules.tax_numbers import check_number
from hanse.domains.organizations.types import (
    Address,
    CreateOrganization,
    CustomField,
    Organization,
    OrganizationId,
    OrganizationStatus,
    SaveTaxId,
    TaxId,
    TaxIdId,
    TaxIdStatus,
)
from hanse.kit.errors import HanseError, Invalid
from hanse.platform.authz import Subject
from hanse.platform.context import Ctx
from hanse.platform.imports import Problem

BY_NUMBER = "SELECT id, number FROM organizations WHERE number = ANY(%(numbers)s)"
BY_EMAIL = "SELECT id, email FROM members WHERE email = ANY(%(emails)s) AND status = 'active'"
LOCK_MANY = "SELECT id FROM organizations WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE"
TAX_NUMBERS = "SELECT organization_id, number FROM organization_tax_ids WHERE organization_id = ANY(%(ids)s)"


class Outcome(msgspec.Struct, kw_only=True):
    """What became of one row: created, updated, unchanged, or nothing because of its problems."""

    kind: str = ""
    organization_id: UUID | None = None
    problems: list[Problem] = []


class Known(msgspec.Struct, kw_only=True):
    """What a batch needs to know beforehand, read in a few statements."""

    organizations: dict[str, Organization]
    managers: dict[str, UUID]
    numbers: dict[str, UUID]
    tax_numbers: dict[UUID, set[str]]
    billing: dict[UUID, Address]
    paths: dict[UUID, tuple[UUID, ...]]
    fields: list[CustomField]


async def apply_batch(ctx: Ctx, batch: Sequence[ParsedRow], forest: Forest, *, is_told: bool = True) -> list[Outcome]:
    """Apply rows in order; a failing one is undone alone. Then everything changed is indexed, recorded and told.

    Rows are written together where they can be, in a few statements; what is left goes row by row. Not told (indexed,
    recorded, emitted) is what is undone anyway.
    """
    known = await _look_up(ctx, batch)
    found: list[Outcome | None] = []
    drafts: list[Draft] = []
    before: dict[UUID, Organization] = {}
    for position, row in enumerate(batch):
        planned = _plan(ctx, position, row, known, forest)
        found.append(planned if isinstance(planned, Outcome) else None)
        if isinstance(planned, Draft):
            drafts.append(planned)
    for draft in await _write_together(ctx, drafts, known):
        found[draft.position] = Outcome(kind="updated" if draft.before else "created", organization_id=draft.id.uuid)
        if draft.before:
            before[draft.id.uuid] = draft.before
    outcomes = [found[position] or await _alone(ctx, row, known, forest, before) for position, row in enumerate(batch)]
    if is_told:
        await _tell(ctx, outcomes, before)
    return outcomes


async def _write_together(ctx: Ctx, drafts: list[Draft], known: Known) -> list[Draft]:
    """Write the drafts; when the database refuses them together, none is, and each row has its own try."""
    if not drafts:
        return []
    notes = len(ctx.notes)
    numbers = {draft.id: draft.number for draft in drafts if draft.before is None}
    try:
        async with ctx.db.savepoint():
            written = await write_drafts(ctx, drafts)
    except HanseError as error:
        if error.status >= 500:
            raise
        del ctx.notes[notes:]
        written = []
    for missing in numbers.keys() - {draft.id for draft in written}:
        known.numbers.pop(numbers[missing] or "", None)
    return written


async def _alone(ctx: Ctx, row: ParsedRow, known: Known, forest: Forest, before: dict[UUID, Organization]) -> Outcome:
    try:
        async with ctx.db.savepoint():
            return await _apply(ctx, row, known, forest, before)
    except HanseError as error:
        if error.status >= 500:
            raise
        return Outcome(problems=_problems(error))


def _problems(error: HanseError) -> list[Problem]:
    if error.fields:
        return [Problem(item.path, "", item.message[:500]) for item in error.fields]
    return [Problem("", "", error.message[:500])]


async def _look_up(ctx: Ctx, batch: Sequence[ParsedRow]) -> Known:
    numbers = {name for row in batch for name in (row.number, row.parent_number) if name}
    emails = {row.manager_email.casefold() for row in batch if row.manager_email}
    ids = {row["number"]: row["id"] for row in await ctx.db.all(BY_NUMBER, {"numbers": list(numbers)})}
    own = sorted({ids[row.number] for row in batch if row.number in ids})
    managers: dict[str, UUID] = {}
    if emails:
        rows = await ctx.db.all(BY_EMAIL, {"emails": list(emails)})
        managers = {row["email"]: row["id"] for row in rows}
    known = Known(
        organizations={},
        managers=managers,
        numbers=ids,
        tax_numbers={},
        billing={},
        paths=await paths_of(ctx, [ids[row.parent_number] for row in batch if row.parent_number in ids]),
        fields=await declared_fields(ctx),
    )
    if own:
        await ctx.db.values(LOCK_MANY, {"ids": own})
        known.organizations = {item.number: item for item in await load_many(ctx, own)}
        for row in await ctx.db.all(TAX_NUMBERS, {"ids": own}):
            known.tax_numbers.setdefault(row["organization_id"], set()).add(row["number"])
        for address in await ctx.db.all(BILLING_OF_MANY, {"ids": own}, into=Address):
            known.billing[address.organization_id.uuid] = address
    return known


def _plan(ctx: Ctx, position: int, row: ParsedRow, known: Known, forest: Forest) -> Outcome | Draft | None:
    """What becomes of a row as far as that can be told now: an outcome, something to write, or None: see it alone."""
    if row.problems:
        return Outcome(problems=row.problems)
    try:
        facts = _facts(row, known)
        present = known.organizations.get(row.number or "")
        if present is not None:
            return _plan_change(ctx, position, row, facts, present, known)
        if row.number in known.numbers:
            return None
        return _plan_new(ctx, position, row, facts, known, forest)
    except HanseError as error:
        if error.status >= 500:
            raise
        return Outcome(problems=_problems(error))
    except _Wrong as wrong:
        return Outcome(problems=[wrong.problem])


def _plan_new(ctx: Ctx, position: int, row: ParsedRow, facts: dict[str, Any], known: Known, forest: Forest) -> Draft:
    data = _new_one(row, facts, known, forest)
    above: tuple[UUID, ...] = ()
    if data.parent_id is not None:
        above = known.paths[data.parent_id.uuid]
        place = Subject(kind="organization", id=data.parent_id, organizations=above)
        if not ctx.may("organization.view", place):
            raise Invalid.field("parent_id", "There is no such organization", "not_found")
    draft = draft_new(position, data, row.status or OrganizationStatus.PROSPECT, above, known.fields)
    draft.address = merge_billing(None, row.address) if row.address else None
    draft.tax_id = _tax_id(ctx, row.tax_id, draft.id) if row.tax_id else None
    if row.number:
        known.numbers[row.number] = draft.id.uuid
        known.paths[draft.id.uuid] = draft.path
    return draft


def _tax_id(ctx: Ctx, data: SaveTaxId, organization_id: OrganizationId) -> TaxId:
    number, status = check_number(data.kind, data.country, data.number)
    is_known = status is TaxIdStatus.WELL_FORMED
    return TaxId(
        id=TaxIdId.new(),
        organization_id=organization_id,
        kind=data.kind,
        country=data.country,
        number=number,
        status=status,
        checked_at=ctx.now if is_known else None,
        checked_by=CHECKED_BY_FORM if is_known else None,
        answer=None,
    )


def _plan_change(
    ctx: Ctx, position: int, row: ParsedRow, facts: dict[str, Any], present: Organization, known: Known
) -> Outcome | Draft | None:
    _check_status(row, present)
    if row.tax_id is not None:
        number, _ = check_number(row.tax_id.kind, row.tax_id.country, row.tax_id.number)
        if number not in known.tax_numbers.get(present.id.uuid, set()):
            # A number may end the waiting of an application: that is looked at with the row alone, and so is every
            # further row of this number.
            known.organizations.pop(present.number)
            return None
    changed, values = merge_facts(ctx, present, _given(row, facts), known.fields)
    billing = known.billing.get(present.id.uuid)
    address = merge_billing(billing, row.address) if row.address else None
    if not changed and address is None:
        return Outcome(kind="unchanged", organization_id=present.id.uuid)
    if changed:
        check_sense(values)
    # Another row with this number sees what this one left.
    known.organizations.pop(present.number)
    return Draft(
        position=position,
        id=present.id,
        number=present.number,
        before=present,
        facts=values if changed else None,
        address=address,
        address_id=billing.id if billing else None,
    )


class _Wrong(Exception):
    """One cell is wrong in itself."""

    def __init__(self, column: str, value: str, message: str) -> None:
        self.problem = Problem(column, value, message)


def _facts(row: ParsedRow, known: Known) -> dict[str, Any]:
    facts = dict(row.facts)
    if row.manager_email:
        manager = known.managers.get(row.manager_email.casefold())
        if manager is None:
            raise _Wrong("manager_email", row.manager_email, "Nobody of your staff has this address")
        facts["manager_member_id"] = manager
    return facts


def _given(row: ParsedRow, facts: Mapping[str, Any]) -> dict[str, Any]:
    return _comparable({**facts, **({"custom": row.custom} if row.custom else {})})


def _check_status(row: ParsedRow, present: Organization) -> None:
    if row.status is not None and row.status is not present.status:
        message = (
            f"{present.name} is {present.status.value}; the status of known organizations is not changed by a file"
        )
        raise _Wrong("status", row.status.value, message)


async def _apply(ctx: Ctx, row: ParsedRow, known: Known, forest: Forest, before: dict[UUID, Organization]) -> Outcome:
    try:
        facts = _facts(row, known)
        if row.number in known.numbers:
            (present,) = await load_many(ctx, [known.numbers[row.number]])
            _check_status(row, present)
            return await _change(ctx, row, facts, present, known, before)
        return await _create(ctx, row, facts, known, forest)
    except _Wrong as wrong:
        return Outcome(problems=[wrong.problem])


async def _change(
    ctx: Ctx,
    row: ParsedRow,
    facts: dict[str, Any],
    present: Organization,
    known: Known,
    before: dict[UUID, Organization],
) -> Outcome:
    before.setdefault(present.id.uuid, present)
    changed = await change_facts(ctx, present, _given(row, facts))
    touched = await _parts(ctx, row, present.id, known)
    kind = "unchanged" if changed is present and not touched else "updated"
    return Outcome(kind=kind, organization_id=present.id.uuid)


async def _create(ctx: Ctx, row: ParsedRow, facts: dict[str, Any], known: Known, forest: Forest) -> Outcome:
    data = _new_one(row, facts, known, forest)
    made = await insert_organization(ctx, data, row.status or OrganizationStatus.PROSPECT)
    await _parts(ctx, row, made, known)
    if row.number:
        known.numbers[row.number] = made.uuid
    return Outcome(kind="created", organization_id=made.uuid)


def _new_one(row: ParsedRow, facts: dict[str, Any], known: Known, forest: Forest) -> CreateOrganization:
    if "name" not in facts:
        raise _Wrong("name", "", "A new organization needs a name")
    if row.status not in (None, OrganizationStatus.PROSPECT, OrganizationStatus.ACTIVE):
        raise _Wrong("status", row.status.value, "A new organization is prospect or active")
    parent = known.numbers.get(row.parent_number or "")
    if row.parent_number and parent is None and not forest.knows(row.parent_number):
        raise _Wrong("parent_number", row.parent_number, f"No organization has the number {row.parent_number}")
    return CreateOrganization(
        number=row.number,
        parent_id=OrganizationId(parent) if parent else None,
        custom=row.custom,
        **_comparable(facts),
    )


def _comparable(facts: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(facts)
    if "manager_member_id" in values:
        values["manager_member_id"] = MemberId(values["manager_member_id"])
    return values


async def _parts(ctx: Ctx, row: ParsedRow, organization_id: OrganizationId, known: Known) -> bool:
    """Write the billing address and the VAT number of a row; says whether anything changed."""
    touched = False
    if row.address is not None:
        touched = await write_billing_address(ctx, organization_id, row.address)
    if row.tax_id is not None:
        number, _ = check_number(row.tax_id.kind, row.tax_id.country, row.tax_id.number)
        have = known.tax_numbers.setdefault(organization_id.uuid, set())
        if number not in have:
            # A file may bring thousands; the register is asked about one when somebody wants to know.
            await add_tax_id(ctx, organization_id, row.tax_id, asks_register=False)
            have.add(number)
            touched = True
    return touched


async def _tell(ctx: Ctx, outcomes: Iterable[Outcome], before: Mapping[UUID, Organization]) -> None:
    changed = {
        outcome.organization_id: outcome.kind
        for outcome in outcomes
        if outcome.organization_id and outcome.kind in ("created", "updated")
    }
    if not changed:
        return
    there = await load_many(ctx, list(changed))
    await index_loaded(ctx, there)
    for after in there:
        old = before.get(after.id.uuid)
        ctx.record(
            "organization", after.id, label=after.name, before=audited(old) if old else None, after=audited(after)
        )
        event = OrganizationUpdated if changed[after.id.uuid] == "updated" else OrganizationCreated
        ctx.emit(event(organization_id=after.id), subject=after)
