"""Finds a business for visitors: the platform's TenantDirectory."""

from __future__ import annotations

from typing import Final

from hanse.kit.structs import from_row
from hanse.platform.authz import TenantRef
from hanse.platform.services import Services

BY_ADDRESS: Final = "SELECT * FROM tenant_by_address(%(kind)s, %(value)s)"
_LONGEST: Final = 253


class Directory:
    """By handle (`/t/<handle>`) or by the proven domain of a request; closed businesses are not found."""

    async def by_handle(self, services: Services, handle: str) -> TenantRef | None:
        """The business with a handle, present or former."""
        return await self._find(services, "handle", handle)

    async def by_host(self, services: Services, host: str) -> TenantRef | None:
        """The business that proved a domain; the port does not matter."""
        return await self._find(services, "domain", host.rpartition(":")[0] or host)

    async def _find(self, services: Services, kind: str, value: str) -> TenantRef | None:
        plain = value.strip().lower()
        if not plain or len(plain) > _LONGEST or "\x00" in plain:
            return None
        row = await services.database.lookup(BY_ADDRESS, {"kind": kind, "value": plain})
        return None if row is None else from_row(row, TenantRef)
