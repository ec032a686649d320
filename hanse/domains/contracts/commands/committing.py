"""What the buyer commits to: written while a version is worked on, laid out in periods when it comes into force, and
settled once at the end of each period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.commands.pricing import CLAUSES, PRICING_RIGHTS, figures_changed
from hanse.domains.contracts.commands.versions import open_version
from hanse.domains.contracts.queries.commitments import load_commitments
from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.domains.contracts.rules.commitments import MONTHS, Window, blended, share, windows
from hanse.domains.contracts.rules.dates import start_of, today_in
from hanse.domains.contracts.rules.renewals import add_months
from hanse.domains.contracts.types import Contract, ContractVersionId
from hanse.domains.contracts.types.commitments import Commitment, CommitmentInput, SaveCommitments
from hanse.domains.pricing.api import check_entries
from hanse.domains.pricing.types import CheckEntries, EntryInput, Layer
from hanse.kit.currencies import get_currency
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.scaled import parse_decimal
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

CLOSE: Final = "contract.close_periods"
GRACE: Final = timedelta(minutes=15)
"""How long after its end a period is settled: orders that were being written then count."""
FORGET: Final = "DELETE FROM contract_commitments WHERE version_id = %(version)s"
INSERT: Final = """
INSERT INTO contract_commitments (id, version_id, position, key, name, measure, target_kind, target_id, amount, unit,
    period, shortfall, rate_micros, tiers, clause_key)
SELECT n.id, %(version)s, n.position, n.key, n.name, n.measure, n.target_kind, n.target_id, n.amount, n.unit, n.period,
    n.shortfall, n.rate_micros, n.tiers, n.clause
FROM jsonb_to_recordset(%(rows)s) AS n (id uuid, position int, key text, name text, measure text, target_kind text,
    target_id uuid, amount bigint, unit text, period text, shortfall text, rate_micros bigint, tiers jsonb, clause text)
"""
OF_VERSION: Final = """
SELECT id, key, measure, target_kind, target_id, amount, unit, period FROM contract_commitments
WHERE version_id = %(version)s ORDER BY position, id
"""
OPEN_PERIODS: Final = """
SELECT d.id, d.commitment_key AS key, d.starts_on, d.ends_on, d.starts_at, d.committed, k.measure,
    k.target_kind, k.target_id, k.unit, k.period, k.amount
FROM contract_commitment_periods d
JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
WHERE d.contract_id = %(contract)s AND d.closed_at IS NULL AND (d.ends_at IS NULL OR d.ends_at > %(at)s)
ORDER BY d.starts_at, d.id FOR UPDATE OF d
"""
DROP_PERIODS: Final = "DELETE FROM contract_commitment_periods WHERE id = ANY (%(ids)s)"
CHANGE_PERIODS: Final = """
UPDATE contract_commitment_periods d SET commitment_id = n.commitment_id, committed = n.committed, ends_on = n.ends_on,
    ends_at = n.ends_at
FROM unnest(%(ids)s::uuid[], %(commitments)s::uuid[], %(committed)s::bigint[], %(ends_on)s::date[],
    %(ends_at)s::timestamptz[]) AS n (id, commitment_id, committed, ends_on, ends_at)
WHERE d.id = n.id
"""
INSERT_PERIODS: Final = """
INSERT INTO contract_commitment_periods (id, contract_id, organization_id, commitment_id, commitment_key, starts_on,
    ends_on, starts_at, ends_at, committed)
SELECT n.id, %(contract)s, %(organization)s, n.commitment_id, n.key, n.starts_on, n.ends_on, n.starts_at, n.ends_at,
    n.committed
FROM unnest(%(ids)s::uuid[], %(commitments)s::uuid[], %(keys)s::text[], %(starts_on)s::date[], %(ends_on)s::date[],
    %(starts_at)s::timestamptz[], %(ends_at)s::timestamptz[], %(committed)s::bigint[])
    AS n (id, commitment_id, key, starts_on, ends_on, starts_at, ends_at, committed)
