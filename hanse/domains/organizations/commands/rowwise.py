"""What one row of a file does: create an organization, or change the one with its number. Each row alone can fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hanse.domains.access.types import MemberId
from hanse.domains.organizations.commands.addresses import write_billing_address
from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.commands.organizations import audited, change_facts, insert_organization
from hanse.domains.organizations.commands.placing import Forest
from hanse.domains.organizations.commands.tax_ids import add_tax_id
from hanse.domains.organizations.events import OrganizationCreated, OrganizationUpdated
from hanse.domains.organizations.queries.organizations import LOCK_ORGANIZATION, load_many
from hanse.domains.organizations.rules.rows import ParsedRow, Problem
from hanse.domains.organizations.rules.tax_numbers import check_number
from hanse.domains.organizations.types import (
    CreateOrganization,
    Organization,
    OrganizationId,
    OrganizationStatus,
)
from hanse.kit.errors import HanseError
from hanse.platform.context import Ctx

BY_NUMBER = "SELECT id, number FROM organizations WHERE number = ANY(%(numbers)s)"
BY_EMAIL = "SELECT id, email FROM members WHERE email = ANY(%(emails)s) AND status = 'active'"
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


async def apply_batch(ctx: Ctx, batch: Sequence[ParsedRow], forest: Forest) -> list[Outcome]:
    """Apply rows in order; a failing one is undone alone. Then everything changed is indexed, recorded and told."""
    known = await _look_up(ctx, batch)
    outcomes: list[Outcome] = []
    before: dict[UUID, Organization] = {}
    for row in batch:
        if row.problems:
            outcomes.append(Outcome(problems=row.problems))
            continue
        try:
            async with ctx.db.savepoint():
                outcome = await _apply(ctx, row, known, forest, before)
        except HanseError as error:
            if error.status >= 500:
                raise
            outcome = Outcome(problems=_problems(error))
        outcomes.append(outcome)
    await _tell(ctx, outcomes, before)
    return outcomes


def _problems(error: HanseError) -> list[Problem]:
    if error.fields:
        return [Problem(item.path, "", item.message[:500]) for item in error.fields]
    return [Problem("", "", error.message[:500])]


async def _look_up(ctx: Ctx, batch: Sequence[ParsedRow]) -> Known:
    numbers = {name for row in batch for name in (row.number, row.parent_number) if name}
    emails = {row.manager_email.casefold() for row in batch if row.manager_email}
    ids = {row["number"]: row["id"] for row in await ctx.db.all(BY_NUMBER, {"numbers": list(numbers)})}
    own = [ids[row.number] for row in batch if row.number in ids]
    managers: dict[str, UUID] = {}
    if emails:
        rows = await ctx.db.all(BY_EMAIL, {"emails": list(emails)})
        managers = {row["email"]: row["id"] for row in rows}
    tax: dict[UUID, set[str]] = {}
    for row in await ctx.db.all(TAX_NUMBERS, {"ids": own}) if own else ():
        tax.setdefault(row["organization_id"], set()).add(row["number"])
    found = await load_many(ctx, own) if own else []
    return Known(organizations={item.number: item for item in found}, managers=managers, numbers=ids, tax_numbers=tax)


async def _apply(ctx: Ctx, row: ParsedRow, known: Known, forest: Forest, before: dict[UUID, Organization]) -> Outcome:
    facts = dict(row.facts)
    if row.manager_email:
        manager = known.managers.get(row.manager_email.casefold())
        if manager is None:
            return Outcome(
                problems=[Problem("manager_email", row.manager_email, "Nobody of your staff has this address")]
            )
        facts["manager_member_id"] = manager
    present = known.organizations.get(row.number or "")
    if present is None:
        return await _create(ctx, row, facts, known, forest)
    if row.status is not None and row.status is not present.status:
        message = (
            f"{present.name} is {present.status.value}; the status of known organizations is not changed by a file"
        )
        return Outcome(problems=[Problem("status", row.status.value, message)])
    await ctx.db.maybe(LOCK_ORGANIZATION, {"id": present.id})
    before.setdefault(present.id.uuid, present)
    changed = await change_facts(ctx, present, _comparable({**facts, **({"custom": row.custom} if row.custom else {})}))
    touched = await _parts(ctx, row, present.id, known)
    if changed is present and not touched:
        return Outcome(kind="unchanged", organization_id=present.id.uuid)
    if changed is not present:
        (known.organizations[present.number],) = await load_many(ctx, [present.id.uuid])
    return Outcome(kind="updated", organization_id=present.id.uuid)


async def _create(ctx: Ctx, row: ParsedRow, facts: dict[str, Any], known: Known, forest: Forest) -> Outcome:
    if "name" not in facts:
        return Outcome(problems=[Problem("name", "", "A new organization needs a name")])
    if row.status not in (None, OrganizationStatus.PROSPECT, OrganizationStatus.ACTIVE):
        return Outcome(problems=[Problem("status", row.status.value, "A new organization is prospect or active")])
    parent = known.numbers.get(row.parent_number or "")
    if row.parent_number and parent is None and not forest.knows(row.parent_number):
        message = f"No organization has the number {row.parent_number}"
        return Outcome(problems=[Problem("parent_number", row.parent_number, message)])
    data = CreateOrganization(
        number=row.number,
        parent_id=OrganizationId(parent) if parent else None,
        custom=row.custom,
        **_comparable(facts),
    )
    made = await insert_organization(ctx, data, row.status or OrganizationStatus.PROSPECT)
    await _parts(ctx, row, made, known)
    if row.number:
        known.numbers[row.number] = made.uuid
        (known.organizations[row.number],) = await load_many(ctx, [made.uuid])
    return Outcome(kind="created", organization_id=made.uuid)


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
    await index_organizations(ctx, list(changed))
    for after in await load_many(ctx, list(changed)):
        old = before.get(after.id.uuid)
        ctx.record(
            "organization", after.id, label=after.name, before=audited(old) if old else None, after=audited(after)
        )
        event = OrganizationUpdated if changed[after.id.uuid] == "updated" else OrganizationCreated
        ctx.emit(event(organization_id=after.id), subject=after)
