"""The bell of the frame: how many unread notifications the reader has. The composition root hands it to the shell."""

from __future__ import annotations

from hanse.domains.notifications.queries.notifications import COUNTED, UNREAD
from hanse.platform.context import Ctx


async def count_unread(ctx: Ctx) -> int:
    """Unread notifications of the logged-in person in the business at hand, up to 100; 0 outside of any."""
    member = ctx.principal.member_id
    if member is None or ctx.tenant_or_none is None:
        return 0
    return int(await ctx.db.value(UNREAD, {"member": member, "most": COUNTED}))
