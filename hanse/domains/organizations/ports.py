"""What organizations need to know of domains above them: the measured factors of a partner's health.

A later domain adds its source to `services.extras["organization_health_sources"]`; what nobody measures has no data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol, cast
from uuid import UUID

from hanse.domains.organizations.types import OrganizationStatus, OrganizationType
from hanse.domains.organizations.types.health import Reading
from hanse.platform.authz import Attribute
from hanse.platform.context import Ctx

HEALTH_SOURCES = "organization_health_sources"


class HealthSource(Protocol):
    """Measures some factors for some organizations, in one go."""

    async def readings(self, ctx: Ctx, organizations: Sequence[UUID]) -> Mapping[UUID, Sequence[Reading]]:
        """What is known of each organization; those it knows nothing of may be left out."""
        ...


def health_sources(ctx: Ctx) -> Sequence[HealthSource]:
    """The registered sources, in order; a later one overrules an earlier one about the same factor."""
    return cast(Sequence[HealthSource], ctx.services.extras.get(HEALTH_SOURCES, ()))


ORGANIZATION_ATTRIBUTES: Final = (
    Attribute(
        path="subject.status",
        label="State",
        kind="choice",
        choices=tuple((one.value, one.value.replace("_", " ").capitalize()) for one in OrganizationStatus),
    ),
    Attribute(
        path="subject.types",
        label="Types",
        kind="list",
        choices=tuple((one.value, one.value.replace("_", " ").capitalize()) for one in OrganizationType),
    ),
    Attribute(path="subject.tags", label="Tags", kind="list"),
)
"""What conditions of roles may ask of an organization: the attributes its subject carries."""
