"""How far a business is set up for trade, in one statement over what the other domains keep."""

from __future__ import annotations

from typing import Final

from hanse.domains.storefront.types import Setup
from hanse.platform.commands import query
from hanse.platform.context import Ctx

FOUND: Final = """
SELECT EXISTS (SELECT FROM products) AS products, EXISTS (SELECT FROM price_lists) AS prices,
    EXISTS (SELECT FROM tax_rates) AS taxes, EXISTS (SELECT FROM locations) AS places,
    EXISTS (SELECT FROM organizations) AS partners,
    EXISTS (SELECT FROM members ORDER BY id OFFSET 1 LIMIT 1) AS colleagues
"""


@query("storefront.get_setup", permission="tenant.update")
async def get_setup(ctx: Ctx) -> Setup:
    """Say what a business still lacks before it can sell."""
    ctx.authorize("tenant.update")
    row = await ctx.db.one(FOUND)
    return Setup(**row, face=bool(ctx.tenant.accent or ctx.tenant.logo_key))
