"""The end of a commitment's period: what is missing is noted, billed or carried on, and what was promised given back.

A period is settled once: whoever settles it holds the contract's row and finds it open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hanse.domains.contracts.commands.committing import GRACE, set_closing
from hanse.domains.contracts.events import ContractPeriodSettled
from hanse.domains.contracts.queries.contracts import lock_contract
from hanse.domains.contracts.rules.commitments import (
    missing,
    rebate,
    shortfall_of_quantity,
    shortfall_of_value,
)
from hanse.domains.contracts.types import Contract, ContractId
from hanse.domains.contracts.types.commitments import CommitmentPeriodId
from hanse.kit.currencies import get_currency
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.timers import Timer

LOCK_DUE: Final = """
SELECT d.id FROM contract_commitment_periods d
WHERE d.contract_id = %(contract)s AND d.closed_at IS NULL AND d.ends_at <= %(until)s
ORDER BY d.starts_at, d.id FOR UPDATE
"""
# A statement of its own, so that it sees what was drawn while the lock was waited for.
DUE: Final = """
SELECT d.id, d.commitment_key, d.ends_at, d.committed, d.carried, k.name, k.measure, k.shortfall, k.rate_micros,
    k.tiers, coalesce(w.drawn, 0) AS drawn, coalesce(w.value, 0) AS value
FROM contract_commitment_periods d
JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
LEFT JOIN LATERAL (
    SELECT sum(x.drawn - x.released)::bigint AS drawn, sum(x.value_minor - x.released_minor)::bigint AS value
    FROM contract_drawdowns x WHERE x.tenant_id = d.tenant_id AND x.period_id = d.id
) w ON true
WHERE d.id = %(id)s
"""
SETTLE: Final = """
UPDATE contract_commitment_periods SET closed_at = %(now)s, final_drawn = %(drawn)s, final_value_minor = %(value)s,
    missing = %(missing)s, shortfall_minor = %(shortfall)s, rebate_minor = %(rebate)s
WHERE id = %(id)s AND closed_at IS NULL
"""
CARRY: Final = """
UPDATE contract_commitment_periods SET carried = carried + %(missing)s WHERE id = (
    SELECT n.id FROM contract_commitment_periods n
    WHERE n.contract_id = %(contract)s AND n.commitment_key = %(key)s AND n.closed_at IS NULL
        AND n.starts_at >= %(after)s
    ORDER BY n.starts_at LIMIT 1)
"""


async def close_periods(ctx: Ctx, timer: Timer) -> None:
    """Settle every period of a contract that is over, and wake for the next."""
    try:
        contract = await lock_contract(ctx, ContractId(timer.subject_id), "contract.view")
    except NotFound:
        return
    for period_id in await ctx.db.values(LOCK_DUE, {"contract": contract.id, "until": ctx.now - GRACE}):
        await _settle(ctx, contract, await ctx.db.one(DUE, {"id": period_id}))
    await set_closing(ctx, contract)


async def _settle(ctx: Ctx, contract: Contract, row: Mapping[str, Any]) -> None:
    lacking = missing(row["committed"] + row["carried"], row["drawn"])
    shortfall = _shortfall(row, lacking, contract.currency)
    returned = rebate(row["drawn"], row["value"], [(reached, rate) for reached, rate in row["tiers"]])
    values = {
        "id": row["id"],
        "drawn": row["drawn"],
        "value": row["value"],
        "missing": lacking,
        "shortfall": shortfall,
        "rebate": returned,
    }
    await ctx.db.run(SETTLE, {**values, "now": ctx.now})
    if lacking and row["shortfall"] == "extend":
        carried = {"contract": contract.id, "key": row["commitment_key"], "after": row["ends_at"], "missing": lacking}
        await ctx.db.run(CARRY, carried)
    facts = {"commitment": row["name"], **{name: value for name, value in values.items() if name != "id"}}
    ctx.record("contract", contract.id, label=contract.number, after=facts)
    fact = ContractPeriodSettled(
        contract_id=contract.id,
        organization_id=contract.organization_id,
        period_id=CommitmentPeriodId(row["id"]),
        has_shortfall=shortfall > 0,
        has_rebate=returned > 0,
    )
    ctx.emit(fact, subject=contract)


def _shortfall(row: Mapping[str, Any], lacking: int, currency: str) -> int:
    """What is billed for what is missing, in minor units."""
    if row["shortfall"] != "bill":
        return 0
    if row["measure"] == "value":
        return shortfall_of_value(lacking, row["rate_micros"])
    return shortfall_of_quantity(lacking, row["rate_micros"], get_currency(currency).exponent)
