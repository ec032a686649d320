"""A request that has done its work and is about to commit when it is killed."""

import asyncio
import sys
from uuid import UUID

from hanse.kit.clock import ManualClock
from hanse.platform.authz import TenantRef
from hanse.platform.context import open_context
from hanse.platform.db.database import Database
from hanse.platform.idempotency import Claim
from hanse.platform.registry import Registry
from hanse.testing.worker import START, everybody, platform_services


async def main(url: str, tenant_id: str) -> None:
    database = Database(url)
    await database.open()
    services = platform_services(database, Registry([]), ManualClock(START))
    tenant = TenantRef(id=UUID(tenant_id), handle="t", name="T")
    scope = ("member", "m1", "POST", "/v1/things", "key-1")
    held = await services.idempotency.claim(services, tenant, scope, b"h" * 32)
    assert isinstance(held, Claim)
    async with open_context(services, tenant=tenant, principal=everybody()) as ctx:
        ctx.record("thing", None, after={"made": True})
        await services.audit.write_notes(ctx, "thing.make")
        await services.idempotency.finish(ctx, held, 201, [], b"{}")
        print("about to commit", flush=True)
        await asyncio.sleep(60)


asyncio.run(main(*sys.argv[1:]))
