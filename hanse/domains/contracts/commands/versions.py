"""New versions, and their terms. Everything a version says is copied from the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from msgspec import UNSET, structs

from hanse.domains.contracts.commands.amendments import copy_figures
from hanse.domains.contracts.commands.indexing import index_contract
from hanse.domains.contracts.commands.steps import add_step, audited, author_of, figures_of
from hanse.domains.contracts.errors import ContractInvalidTransition
from hanse.domains.contracts.queries.contracts import lock_contract
from hanse.domains.contracts.queries.prices import check_unpublished
from hanse.domains.contracts.queries.versions import VersionRecord, load_version, lock_version, shown_version
from hanse.domains.contracts.rules.dates import check_window, end_of, month_later, start_of, today_in
from hanse.domains.contracts.rules.lifecycle import EDITABLE, check_turn, contract_status, word_of
from hanse.domains.contracts.types import (
    Contract,
    ContractId,
    ContractStatus,
    ContractVersion,
    ContractVersionId,
    ContractVersionKind,
    CreateContract,
    CreateDraft,
    RenewalMode,
    UpdateTerms,
    VariableInput,
    VersionStatus,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.money import Money
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT_VERSION: Final = """
INSERT INTO contract_versions (id, contract_id, number, kind, status, title, starts_on, ends_on, starts_at, ends_at,
    payment_terms, notice_days, renewal_mode, renewal_months, uplift_micros, value_minor, template_id, based_on_id,
    made_by, made_by_name, created_at, updated_at)
VALUES (%(id)s, %(contract)s, %(number)s, %(kind)s, 'draft', %(title)s, %(starts_on)s, %(ends_on)s, %(starts_at)s,
    %(ends_at)s, %(payment_terms)s, %(notice_days)s, %(renewal_mode)s, %(renewal_months)s, %(uplift_micros)s,
    %(value)s, %(template_id)s, %(based_on)s, %(by)s, %(by_name)s, %(now)s, %(now)s)
"""
TAKE_WORKING: Final = """
UPDATE contracts SET working_version_id = %(version)s, last_version = %(number)s, turn = 'seller', status = %(status)s,
    value_minor = %(value)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s, notice_on = %(notice_on)s,
    title = %(title)s, title_key = %(title_key)s, version = version + 1, moved_at = %(now)s, updated_at = %(now)s
WHERE id = %(id)s
"""
KEEP_FIGURES: Final = """
UPDATE contracts SET working_version_id = %(version)s, last_version = %(number)s, turn = 'seller', status = %(status)s,
    version = version + 1, moved_at = %(now)s, updated_at = %(now)s
