"""What access needs to know of organizations, which stand above it: the way up from one, and everything below some.

The composition root registers the implementation as `services.extras["organization_tree"]`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol, cast
from uuid import UUID

from hanse.platform.context import Ctx


class OrganizationTree(Protocol):
    """The tree of partner organizations of the tenant at hand."""

    async def paths(self, ctx: Ctx, organizations: Iterable[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        """Each organization that exists, with itself and those above it up to the root."""
        ...

    async def names(self, ctx: Ctx, organizations: Iterable[UUID]) -> Mapping[UUID, str]:
        """The names of the organizations that exist."""
        ...

    async def below(self, ctx: Ctx, roots: Iterable[UUID]) -> tuple[UUID, ...]:
        """The roots and everything below them."""
        ...

    async def find(self, ctx: Ctx, text: str, among: Collection[UUID] | None, limit: int) -> Sequence[tuple[UUID, str]]:
        """Open organizations whose name holds the text, by name; of all, or of those given."""
        ...

    async def blocked(self, ctx: Ctx, organizations: Iterable[UUID]) -> Collection[UUID]:
        """Those of the organizations whose people are shut out now."""
        ...

    async def refusals(self, ctx: Ctx, organizations: Iterable[UUID], *, from_partner: bool) -> Mapping[UUID, str]:
        """Why nobody can be given a role there now, for those of the organizations where that is so.

        Partners themselves bring people in once the relationship is approved; the staff may prepare it.
        """
        ...


def organization_tree(ctx: Ctx) -> OrganizationTree:
    """The registered implementation."""
    return cast(OrganizationTree, ctx.services.extras["organization_tree"])
