"""Reads of commitments: what a version asks, how far each period is, and which orders drew on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.prices import load_readable
from hanse.domains.contracts.rules.commitments import forecast
from hanse.domains.contracts.types import Contract, ContractId, ContractVersionId
from hanse.domains.contracts.types.commitments import (
    Commitment,
    CommitmentPeriodId,
    CommitmentProgress,
    Drawdown,
    ListDrawdowns,
    PeriodProgress,
    RebateTier,
    Utilisation,
    UtilisationMonth,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import Money, UnitPrice
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

COMMITMENTS: Final = """
SELECT e.id, e.key, e.name, e.measure, e.target_kind, e.amount, e.unit, e.period, e.shortfall, e.rate_micros, e.tiers,
    e.clause_key AS clause, coalesce(v.sku, p.handle, c.handle, '') AS code,
    coalesce(CASE WHEN v.name = '' THEN vp.name ELSE vp.name || ', ' || v.name END, p.name, c.name, '') AS target_name
FROM contract_commitments e
LEFT JOIN variants v ON e.target_kind = 'variant' AND v.tenant_id = e.tenant_id AND v.id = e.target_id
LEFT JOIN products vp ON vp.tenant_id = v.tenant_id AND vp.id = v.product_id
LEFT JOIN products p ON e.target_kind = 'product' AND p.tenant_id = e.tenant_id AND p.id = e.target_id
LEFT JOIN categories c ON e.target_kind = 'category' AND c.tenant_id = e.tenant_id AND c.id = e.target_id
"""
OF_VERSION: Final = COMMITMENTS + "WHERE e.version_id = %(version)s ORDER BY e.position, e.id"
OF_CONTRACT: Final = """:commitments
WHERE e.id IN (SELECT d.commitment_id FROM contract_commitment_periods d WHERE d.contract_id = %(contract)s)
ORDER BY e.position, e.id
""".replace(":commitments", COMMITMENTS)
PERIODS: Final = """
SELECT d.id, d.commitment_id, d.starts_on, d.ends_on, d.starts_at, d.ends_at, d.committed, d.carried, d.closed_at,
    d.missing, d.shortfall_minor, d.rebate_minor, coalesce(d.final_drawn, w.drawn, 0) AS drawn,
    coalesce(d.final_value_minor, w.value, 0) AS value_minor
FROM contract_commitment_periods d
LEFT JOIN LATERAL (
    SELECT sum(x.drawn - x.released)::bigint AS drawn, sum(x.value_minor - x.released_minor)::bigint AS value
    FROM contract_drawdowns x WHERE x.tenant_id = d.tenant_id AND x.period_id = d.id
) w ON d.closed_at IS NULL
WHERE d.contract_id = %(contract)s AND d.starts_at <= %(until)s
ORDER BY d.starts_at, d.id
"""
CONTRACT_OF: Final = """
SELECT d.contract_id, k.measure, CASE WHEN k.measure = 'value' THEN c.currency ELSE k.unit END AS unit, c.currency
FROM contract_commitment_periods d
JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
JOIN contracts c ON c.tenant_id = d.tenant_id AND c.id = d.contract_id
WHERE d.id = %(id)s
"""
DRAWDOWNS: Final = """
SELECT order_line_id, order_ref, order_number, line_name, drawn, released, value_minor, drawn_at
FROM contract_drawdowns
WHERE period_id = %(period)s
  AND (%(after_id)s::uuid IS NULL OR (drawn_at, order_line_id) < (%(after_at)s, %(after_id)s))
ORDER BY drawn_at DESC, order_line_id DESC LIMIT %(limit)s
"""
# A line counts once, however many commitments it is drawn from.
MONTHS: Final = """
SELECT date_trunc('month', l.drawn_at AT TIME ZONE %(zone)s)::date AS month, sum(l.value)::bigint AS value
FROM (SELECT DISTINCT ON (x.order_line_id) x.drawn_at, x.value_minor - x.released_minor AS value
    FROM contract_drawdowns x
    JOIN contract_commitment_periods d ON d.tenant_id = x.tenant_id AND d.id = x.period_id
    WHERE d.contract_id = %(contract)s ORDER BY x.order_line_id, x.period_id) l