WHERE id = %(id)s
"""
WITHDRAW: Final = """
UPDATE contract_versions SET status = 'withdrawn', status_reason = %(reason)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
TEMPLATE: Final = """
SELECT id, payment_terms, duration_months, notice_days, renewal_mode, renewal_months, uplift_micros, variables
FROM contract_templates WHERE id = %(id)s AND status = 'active'
"""
CLAUSES_OF_TEMPLATE: Final = """
INSERT INTO contract_clauses (id, version_id, position, key, heading, body, library_clause_id, library_version,
    is_required, is_standard)
SELECT gen_random_uuid(), %(version)s, t.position, t.key, t.heading, t.body, t.library_clause_id, l.version,
    t.is_required, true
FROM contract_template_clauses t
LEFT JOIN library_clauses l ON l.tenant_id = t.tenant_id AND l.id = t.library_clause_id
WHERE t.template_id = %(template)s
"""
COPY_CLAUSES: Final = """
INSERT INTO contract_clauses (id, version_id, position, key, heading, body, library_clause_id, library_version,
    is_required, is_standard, fallback)
SELECT gen_random_uuid(), %(to)s, position, key, heading, body, library_clause_id, library_version, is_required,
    is_standard, fallback
FROM contract_clauses WHERE version_id = %(from)s
"""
COPY_VARIABLES: Final = """
INSERT INTO contract_variables (version_id, name, value)
SELECT %(to)s, name, value FROM contract_variables WHERE version_id = %(from)s
"""
COPY_PARTIES: Final = """
INSERT INTO contract_parties (version_id, position, side, name, address, registration, organization_id, signatory_name,
    signatory_role, signatory_email, signatory_member_id)
SELECT %(to)s, position, side, name, address, registration, organization_id, signatory_name, signatory_role,
    signatory_email, signatory_member_id
FROM contract_parties WHERE version_id = %(from)s
"""
PUT_VARIABLES: Final = """
INSERT INTO contract_variables (version_id, name, value)
SELECT %(version)s, given.name, given.value FROM unnest(%(names)s::text[], %(values)s::text[]) AS given (name, value)
ON CONFLICT (tenant_id, version_id, name) DO UPDATE SET value = excluded.value
"""
OWN_PARTY: Final = """
INSERT INTO contract_parties (version_id, position, side, name, signatory_name, signatory_email, signatory_member_id)
SELECT %(version)s, 1, 'seller', %(tenant)s, coalesce(m.display_name, ''), coalesce(m.email, ''), m.id
FROM (SELECT 1) AS one LEFT JOIN members m ON m.id = %(signatory)s
"""
PARTNER: Final = """
INSERT INTO contract_parties (version_id, position, side, name, address, organization_id, signatory_name,
    signatory_email, signatory_member_id)
SELECT %(version)s, 2, 'buyer', left(coalesce(o.legal_name, o.name), 200), coalesce((
    SELECT left(concat_ws(E'\\n', nullif(a.line1, ''), nullif(a.line2, ''), concat_ws(' ', nullif(a.postal_code, ''),
        nullif(a.city, '')), a.country), 1000) FROM organization_addresses a
    WHERE a.tenant_id = o.tenant_id AND a.organization_id = o.id
    ORDER BY a.is_billing_default DESC, a.is_shipping_default DESC, a.id LIMIT 1), ''),
    o.id, coalesce(m.display_name, ''), coalesce(m.email, ''), m.id
FROM organizations o LEFT JOIN members m ON m.tenant_id = o.tenant_id AND m.id = %(signatory)s
WHERE o.id = %(organization)s
"""
UPDATE_TERMS: Final = """
UPDATE contract_versions SET title = %(title)s, starts_on = %(starts_on)s, ends_on = %(ends_on)s,
    starts_at = %(starts_at)s, ends_at = %(ends_at)s, payment_terms = %(payment_terms)s, notice_days = %(notice_days)s,
    renewal_mode = %(renewal_mode)s, renewal_months = %(renewal_months)s, uplift_micros = %(uplift_micros)s,
    value_minor = %(value)s
WHERE id = %(id)s
"""
TOUCH_VERSION: Final = "UPDATE contract_versions SET version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
TOUCH_CONTRACT: Final = "UPDATE contracts SET updated_at = %(now)s, version = version + 1 WHERE id = %(id)s"
SHOW_FIGURES: Final = """
UPDATE contracts SET title = %(title)s, title_key = %(title_key)s, value_minor = %(value)s, starts_at = %(starts_at)s,
    ends_at = %(ends_at)s, notice_on = %(notice_on)s
WHERE id = %(id)s
"""
_TERMS: Final = ("payment_terms", "notice_days", "renewal_mode", "renewal_months", "uplift_micros")


async def begin_version(ctx: Ctx, contract: Contract, data: CreateContract) -> VersionRecord:
    """Write the first version of a new contract. Raises Invalid."""
    template = await _template(ctx, data)
    ends_on = data.ends_on
    if ends_on is None and data.starts_on is not None and template["duration_months"]:
        ends_on = month_later(data.starts_on, template["duration_months"]) - timedelta(days=1)
    check_window(data.starts_on, ends_on)
    _check_value(data.value, contract.currency)
    values = {
        **{name: template[name] for name in _TERMS},
        "title": contract.title,
        "starts_on": data.starts_on,
        "ends_on": ends_on,
        "value": data.value.minor if data.value else None,
        "template_id": data.template_id,
    }
    if data.payment_terms is not None:
        values["payment_terms"] = clean_line(data.payment_terms)
    record = await _insert(ctx, contract, ContractVersionKind.ORIGINAL, values)
    asked = {"version": record.version.id, "template": data.template_id}
    if data.template_id is not None:
        await ctx.db.run(CLAUSES_OF_TEMPLATE, asked)
    defaults = [VariableInput(name=one["name"], value=one["default"]) for one in template["variables"]]
    await put_variables(ctx, record.version.id, [*(one for one in defaults if one.value), *data.variables])
    await ctx.db.run(OWN_PARTY, {**asked, "tenant": ctx.tenant.name[:200], "signatory": contract.owner_member_id})
    partner = {"organization": contract.organization_id, "signatory": contract.buyer_member_id}
    await ctx.db.run(PARTNER, {**asked, **partner})
    await index_contract(ctx, contract.id)
    await add_step(ctx, contract.id, record.version, "create", record.side)
    return record


_NO_TEMPLATE: Final[Mapping[str, Any]] = {
    "payment_terms": "",
    "duration_months": None,
    "notice_days": 0,
    "renewal_mode": RenewalMode.NONE,
    "renewal_months": None,
    "uplift_micros": 0,
    "variables": [],
}


async def _template(ctx: Ctx, data: CreateContract) -> Mapping[str, Any]:
    if data.template_id is None:
        return _NO_TEMPLATE
    found = await ctx.db.maybe(TEMPLATE, {"id": data.template_id})
    if found is None:
        raise Invalid.field("template_id", "There is no such active template; choose another", "not_found")
    return found


