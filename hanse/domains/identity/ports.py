"""What identity needs from domains above it. The composition root puts implementations into `services.extras`."""

from __future__ import annotations

from typing import Protocol, cast

from hanse.domains.identity.types import AccountId, Place
from hanse.platform.context import Ctx

PLACES = "identity.places"


class Places(Protocol):
    """Knows in which businesses an account may work; `services.extras[PLACES]`, given by access."""

    async def place_for(
        self, ctx: Ctx, account_id: AccountId, *, business: str | None, last: Place | None
    ) -> Place | None:
        """Where a new session starts.

        The business with the handle `business` when the account is an active member there, else where it worked last
        when it still may, else any business it belongs to; None when it belongs to none. Runs without a tenant.
        """
        ...

    async def account_changed(self, ctx: Ctx, account_id: AccountId, former_name: str) -> None:
        """Let every business of the account learn its new name or address, in or after this transaction."""
        ...


def places_of(ctx: Ctx) -> Places:
    """The registered implementation."""
    return cast(Places, ctx.services.extras[PLACES])