GROUP BY 1 ORDER BY 1 LIMIT 600
"""


@query("contract.commitments", permission="contract.view")
async def list_commitments(ctx: Ctx, version_id: ContractVersionId) -> list[Commitment]:
    """What the buyer commits to in a version. Raises NotFound."""
    record = await load_readable(ctx, version_id)
    return await load_commitments(ctx, version_id, record.contract.currency)


@query("contract.progress", permission="contract.view")
async def get_progress(ctx: Ctx, contract_id: ContractId) -> list[CommitmentProgress]:
    """How far every commitment of a contract is, period by period, with the forecast of a straight line.

    Raises NotFound.
    """
    return await _progress(ctx, await load_contract(ctx, contract_id, "contract.view"))


@query("contract.drawdowns", permission="contract.view")
async def list_drawdowns(ctx: Ctx, commitment_period_id: CommitmentPeriodId, query: ListDrawdowns) -> Page[Drawdown]:
    """Which order lines drew on a period, the newest first. Raises NotFound."""
    about = await ctx.db.maybe(CONTRACT_OF, {"id": commitment_period_id})
    if about is None:
        ctx.authorize_absent("contract.view")
        raise NotFound()
    await load_contract(ctx, ContractId(about["contract_id"]), "contract.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    wanted = {"period": commitment_period_id, "after_at": after[0], "after_id": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(DRAWDOWNS, wanted)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["drawn_at"], row["order_line_id"]))
    return Page([_drawdown(row, about) for row in page.items], page.next)


@query("contract.utilisation", permission="contract.view")
async def get_utilisation(ctx: Ctx, contract_id: ContractId) -> Utilisation:
    """How a contract is used: what was bought month by month under its commitments, and where each stands.

    Raises NotFound.
    """
    contract = await load_contract(ctx, contract_id, "contract.view")
    rows = await ctx.db.all(MONTHS, {"contract": contract_id, "zone": ctx.tenant.timezone})
    total = 0
    months = []
    for row in rows:
        total += row["value"]
        months.append(
            UtilisationMonth(
                month=row["month"],
                value=Money(row["value"], contract.currency),
                total=Money(total, contract.currency),
            )
        )
    return Utilisation(
        contract_id=contract_id,
        currency=contract.currency,
        months=months,
        running=[
            CommitmentProgress(commitment=one.commitment, periods=running)
            for one in await _progress(ctx, contract)
            if (running := [period for period in one.periods if period.is_running])
        ],
    )


async def load_commitments(ctx: Ctx, version_id: ContractVersionId, currency: str) -> list[Commitment]:
    """The commitments of a version; asks for no right."""
    rows = await ctx.db.all(OF_VERSION, {"version": version_id})
    return [_commitment(row, currency) for row in rows]


async def commitment_content(ctx: Ctx, version_id: ContractVersionId, currency: str) -> list[dict[str, Any]]:
    """The commitments as the content of a version fixes them; asks for no right."""
    found = await load_commitments(ctx, version_id, currency)
    return [
        {
            "key": one.key,
            "name": one.name,
            "amount": one.amount,
            "unit": one.unit,
            "of": one.of,
            "of_code": one.of_code,
            "of_name": one.of_name,
            "period": one.period,
            "shortfall": one.shortfall,
            "shortfall_rate_micros": one.shortfall_rate_micros,
            "shortfall_price": one.shortfall_price.to_wire() if one.shortfall_price else None,
            "rebates": [{"reached": tier.reached, "rate_micros": tier.rate_micros} for tier in one.rebates],
            "clause": one.clause,
        }
        for one in found
    ]


async def _progress(ctx: Ctx, contract: Contract) -> list[CommitmentProgress]:
    wanted = {"contract": contract.id, "until": ctx.now + timedelta(days=366)}
    commitments = [_commitment(row, contract.currency) for row in await ctx.db.all(OF_CONTRACT, wanted)]
    rows = await ctx.db.all(PERIODS, wanted)
    periods: dict[UUID, list[PeriodProgress]] = {}
    by_id = {one.id.uuid: one for one in commitments}
    for row in rows:
        commitment = by_id[row["commitment_id"]]
        periods.setdefault(commitment.id.uuid, []).append(_period(row, commitment, contract.currency, ctx.now))
    return [
        CommitmentProgress(commitment=one, periods=periods[one.id.uuid])
        for one in commitments
        if one.id.uuid in periods
    ]


def amount_text(units: int, commitment: Commitment) -> str:
    """An amount in the commitment's unit or currency."""
    if commitment.measure == "value":
        return Money(units, commitment.unit).amount
    return Quantity(units, commitment.unit).value


