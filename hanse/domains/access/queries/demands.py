"""Reads of what a business demands of those who log in, and of how far its people are."""

from __future__ import annotations

from typing import Final

import msgspec

from hanse.domains.access.rules import Demand
from hanse.domains.access.types import FactorFigures, SecondFactorDemand
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = "SELECT staff_from, partners_from, company_log_in_counts, version FROM second_factor_demands"
FIGURES: Final = "SELECT is_staff, people, with_one FROM second_factor_figures()"
SESSION_PROOF: Final = "SELECT session_proof(%(session)s) AS proof"
NOBODY: Final = FactorFigures(people=0, with_one=0)


@query("second_factor.get", permission="second_factor.view")
async def get_second_factor_demand(ctx: Ctx) -> SecondFactorDemand:
    """From which day the business demands a second factor of whom, and how many of its people have one."""
    ctx.authorize("second_factor.view")
    return await load_demand(ctx)


async def load_demand(ctx: Ctx) -> SecondFactorDemand:
    """The demand as it stands; version 1 demands nothing of anybody. The caller authorises."""
    stored = await ctx.db.maybe(SELECT) or {**msgspec.structs.asdict(Demand()), "version": 1}
    counted = {
        row["is_staff"]: FactorFigures(people=row["people"], with_one=row["with_one"])
        for row in await ctx.db.all(FIGURES)
    }
    figures = {"staff": counted.get(True, NOBODY), "partners": counted.get(False, NOBODY)}
    demand = from_row({**stored, **figures}, SecondFactorDemand)
    actions = ctx.allowed_actions(("second_factor.demand",), demand)
    return msgspec.structs.replace(demand, allowed_actions=actions)
