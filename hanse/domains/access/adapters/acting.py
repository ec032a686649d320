"""Acting as a member from the command line: through a session of theirs, so with exactly their rights and limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hanse.domains.identity.api import find_account, log_out, start_session
from hanse.kit.errors import Forbidden, NotFound
from hanse.kit.ids import uuid7
from hanse.platform.authz import TenantRef
from hanse.platform.context import Origin, open_context, system_principal
from hanse.platform.http.auth import Identity
from hanse.platform.services import Services


class NoSuchMember(NotFound):
    code = "no_such_member"
    title = "Nobody with this e-mail address works in this business"


class MayNotWork(Forbidden):
    code = "member_may_not_work"
    title = (
        "This person may not work in this business now: they are suspended or were removed, or the business is closed"
    )


@asynccontextmanager
async def acting_as(services: Services, tenant: TenantRef, email: str) -> AsyncIterator[Identity]:
    """Be a member of a business for a while. The session is the member's own in their list, and ends with the work.

    Raises NoSuchMember, MayNotWork, AccountDisabled.
    """
    origin = Origin(request_id=f"cli-{uuid7()}", user_agent="hanse command line", channel="cli")
    async with open_context(services, tenant=tenant, principal=system_principal(()), origin=origin) as ctx:
        account = await find_account(ctx, email)
        if account is None:
            raise NoSuchMember
        session = await start_session(ctx, account.id, tenant.id)
    identity = await services.authenticator.by_session(services, session.token, None)
    try:
        if identity is None:
            raise MayNotWork
        if identity.tenant is None or identity.principal.member_id is None:
            raise NoSuchMember
        yield identity
    finally:
        if identity is not None:
            async with open_context(services, principal=identity.principal, origin=origin) as ctx:
                await log_out(ctx)
