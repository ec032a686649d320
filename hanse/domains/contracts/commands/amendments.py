"""What a new version takes over in figures: every price and commitment; those of a renewal with the agreed uplift."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.queries.versions import VersionRecord
from hanse.domains.contracts.rules.renewals import places_of, uplifted
from hanse.domains.contracts.types import ContractVersion, ContractVersionKind
from hanse.kit.currencies import get_currency
from hanse.platform.context import Ctx

FORGET_PRICES: Final = "DELETE FROM contract_prices WHERE version_id = %(to)s"
COPY_PRICES: Final = """
INSERT INTO contract_prices (id, version_id, target_kind, target_id, unit, minimum, kind, amount_micros, percent_micros,
    factors, formula, sums_variants, clause_key)
SELECT gen_random_uuid(), %(to)s, target_kind, target_id, unit, minimum, kind, amount_micros, percent_micros, factors,
    formula, sums_variants, clause_key
FROM contract_prices WHERE version_id = %(from)s
"""
COPY_COMMITMENTS: Final = """
INSERT INTO contract_commitments (id, version_id, position, key, name, measure, target_kind, target_id, amount, unit,
    period, shortfall, rate_micros, tiers, clause_key)
SELECT gen_random_uuid(), %(to)s, position, key, name, measure, target_kind, target_id, amount, unit, period, shortfall,
    rate_micros, tiers, clause_key
FROM contract_commitments WHERE version_id = %(from)s
"""
NEXT_VERSION: Final = "UPDATE contract_renewals SET next_version_id = %(to)s WHERE version_id = %(from)s"
FIXED: Final = """
SELECT id, amount_micros FROM contract_prices
WHERE version_id = %(version)s AND kind = 'fixed' AND amount_micros > 0
"""
RAISE: Final = """
UPDATE contract_prices e SET amount_micros = n.amount
FROM unnest(%(ids)s::uuid[], %(amounts)s::bigint[]) AS n (id, amount)
WHERE e.id = n.id AND e.amount_micros <> n.amount
"""


async def copy_figures(ctx: Ctx, base: ContractVersion, record: VersionRecord) -> None:
    """Let a new version say the figures of the one it is based on; a renewal of what is in force raises its prices."""
    values = {"from": base.id, "to": record.version.id}
    await ctx.db.run(COPY_PRICES, values)
    await ctx.db.run(COPY_COMMITMENTS, values)
    if record.version.kind is ContractVersionKind.RENEWAL and base.id == record.contract.active_version_id:
        await ctx.db.run(NEXT_VERSION, values)
        await raise_prices(ctx, record, base.uplift_micros)


async def copy_prices_anew(ctx: Ctx, base: ContractVersion, record: VersionRecord, uplift_micros: int) -> None:
    """Take the prices over once more, with another uplift."""
    values = {"from": base.id, "to": record.version.id}
    await ctx.db.run(FORGET_PRICES, values)
    await ctx.db.run(COPY_PRICES, values)
    await raise_prices(ctx, record, uplift_micros)


async def raise_prices(ctx: Ctx, record: VersionRecord, uplift_micros: int) -> int:
    """Change every amount of a version by a share; returns how many. The caller authorises and records.

    Each keeps the decimal places it is written with. Percentages and formulas move with what they count from.
    """
    if not uplift_micros:
        return 0
    least = get_currency(record.contract.currency).exponent
    rows = await ctx.db.all(FIXED, {"version": record.version.id})
    amounts = [uplifted(row["amount_micros"], uplift_micros, places_of(row["amount_micros"], least)) for row in rows]
    return await ctx.db.run(RAISE, {"ids": [row["id"] for row in rows], "amounts": amounts}) if rows else 0
