"""Writing the prices of a version while it is worked on: pasted, imported or copied, thousands at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hanse.domains.contracts.commands.amendments import raise_prices
from hanse.domains.contracts.commands.versions import TOUCH_CONTRACT, TOUCH_VERSION, open_version
from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.domains.contracts.types import ContractVersionId
from hanse.domains.contracts.types.prices import (
    AdjustContractPrices,
    ContractPriceInput,
    SaveContractPrices,
    SavedContractPrices,
)
from hanse.domains.pricing.api import check_entries
from hanse.domains.pricing.types import CheckedEntry, CheckEntries, EntryInput, Layer
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.structs import to_json
from hanse.platform.commands import command
from hanse.platform.context import Ctx

PRICING_RIGHTS: Final = ("price_list.view", "price_list.activate")
LIMIT: Final = 20_000
UPSERT: Final = """
INSERT INTO contract_prices AS e (id, version_id, target_kind, target_id, unit, minimum, kind, amount_micros,
    percent_micros, factors, formula, sums_variants, clause_key)
SELECT n.id, %(version)s, n.target_kind, n.target_id, n.unit, n.minimum, n.kind, n.amount_micros, n.percent_micros,
    n.factors::jsonb, n.formula, n.sums_variants, n.clause
FROM unnest(%(ids)s::uuid[], %(target_kinds)s::text[], %(target_ids)s::uuid[], %(units)s::text[],
    %(minimums)s::bigint[], %(kinds)s::text[], %(amounts)s::bigint[], %(percents)s::bigint[], %(factors)s::text[],
    %(formulas)s::text[], %(sums)s::boolean[], %(clauses)s::text[])
    AS n (id, target_kind, target_id, unit, minimum, kind, amount_micros, percent_micros, factors, formula,
        sums_variants, clause)
ON CONFLICT (tenant_id, version_id, target_id, unit, minimum) DO UPDATE SET kind = excluded.kind,
    amount_micros = excluded.amount_micros, percent_micros = excluded.percent_micros, factors = excluded.factors,
    formula = excluded.formula, sums_variants = excluded.sums_variants, clause_key = excluded.clause_key
WHERE (e.kind, e.amount_micros, e.percent_micros, e.formula, e.sums_variants, e.clause_key) IS DISTINCT FROM
    (excluded.kind, excluded.amount_micros, excluded.percent_micros, excluded.formula, excluded.sums_variants,
        excluded.clause_key)
"""
REMOVE: Final = """
DELETE FROM contract_prices e
USING unnest(%(target_ids)s::uuid[], %(units)s::text[], %(minimums)s::bigint[]) AS n (target_id, unit, minimum)
WHERE e.version_id = %(version)s AND e.target_id = n.target_id AND e.unit = n.unit AND e.minimum = n.minimum
"""
KEEP_ONLY: Final = """
DELETE FROM contract_prices e WHERE e.version_id = %(version)s AND (e.target_id, e.unit, e.minimum) NOT IN (
    SELECT n.target_id, n.unit, n.minimum
    FROM unnest(%(target_ids)s::uuid[], %(units)s::text[], %(minimums)s::bigint[]) AS n (target_id, unit, minimum))
"""
COUNT: Final = "SELECT count(*) FROM contract_prices WHERE version_id = %(version)s"
CLAUSES: Final = "SELECT key FROM contract_clauses WHERE version_id = %(version)s"


@command("contract.save_prices", permission="contract.edit")
async def save_contract_prices(
    ctx: Ctx, version_id: ContractVersionId, data: SaveContractPrices
) -> SavedContractPrices:
    """Write and remove prices of a version, all or none, while it is the own turn.

    Raises Invalid naming every price that needs mending, ContractFrozen, ContractNotYourTurn, PreconditionFailed.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    clauses = set(await ctx.db.values(CLAUSES, {"version": version_id}))
    _check_clauses(data.entries, clauses)
    given = [_entry(one) for one in data.entries]
    system = ctx.as_system("Contract", PRICING_RIGHTS)
    checked = await check_entries(system, CheckEntries(layer=Layer.CONTRACT, entries=given))
    kept = [one for one in checked if one.kind is not None]
    removed = await _remove(ctx, version_id, checked, replace=data.replace)
    written = await ctx.db.run(UPSERT, _columns(version_id, kept, data.entries)) if kept else 0
    total = int(await ctx.db.value(COUNT, {"version": version_id}))
    if total > LIMIT:
        raise Invalid.field("entries", f"A version carries {LIMIT:,} prices at most; these would be {total:,}", "limit")
    await figures_changed(ctx, record, {"prices": f"{written} written, {removed} removed, {total} in all"})
    return SavedContractPrices(written=written, removed=removed, total=total)