ON CONFLICT (tenant_id, contract_id, commitment_id, starts_on) DO NOTHING
"""
CUT_PERIODS: Final = """
UPDATE contract_commitment_periods d SET committed = n.committed, ends_on = %(day)s, ends_at = %(at)s
FROM unnest(%(ids)s::uuid[], %(committed)s::bigint[]) AS n (id, committed) WHERE d.id = n.id
"""
NEXT_END: Final = """
SELECT min(ends_at) FROM contract_commitment_periods WHERE contract_id = %(contract)s AND closed_at IS NULL
"""
_SAME: Final = ("measure", "target_kind", "target_id", "unit", "period")


@command("contract.save_commitments", permission="contract.edit")
async def save_commitments(ctx: Ctx, version_id: ContractVersionId, data: SaveCommitments) -> list[Commitment]:
    """Write all commitments of a version, while it is the own turn. One that keeps its key goes on after an amendment.

    Raises Invalid naming each that needs mending, ContractFrozen, ContractNotYourTurn, PreconditionFailed.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    clauses = set(await ctx.db.values(CLAUSES, {"version": version_id}))
    targets = await _targets(ctx, data.commitments)
    rows = _rows(data.commitments, targets, record.contract.currency, clauses)
    await ctx.db.run(FORGET, {"version": version_id})
    if rows:
        await ctx.db.run(INSERT, {"version": version_id, "rows": Json(rows)})
    await figures_changed(ctx, record, {"commitments": [f"{one['name']}: {one['amount']}" for one in rows]})
    return await load_commitments(ctx, version_id, record.contract.currency)


async def _targets(ctx: Ctx, given: Sequence[CommitmentInput]) -> dict[int, tuple[str, UUID]]:
    """What each commitment that names one is of, by its place. Raises Invalid by commitment."""
    named = [number for number, one in enumerate(given) if one.sku or one.product or one.category]
    entries = [
        EntryInput(
            sku=given[at].sku,
            product=given[at].product,
            category=given[at].category,
            unit="",
            percent_off="0",
            minimum=str(at),
        )
        for at in named
    ]
    try:
        system = ctx.as_system("Contract", PRICING_RIGHTS)
        found = await check_entries(system, CheckEntries(layer=Layer.CONTRACT, entries=entries))
    except Invalid as error:
        fields = [FieldError(_own_path(field.path, named), field.message, field.code) for field in error.fields]
        raise Invalid(error.message, fields=fields) from None
    return {named[one.position]: (one.target.value, one.target_id) for one in found}


def _own_path(path: str, named: Sequence[int]) -> str:
    """entries.2.sku of what was asked, as commitments.5.sku of what was given."""
    _, number, *rest = path.split(".")
    return ".".join(["commitments", str(named[int(number)]), *rest])


def _rows(
    given: Sequence[CommitmentInput], targets: Mapping[int, tuple[str, UUID]], currency: str, clauses: set[str]
) -> list[dict[str, Any]]:
    """The columns of every commitment. Raises Invalid naming each that is wrong."""
    rows, wrong = [], []
    seen: set[str] = set()
    for number, one in enumerate(given):
        problem = _problem(one, currency, clauses)
        if problem is None and one.key in seen:
            problem = ("key", f"Another commitment is called {one.key} already", "repeated")
        seen.add(one.key)
        if problem is not None:
            wrong.append(FieldError(f"commitments.{number}.{problem[0]}", problem[1], problem[2]))
            continue
        rows.append(_row(number, one, targets.get(number), currency))
    if wrong:
        raise Invalid(wrong[0].message if len(wrong) == 1 else f"{len(wrong)} commitments need mending", fields=wrong)
    return rows


