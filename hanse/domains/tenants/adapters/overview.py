"""All businesses of the installation, for its operator's command line. No request can reach this.

The owner's role sees which businesses there are in the global table of addresses; of each it reads the row inside
that business, under the same policy as everybody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final, LiteralString

from hanse.platform.cli.composition import TenantLine
from hanse.platform.db.database import Database, PoolSettings

EVERY: Final[LiteralString] = "SELECT DISTINCT tenant_id FROM tenant_addresses WHERE kind = 'handle' ORDER BY tenant_id"
ONE: Final[LiteralString] = """
    SELECT t.tenant_id AS id, t.handle, t.name, t.status, t.kind, t.currency, t.created_at
    FROM tenants t
"""


async def every_tenant(owner_url: str) -> AsyncIterator[TenantLine]:
    """Each business in the order of its founding. Raises DatabaseUnavailable."""
    owner = Database(owner_url, PoolSettings(minimum=1, maximum=1, application_name="hanse-cli"))
    await owner.open()
    try:
        async with owner.transaction() as transaction:
            ids = await transaction.values(EVERY)
        for tenant_id in ids:
            async with owner.transaction(tenant_id) as transaction:
                row: dict[str, Any] | None = await transaction.maybe(ONE)
            if row is not None:
                yield TenantLine(**{**row, "created_at": row["created_at"].isoformat(timespec="seconds")})
    finally:
        await owner.close()