@command("contract.adjust_prices", permission="contract.edit")
async def adjust_contract_prices(
    ctx: Ctx, version_id: ContractVersionId, data: AdjustContractPrices
) -> SavedContractPrices:
    """Raise or lower every agreed amount of a version; percentages and formulas move with what they count from.

    Raises ContractFrozen, ContractNotYourTurn, PreconditionFailed.
    """
    record = await open_version(ctx, version_id, "contract.edit")
    written = await raise_prices(ctx, record, data.uplift_micros)
    total = int(await ctx.db.value(COUNT, {"version": version_id}))
    await figures_changed(ctx, record, {"uplift_micros": data.uplift_micros, "prices": f"{written} changed"})
    return SavedContractPrices(written=written, removed=0, total=total)


async def figures_changed(ctx: Ctx, record: VersionRecord, facts: dict[str, Any]) -> None:
    """Count the change, and record it."""
    await ctx.db.run(TOUCH_VERSION, {"id": record.version.id, "now": ctx.now})
    await ctx.db.run(TOUCH_CONTRACT, {"id": record.contract.id, "now": ctx.now})
    after = await load_contract(ctx, record.contract.id, "contract.view")
    ctx.record("contract", after.id, label=after.number, after={"version": record.version.number, **facts})


async def _remove(ctx: Ctx, version_id: ContractVersionId, checked: Sequence[CheckedEntry], *, replace: bool) -> int:
    """Take out what is to go: what is named, or with `replace` everything that is not."""
    chosen = [one for one in checked if (one.kind is not None) == replace]
    if not chosen and not replace:
        return 0
    wanted = {
        "version": version_id,
        "target_ids": [one.target_id for one in chosen],
        "units": [one.unit for one in chosen],
        "minimums": [one.minimum for one in chosen],
    }
    return await ctx.db.run(KEEP_ONLY if replace else REMOVE, wanted)


def _check_clauses(given: Sequence[ContractPriceInput], known: set[str]) -> None:
    """A price stands in a clause of the same version. Raises Invalid by price."""
    wrong = [
        FieldError(f"entries.{position}.clause", f"There is no clause {one.clause} in this version", "not_found")
        for position, one in enumerate(given)
        if one.clause is not None and one.clause not in known
    ]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)


def _entry(given: ContractPriceInput) -> EntryInput:
    values = {name: getattr(given, name) for name in given.__struct_fields__ if name != "clause"}
    return EntryInput(**values)


def _columns(
    version_id: ContractVersionId, kept: Sequence[CheckedEntry], given: Sequence[ContractPriceInput]
) -> dict[str, Any]:
    return {
        "version": version_id,
        "ids": [uuid7() for _ in kept],
        "target_kinds": [one.target.value for one in kept],
        "target_ids": [one.target_id for one in kept],
        "units": [one.unit for one in kept],
        "minimums": [one.minimum for one in kept],
        "kinds": [one.kind.value if one.kind else None for one in kept],
        "amounts": [one.amount_micros for one in kept],
        "percents": [one.percent_micros for one in kept],
        "factors": [to_json(one.factors).decode() if one.factors is not None else None for one in kept],
        "formulas": [one.formula for one in kept],
        "sums": [one.sums_variants for one in kept],
        "clauses": [given[one.position].clause for one in kept],
    }