def _problem(one: CommitmentInput, currency: str, clauses: set[str]) -> tuple[str, str, str] | None:
    """The field, sentence and code of what is wrong with a commitment."""
    checks = (
        ((one.quantity is None) == (one.value is None), "quantity", "Give a quantity or a value, not both", "required"),
        (one.quantity is not None and not one.quantity.is_positive, "quantity", "This is above zero", "out_of_range"),
        (one.value is not None and not one.value.is_positive, "value", "This is above zero", "out_of_range"),
        (
            one.value is not None and one.value.currency != currency,
            "value",
            f"The contract is in {currency}; commit to a value in {currency}",
            "currency_mismatch",
        ),
        (
            one.shortfall == "bill" and one.quantity is not None and one.shortfall_price is None,
            "shortfall_price",
            "Say what is billed for each missing unit",
            "required",
        ),
        (
            one.shortfall_price is not None and one.shortfall_price.currency != currency,
            "shortfall_price",
            f"The contract is in {currency}; give the price in {currency}",
            "currency_mismatch",
        ),
        (
            one.quantity is not None and not (one.sku or one.product or one.category),
            "quantity",
            "A quantity is of a product or category; of everything only a value can be committed",
            "target_required",
        ),
        (
            one.clause is not None and one.clause not in clauses,
            "clause",
            f"There is no clause {one.clause} in this version",
            "not_found",
        ),
    )
    return next(((field, sentence, code) for is_wrong, field, sentence, code in checks if is_wrong), None)


def _row(number: int, one: CommitmentInput, target: tuple[str, UUID] | None, currency: str) -> dict[str, Any]:
    places = 4 if one.quantity is not None else get_currency(currency).exponent
    rate = one.shortfall_rate_micros
    if one.quantity is not None:
        rate = one.shortfall_price.micros if one.shortfall_price else 0
    return {
        "id": uuid7(),
        "position": number,
        "key": one.key,
        "name": clean_line(one.name),
        "measure": "quantity" if one.quantity is not None else "value",
        "target_kind": target[0] if target else "whole",
        "target_id": target[1] if target else None,
        "amount": one.quantity.units if one.quantity is not None else one.value.minor if one.value else 0,
        "unit": one.quantity.unit if one.quantity is not None else "",
        "period": one.period,
        "shortfall": one.shortfall,
        "rate_micros": rate,
        "tiers": sorted([_reached(tier.reached, places), tier.rate_micros] for tier in one.rebates),
        "clause": one.clause,
    }


def _reached(text: str, places: int) -> int:
    """An amount from which on a rebate is given. Raises Invalid for more places than the currency has."""
    return parse_decimal(text, places)


async def lay_out_periods(ctx: Ctx, record: VersionRecord, at: datetime, ends_at: datetime | None) -> None:
    """Give the commitments of a version their periods from an instant on.

    What keeps its key and is measured alike goes on: its running period asks the share of both amounts, later ones the
    new amount. What is gone, or is measured otherwise, ends at the instant with its share.
    """
    contract, zone = record.contract, ctx.tenant.timezone
    day = today_in(at, zone)
    boundary = today_in(ends_at, zone) if ends_at else None
    wanted = await ctx.db.all(OF_VERSION, {"version": record.version.id})
    present: dict[str, list[dict[str, Any]]] = {}
    for period in await ctx.db.all(OPEN_PERIODS, {"contract": contract.id, "at": at}):
        present.setdefault(period["key"], []).append(period)
    made: list[tuple[dict[str, Any], Window]] = []
    changed: list[dict[str, Any]] = []
    for commitment in wanted:
        before = present.get(commitment["key"], [])
        if before and all(before[0][name] == commitment[name] for name in _SAME):
            present.pop(commitment["key"])
            changed += [_going_on(period, commitment, day) for period in before]
            since = before[-1]["ends_on"]
        else:
            since = day
        if since is not None:
            made += [(commitment, one) for one in _further(commitment, since, boundary)]
    await cut_periods(ctx, contract, at, [period for periods in present.values() for period in periods])
    await _write(ctx, contract, changed, made)
    await set_closing(ctx, contract)


def _further(commitment: Mapping[str, Any], since: date, boundary: date | None) -> list[Window]:
    """The periods from a day to the end of the term."""
    if boundary is not None and since >= boundary:
        return []
    return windows(commitment["period"], commitment["amount"], since, boundary)


