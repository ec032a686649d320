"""What tenants needs of the internet's directory, where tests give their own, and of domains above for visitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from hanse.domains.tenants.types import Showcase
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action

TXT = "tenants.txt_lookup"


class TxtLookup(Protocol):
    """Reads TXT records; `services.extras[TXT]`, else the machine's own resolver."""

    async def __call__(self, name: str) -> list[str]:
        """The texts at a name; empty when there are none. Raises OSError or TimeoutError when nobody answers."""
        ...


LANDING_LINKS = "landing_links"
"""`services.extras` key of what other domains offer visitors on the public page: each gives an Action or None."""


LANDING_SHOWCASE = "landing_showcase"
"""`services.extras` key of what visitors see of the goods on the public page; nothing where it is shut."""


class ShowsGoods(Protocol):
    """Gives what is on show; None while a business shows nothing to visitors."""

    async def __call__(self, ctx: Ctx) -> Showcase | None: ...


async def showcase(ctx: Ctx) -> Showcase | None:
    """What the business at hand shows its visitors."""
    source = cast("ShowsGoods | None", ctx.services.extras.get(LANDING_SHOWCASE))
    return await source(ctx) if source else None


class LandingLink(Protocol):
    """A way from the public page of a business to something of another domain."""

    async def __call__(self, ctx: Ctx) -> Action | None: ...


async def landing_links(ctx: Ctx) -> list[Action]:
    """What visitors of the business at hand are offered, in the order of the composition root."""
    sources = cast(Sequence[LandingLink], ctx.services.extras.get(LANDING_LINKS, ()))
    return [link for source in sources if (link := await source(ctx)) is not None]