def _commitment(row: Mapping[str, Any], currency: str) -> Commitment:
    is_value = row["measure"] == "value"
    unit = currency if is_value else row["unit"]

    def text(units: int) -> str:
        return Money(units, currency).amount if is_value else Quantity(units, unit).value

    values = {
        **row,
        "of": row["target_kind"],
        "of_code": row["code"],
        "of_name": row["target_name"],
        "amount": text(row["amount"]),
        "unit": unit,
        "shortfall_rate_micros": row["rate_micros"] if is_value else 0,
        "shortfall_price": None if is_value or row["shortfall"] != "bill" else UnitPrice(row["rate_micros"], currency),
        "rebates": [RebateTier(reached=text(reached), rate_micros=rate) for reached, rate in row["tiers"]],
    }
    for name in ("target_kind", "code", "target_name", "rate_micros", "tiers"):
        values.pop(name)
    return from_row(values, Commitment)


def _period(row: Mapping[str, Any], commitment: Commitment, currency: str, now: datetime) -> PeriodProgress:
    asked, drawn = row["committed"] + row["carried"], row["drawn"]
    found = forecast(asked, drawn, (row["starts_at"], row["ends_at"]), now)

    def text(units: int | None) -> str | None:
        return None if units is None else amount_text(units, commitment)

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    ends_on: date | None = row["ends_on"]
    return PeriodProgress(
        id=CommitmentPeriodId(row["id"]),
        starts_on=row["starts_on"],
        ends_on=ends_on - timedelta(days=1) if ends_on else None,
        is_running=row["starts_at"] <= now and (row["ends_at"] is None or row["ends_at"] > now),
        asked=text(asked) or "",
        carried=text(row["carried"]) or "",
        drawn=text(drawn) or "",
        expected=text(found.expected) or "",
        projected=text(found.projected) or "",
        pace=found.pace,
        share_permille=min(1_000_000, drawn * 1_000 // asked) if asked else 1_000,
        expected_permille=found.expected * 1_000 // asked if asked else 0,
        value=Money(row["value_minor"], currency),
        closed_at=row["closed_at"],
        missing=text(row["missing"]),
        shortfall=money(row["shortfall_minor"]),
        rebate=money(row["rebate_minor"]),
    )


def _drawdown(row: Mapping[str, Any], about: Mapping[str, Any]) -> Drawdown:
    def text(units: int) -> str:
        if about["measure"] == "value":
            return Money(units, about["currency"]).amount
        return Quantity(units, about["unit"]).value

    return Drawdown(
        order_id=row["order_ref"],
        order_number=row["order_number"],
        line_name=row["line_name"],
        drawn=text(row["drawn"]),
        released=text(row["released"]),
        value=Money(row["value_minor"], about["currency"]),
        drawn_at=row["drawn_at"],
    )
