"""The home page of an audience, put together from what the domains add: what waits, figures, and panels of their own.

A domain declares `HomeSource(audience, load)` in its manifest; the page that shows it asks `load_home`. No rule
lives here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hanse.platform.context import Ctx
from hanse.platform.web.parts import Stat, Step


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for the reader. `count` is how many; `label` reads well after it ("open invitations")."""

    label: str
    href: str = ""
    count: int | None = None
    detail: str = ""
    icon: str = "circle-dot"
    tone: str = "neutral"


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the page drawn by the domain's own template, which reads `panel` (this context)."""

    template: str
    context: Mapping[str, Any] = {}
    is_wide: bool = False


class HomePart(msgspec.Struct, frozen=True, kw_only=True):
    """What one domain adds."""

    steps: Sequence[Step] = ()  # what a new business does first
    tasks: Sequence[Task] = ()
    stats: Sequence[Stat] = ()
    panels: Sequence[Panel] = ()


async def load_home(ctx: Ctx, audience: str) -> HomePart:
    """Everything the domains add for the reader, in the declared order; what they have no right to is left out."""
    steps: list[Step] = []
    tasks: list[Task] = []
    stats: list[Stat] = []
    panels: list[Panel] = []
    for source in ctx.services.registry.home:
        if source.audience != audience or (source.permission is not None and not ctx.may_anywhere(source.permission)):
            continue
        part: HomePart = await source.load(ctx)
        steps += part.steps
        tasks += part.tasks
        stats += part.stats
        panels += part.panels
    return HomePart(steps=steps, tasks=tasks, stats=stats, panels=panels)