@command("contract.draft", permission="contract.create")
async def create_draft(ctx: Ctx, contract_id: ContractId, data: CreateDraft) -> ContractVersion:
    """Begin a new version: an amendment or renewal of what is in force, or the original anew where it was approved but
    not put into force; that one is withdrawn.

    Raises ContractInvalidTransition, Invalid, PreconditionFailed, PreconditionRequired.
    """
    contract = await lock_contract(ctx, contract_id, "contract.create")
    if contract.side is not Side.SELLER:
        raise NotFound()
    ctx.check_version(contract.version, required=True)
    return shown_version(ctx, await begin_next(ctx, contract, data))


async def begin_next(ctx: Ctx, contract: Contract, data: CreateDraft) -> VersionRecord:
    """Write the next version of a contract that is locked; the caller authorises.

    Raises ContractInvalidTransition, Invalid.
    """
    base = await _base(ctx, contract)
    kind = _kind(contract, base, data.kind)
    starts_on, ends_on = _term(ctx, base, kind, data)
    check_window(starts_on, ends_on)
    if base.id == contract.working_version_id:
        await ctx.db.run(WITHDRAW, {"id": base.id, "reason": "Replaced by a newer version", "now": ctx.now})
    values = {
        **{name: getattr(base, name) for name in (*_TERMS, "template_id")},
        "title": clean_line(data.title) if data.title else base.title,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "value": base.value.minor if base.value else None,
        "based_on": base.id,
    }
    record = await _insert(ctx, contract, kind, values)
    await copy_version(ctx, base.id, record.version.id)
    await copy_figures(ctx, base, record)
    await add_step(ctx, contract.id, record.version, "draft", record.side)
    ctx.record(
        "contract",
        contract.id,
        label=contract.number,
        before=audited(contract, base),
        after=audited(record.contract, record.version),
    )
    return record


async def copy_version(ctx: Ctx, source: ContractVersionId, target: ContractVersionId) -> None:
    """Let a new version say what another one says: clauses, variables and parties."""
    for statement in (COPY_CLAUSES, COPY_VARIABLES, COPY_PARTIES):
        await ctx.db.run(statement, {"from": source, "to": target})


async def _base(ctx: Ctx, contract: Contract) -> ContractVersion:
    """What a new version begins as. Raises ContractInvalidTransition where one is on its way or all is over."""
    if contract.status in (ContractStatus.TERMINATED, ContractStatus.EXPIRED, ContractStatus.CANCELLED):
        raise ContractInvalidTransition(f"The contract is {word_of(contract.status)}; begin a new one instead")
    status = contract.working_status
    if contract.working_version_id is not None and status in (*EDITABLE, VersionStatus.APPROVAL):
        raise ContractInvalidTransition(
            f"A version is on its way already ({word_of(status)}); work on it, or cancel it first"
        )
    version_id = contract.working_version_id or contract.active_version_id
    assert version_id is not None, "a contract has a version on its way or one in force"
    version = (await load_version(ctx, version_id, "contract.view")).version
    if contract.working_version_id is not None:
        await check_unpublished(ctx, version)
    return version


def _kind(contract: Contract, base: ContractVersion, wanted: ContractVersionKind | None) -> ContractVersionKind:
    is_in_force = contract.active_version_id is not None
    if contract.working_version_id is not None:
        default = base.kind
    else:
        default = ContractVersionKind.AMENDMENT
    kind = wanted or default
    if (kind is ContractVersionKind.ORIGINAL) is is_in_force:
        message = "A contract in force is amended or renewed" if is_in_force else "Only a contract in force is amended"
        raise Invalid.field("kind", message, "wrong_kind")
    return kind


def _term(
    ctx: Ctx, base: ContractVersion, kind: ContractVersionKind, data: CreateDraft
) -> tuple[date | None, date | None]:
    """The term of a new version: an amendment runs from tomorrow to the same end, a renewal follows on."""
    starts_on, ends_on = base.starts_on, base.ends_on
    tomorrow = today_in(ctx.now, ctx.tenant.timezone) + timedelta(days=1)
    if kind is ContractVersionKind.AMENDMENT:
        starts_on = max(tomorrow, base.starts_on or tomorrow)
    elif kind is ContractVersionKind.RENEWAL:
        starts_on = base.ends_on + timedelta(days=1) if base.ends_on else tomorrow
        ends_on = month_later(starts_on, base.renewal_months) - timedelta(days=1) if base.renewal_months else None
    if data.starts_on is not UNSET:
        starts_on = data.starts_on
    if data.ends_on is not UNSET:
        ends_on = data.ends_on
    return starts_on, ends_on