def _going_on(period: Mapping[str, Any], commitment: Mapping[str, Any], day: date) -> dict[str, Any]:
    """A period as an amended commitment asks it from a day on."""
    committed, starts_on, ends_on = period["committed"], period["starts_on"], period["ends_on"]
    if commitment["amount"] != period["amount"]:
        whole = commitment["amount"]
        if ends_on is not None:
            if commitment["period"] in MONTHS:
                usual = add_months(starts_on, MONTHS[commitment["period"]]) - starts_on
                whole = share(whole, (ends_on - starts_on).days, usual.days)
            committed = blended(committed, whole, max(0, (day - starts_on).days), (ends_on - starts_on).days)
        else:
            committed = whole
    return {**period, "commitment_id": commitment["id"], "committed": committed}


async def _write(
    ctx: Ctx,
    contract: Contract,
    changed: Sequence[Mapping[str, Any]],
    made: Sequence[tuple[Mapping[str, Any], Window]],
) -> None:
    zone = ctx.tenant.timezone

    def instant(day: date | None) -> datetime | None:
        return start_of(day, zone) if day else None

    if changed:
        values = {
            "ids": [one["id"] for one in changed],
            "commitments": [one["commitment_id"] for one in changed],
            "committed": [one["committed"] for one in changed],
            "ends_on": [one["ends_on"] for one in changed],
            "ends_at": [instant(one["ends_on"]) for one in changed],
        }
        await ctx.db.run(CHANGE_PERIODS, values)
    if made:
        new: dict[str, Any] = {
            "contract": contract.id,
            "organization": contract.organization_id,
            "ids": [uuid7() for _ in made],
            "commitments": [commitment["id"] for commitment, _ in made],
            "keys": [commitment["key"] for commitment, _ in made],
            "starts_on": [one.starts_on for _, one in made],
            "ends_on": [one.ends_on for _, one in made],
            "starts_at": [instant(one.starts_on) for _, one in made],
            "ends_at": [instant(one.ends_on) for _, one in made],
            "committed": [one.committed for _, one in made],
        }
        await ctx.db.run(INSERT_PERIODS, new)


async def cut_periods(
    ctx: Ctx, contract: Contract, at: datetime, chosen: Sequence[Mapping[str, Any]] | None = None
) -> None:
    """Let open periods end at an instant, asking their share by days; those that have not begun are taken away."""
    if chosen is None:
        chosen = await ctx.db.all(OPEN_PERIODS, {"contract": contract.id, "at": at})
    following = today_in(at - timedelta(microseconds=1), ctx.tenant.timezone) + timedelta(days=1)
    begun = [one for one in chosen if one["starts_at"] < at]
    later = [one["id"] for one in chosen if one["starts_at"] >= at]
    if later:
        await ctx.db.run(DROP_PERIODS, {"ids": later})
    if begun:
        shares = [_share_until(one, following) for one in begun]
        ids = [one["id"] for one in begun]
        await ctx.db.run(CUT_PERIODS, {"ids": ids, "committed": shares, "day": following, "at": at})
    await set_closing(ctx, contract)


def _share_until(period: Mapping[str, Any], day: date) -> int:
    """What a period asks that ends before a day; one without end asks all of it."""
    starts_on, ends_on = period["starts_on"], period["ends_on"]
    if ends_on is None:
        return int(period["committed"])
    return share(period["committed"], (day - starts_on).days, (ends_on - starts_on).days)


async def set_closing(ctx: Ctx, contract: Contract) -> None:
    """Wake when the next open period is to be settled."""
    ends_at: datetime | None = await ctx.db.value(NEXT_END, {"contract": contract.id})
    if ends_at is None:
        await ctx.services.timers.cancel(ctx, CLOSE, "contract", contract.id)
    else:
        await ctx.services.timers.set(ctx, CLOSE, "contract", contract.id, ends_at + GRACE)
