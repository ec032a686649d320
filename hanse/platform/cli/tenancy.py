"""Owns going through the businesses of an installation in commands of its operator.

Must not be here: what a business is (the tenants domain), or a command.
"""

from __future__ import annotations

from hanse.platform.authz import TenantRef
from hanse.platform.cli.composition import Composition
from hanse.platform.services import Services


async def every_tenant_ref(lent: Composition, services: Services) -> list[TenantRef]:
    """Every business, also suspended and closed ones where the owner's address is set; else the active ones."""
    owner_url = services.settings.database_owner_url
    gate = lent.job_gate()
    if owner_url:
        ids = [line.id async for line in lent.every_tenant(owner_url)]
    else:
        ids = list(await gate.tenants(services))
    refs = [await gate.tenant(services, tenant_id) for tenant_id in ids]
    return [ref for ref in refs if ref is not None]
