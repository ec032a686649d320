"""Request rates per caller, told in RateLimit headers. The counting itself is platform/limits."""

from __future__ import annotations

from functools import cache

from hanse.kit.errors import Unauthenticated
from hanse.platform.http.auth import Identity, identify
from hanse.platform.http.messages import WebRequest
from hanse.platform.limits import Limit, enforce, network_of, rate_limit_headers
from hanse.platform.services import Services


@cache
def _per_minute(count: int) -> Limit:
    return Limit(count=count, per_seconds=60)


async def identify_counted(services: Services, request: WebRequest) -> Identity:
    """Authenticate one request; a credential that is not valid counts as a visitor's request, since it cost a look-up.

    Raises Unauthenticated, TooManyRequests.
    """
    try:
        return await identify(services, request)
    except Unauthenticated:
        await check_rate(services, request, Identity())
        raise


async def check_rate(
    services: Services, request: WebRequest, identity: Identity, cost: int = 1
) -> list[tuple[str, str]]:
    """Count `cost` requests of an API key, session or address; returns the headers that tell what is left.

    Raises TooManyRequests.
    """
    principal = identity.principal
    caller = principal.api_key_id or principal.session_id
    settings = services.settings
    if caller is None:
        policy, key, count = "address", f"address:{network_of(request.ip)}", settings.rate_limit_public_per_minute
    else:
        policy, key, count = "caller", f"caller:{caller}", settings.rate_limit_per_minute
    limit = _per_minute(count)
    decision = await enforce(services.limits, key, limit, cost)
    return list(rate_limit_headers({policy: (limit, decision)}).items())
