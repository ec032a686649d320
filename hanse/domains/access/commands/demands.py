"""Demanding a second factor of everybody from a day on."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from hanse.domains.access.errors import KeyCannot, OwnSecondFactorFirst
from hanse.domains.access.events import SecondFactorDemandChanged
from hanse.domains.access.queries.demands import SESSION_PROOF, load_demand
from hanse.domains.access.rules import Demand, check_demand, is_proof_missing
from hanse.domains.access.types import DemandSecondFactor, SecondFactorDemand
from hanse.domains.identity.api import require_strong
from hanse.domains.tenants.api import raise_access_version
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx

BEGIN: Final = """
INSERT INTO second_factor_demands (created_at, updated_at) VALUES (%(now)s, %(now)s)
ON CONFLICT (tenant_id) DO NOTHING
"""
LOCK: Final = "SELECT version FROM second_factor_demands FOR UPDATE"
CHANGE: Final = """
UPDATE second_factor_demands SET staff_from = %(staff)s, partners_from = %(partners)s,
    company_log_in_counts = %(company)s, version = version + 1, updated_at = %(now)s
"""


@command("second_factor.demand")
async def demand_second_factor(ctx: Ctx, data: DemandSecondFactor) -> SecondFactorDemand:
    """Set from which day on staff, and the people of partners, need a second factor; null ends the demand.

    From that day a log-in without one reaches nothing but its own account until one is set up; API keys go on. Whoever
    demands it has proven themselves that way, so that nobody shuts themselves out. Raises ConfirmItIsYou, KeyCannot,
    OwnSecondFactorFirst, Invalid.
    """
    ctx.authorize("second_factor.demand")
    if ctx.principal.kind is PrincipalKind.API_KEY:
        raise KeyCannot("Only a person can demand a second factor of others")
    require_strong(ctx)
    await ctx.db.run(BEGIN, {"now": ctx.now})
    await ctx.db.one(LOCK)
    before = await load_demand(ctx)
    ctx.check_version(before.version)
    wanted, present = demand_in(data), demand_in(before)
    check_demand(wanted, present, ctx.now.astimezone(ZoneInfo(ctx.tenant.timezone)).date())
    await _check_own_proof(ctx, wanted)
    await ctx.db.run(
        CHANGE,
        {
            "staff": wanted.staff_from,
            "partners": wanted.partners_from,
            "company": wanted.company_log_in_counts,
            "now": ctx.now,
        },
    )
    await raise_access_version(ctx)
    after = await load_demand(ctx)
    ctx.record("second_factor", None, label="Second factor", before=present, after=wanted)
    ctx.emit(SecondFactorDemandChanged(), subject=after)
    return after


def demand_in(source: DemandSecondFactor | SecondFactorDemand) -> Demand:
    """What is demanded, without what stands around it."""
    return Demand(
        staff_from=source.staff_from,
        partners_from=source.partners_from,
        company_log_in_counts=source.company_log_in_counts,
    )


async def _check_own_proof(ctx: Ctx, wanted: Demand) -> None:
    """Refuse a demand that whoever makes it does not meet in this very session."""
    if ctx.principal.session_id is None or (wanted.staff_from is None and wanted.partners_from is None):
        return
    proof = await ctx.db.value(SESSION_PROOF, {"session": ctx.principal.session_id})
    if is_proof_missing(proof or "none", wanted):
        raise OwnSecondFactorFirst