async def _insert(ctx: Ctx, contract: Contract, kind: ContractVersionKind, values: dict[str, Any]) -> VersionRecord:
    """Write a version and make it the one the contract works on."""
    version_id = ContractVersionId.new()
    number = contract.last_version + 1
    await ctx.db.run(
        INSERT_VERSION,
        {
            "based_on": None,
            **values,
            **_instants(ctx, values["starts_on"], values["ends_on"]),
            "id": version_id,
            "contract": contract.id,
            "number": number,
            "kind": kind,
            "by": ctx.principal.member_id,
            "by_name": author_of(ctx)[:200],
            "now": ctx.now,
        },
    )
    record = await load_version(ctx, version_id, "contract.view")
    is_in_force = contract.active_version_id is not None
    head = {
        "id": contract.id,
        "version": version_id,
        "number": number,
        "status": contract_status(VersionStatus.DRAFT, kind, is_in_force=is_in_force),
        "now": ctx.now,
    }
    if is_in_force or contract.sent_at is not None:
        await ctx.db.run(KEEP_FIGURES, head)
    else:
        await ctx.db.run(TAKE_WORKING, {**figures_of(record.version), **head})
    return await load_version(ctx, version_id, "contract.view")


def _instants(ctx: Ctx, starts_on: date | None, ends_on: date | None) -> dict[str, Any]:
    zone = ctx.tenant.timezone
    return {
        "starts_at": start_of(starts_on, zone) if starts_on else None,
        "ends_at": end_of(ends_on, zone) if ends_on else None,
    }


async def put_variables(ctx: Ctx, version_id: ContractVersionId, given: list[VariableInput]) -> None:
    """Give variables their values; the last of one name counts."""
    values = {one.name: clean_line(one.value) for one in given}
    if values:
        parameters = {"version": version_id, "names": list(values), "values": list(values.values())}
        await ctx.db.run(PUT_VARIABLES, parameters)


@command("contract.update_terms", permission="contract.edit")
async def update_terms(ctx: Ctx, version_id: ContractVersionId, data: UpdateTerms) -> ContractVersion:
    """Change the terms of the version on its way, while it is the seller's turn.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed, PreconditionRequired, Invalid.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    for name in ("title", "payment_terms"):
        if name in given:
            given[name] = clean_line(given[name])
    after = structs.replace(record.version, **given)
    check_window(after.starts_on, after.ends_on)
    _check_value(after.value, record.contract.currency)
    _check_renewal(after)
    values = {name: getattr(after, name) for name in (*_TERMS, "title", "starts_on", "ends_on")}
    value = after.value.minor if after.value else None
    instants = _instants(ctx, after.starts_on, after.ends_on)
    await ctx.db.run(UPDATE_TERMS, {**values, **instants, "value": value, "id": version_id})
    return shown_version(ctx, await touch(ctx, record))


async def open_version(ctx: Ctx, version_id: ContractVersionId, permission: str) -> VersionRecord:
    """The version on its way, locked, for a change by the side whose turn it is, who names the state they read.

    Raises NotFound, Forbidden, PreconditionFailed, PreconditionRequired, ContractFrozen, ContractNotYourTurn.
    """
    record = await lock_version(ctx, version_id, permission)
    check_turn(record.version.status, record.contract.turn if record.is_working else None, record.side)
    ctx.check_version(record.version.version, required=True)
    return record


async def touch(ctx: Ctx, before: VersionRecord) -> VersionRecord:
    """Count a change of an open version, and record it; both as they are afterwards."""
    contract = before.contract
    await ctx.db.run(TOUCH_VERSION, {"id": before.version.id, "now": ctx.now})
    await ctx.db.run(TOUCH_CONTRACT, {"id": contract.id, "now": ctx.now})
    after = await load_version(ctx, before.version.id, "contract.view")
    if contract.sent_at is None and contract.active_version_id is None:
        await ctx.db.run(SHOW_FIGURES, {**figures_of(after.version), "id": contract.id})
        after = await load_version(ctx, before.version.id, "contract.view")
        await index_contract(ctx, contract.id)
    ctx.record(
        "contract",
        contract.id,
        label=contract.number,
        before=audited(contract, before.version),
        after=audited(after.contract, after.version),
    )
    return after


def _check_value(value: Money | None, currency: str) -> None:
    if value is None:
        return
    if value.currency != currency:
        raise Invalid.field(
            "value", f"The contract is in {currency}; give its value in {currency}", "currency_mismatch"
        )
    if value.minor < 0:
        raise Invalid.field("value", "The value cannot be negative", "negative")


def _check_renewal(version: ContractVersion) -> None:
    if version.renewal_mode is RenewalMode.AUTO and version.renewal_months is None:
        raise Invalid.field("renewal_months", "Say by how many months it renews itself", "required")
    if version.renewal_mode is RenewalMode.AUTO and version.ends_on is None:
        raise Invalid.field("ends_on", "What renews itself has an end; give the last day", "required")
