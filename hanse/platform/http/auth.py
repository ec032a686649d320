"""Who is asking: session cookie or API key to a principal, and the checks that keep a browser's cookie from being
abused.

The lookups themselves belong to domains and arrive through the two ports below, wired by the composition root.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from hanse.kit.errors import Forbidden, Unauthenticated
from hanse.platform.authz import ANONYMOUS, Principal, PrincipalKind, TenantRef
from hanse.platform.http.messages import WebRequest
from hanse.platform.services import Services

SESSION_COOKIE = "hanse_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_MAXIMUM = 200


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of authentication. `csrf_secret` is bound to the session; empty for API keys and visitors."""

    principal: Principal = ANONYMOUS
    tenant: TenantRef | None = None
    csrf_secret: str = ""


class Authenticator(Protocol):
    """Looks up credentials; None means unknown, ended, expired or revoked: the caller cannot tell which."""

    async def by_session(self, services: Services, token: str, ip: str | None) -> Identity | None: ...

    async def by_api_key(self, services: Services, key: str, ip: str | None) -> Identity | None: ...


class TenantDirectory(Protocol):
    """Finds a tenant for visitors: by handle (`/t/<handle>`) or by the domain it owns. None when there is none."""

    async def by_handle(self, services: Services, handle: str) -> TenantRef | None: ...

    async def by_host(self, services: Services, host: str) -> TenantRef | None: ...


class CrossSiteRequest(Forbidden):
    code = "cross_site_request"
    title = "This form came from another page or is too old; load the page again and repeat"


async def identify(services: Services, request: WebRequest) -> Identity:
    """Authenticate one request. A credential that is present but not valid is refused, never treated as a visitor.

    Raises Unauthenticated.
    """
    authorization = request.headers.get("authorization")
    if authorization is not None:
        scheme, _, key = authorization.partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key or len(key) > TOKEN_MAXIMUM or not key.isascii():
            raise Unauthenticated("Send the API key as: Authorization: Bearer <key>")
        identity = await services.authenticator.by_api_key(services, key, request.ip)
        if identity is None:
            raise Unauthenticated(
                "This API key is not valid; it may be revoked, expired, or not allowed from this address"
            )
        return identity
    token = request.cookies.get(session_cookie(services))
    if not token:
        return Identity()
    identity = None
    if len(token) <= TOKEN_MAXIMUM and token.isascii():
        identity = await services.authenticator.by_session(services, token, request.ip)
    if identity is None:
        raise SessionEnded()
    return identity


def outside(identity: Identity) -> Identity:
    """The same caller outside of any business: nothing but their account. An API key is nobody's account."""
    who = identity.principal
    if who.account_id is None or who.kind is PrincipalKind.API_KEY:
        return Identity(principal=ANONYMOUS, csrf_secret=identity.csrf_secret)
    account = Principal(
        kind=PrincipalKind.ACCOUNT,
        display_name=who.display_name,
        email=who.email,
        account_id=who.account_id,
        session_id=who.session_id,
        locale=who.locale,
        timezone=who.timezone,
        authenticated_strongly=who.authenticated_strongly,
    )
    return Identity(principal=account, csrf_secret=identity.csrf_secret)


class SessionEnded(Unauthenticated):
    code = "session_ended"
    title = "Your session has ended; log in again"


def session_cookie(services: Services) -> str:
    """The session cookie's name: with the __Host- prefix wherever the site is served over https."""
    return f"__Host-{SESSION_COOKIE}" if is_secure(services) else SESSION_COOKIE


def is_secure(services: Services) -> bool:
    """Whether people reach this installation over https."""
    return services.settings.public_url.startswith("https://")


def csrf_token(services: Services, identity: Identity) -> str:
    """The token forms of this session carry. Visitors get one too, worth nothing but the origin check."""
    return hmac.new(services.crypto.key("csrf"), identity.csrf_secret.encode(), sha256).hexdigest()


def check_origin(services: Services, request: WebRequest) -> None:
    """Refuse a state-changing browser request that did not start on our own pages. Raises CrossSiteRequest."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise CrossSiteRequest()
    origin = request.headers.get("origin")
    if origin is not None:
        host = request.headers.get("host", "")
        if urlsplit(origin).netloc.lower() != host.lower():
            raise CrossSiteRequest()
    elif site is None:
        referer = request.headers.get("referer")
        if referer is None or urlsplit(referer).netloc.lower() != request.headers.get("host", "").lower():
            raise CrossSiteRequest()


def check_csrf(services: Services, request: WebRequest, identity: Identity, sent: str | None) -> None:
    """Demand origin and token for a cookie-authenticated change. Raises CrossSiteRequest."""
    check_origin(services, request)
    expected = csrf_token(services, identity)
    if sent is None or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise CrossSiteRequest()
