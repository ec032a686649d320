"""All businesses of the installation, for its operator's command line. No request can reach this.

The owner's role is a member of hanse_definer, to whom a policy shows the tenants of every business; the application's
role is not, and sees its own row only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final, LiteralString

from hanse.platform.cli.composition import TenantLine
from hanse.platform.db.database import Database, PoolSettings

EVERY: Final[LiteralString] = """
    SELECT tenant_id AS id, handle, name, status, kind, currency, created_at FROM tenants ORDER BY tenant_id
"""


async def every_tenant(owner_url: str) -> AsyncIterator[TenantLine]:
    """Each business in the order of its founding. Raises DatabaseUnavailable."""
    owner = Database(owner_url, PoolSettings(minimum=1, maximum=1, application_name="hanse-cli"))
    await owner.open()
    try:
        async with owner.transaction() as transaction:
            rows: list[dict[str, Any]] = await transaction.all(EVERY)
    finally:
        await owner.close()
    for row in rows:
        yield TenantLine(**{**row, "created_at": row["created_at"].isoformat(timespec="seconds")})
