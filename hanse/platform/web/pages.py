"""Server-rendered pages: from a PageRoute to an answer, with shell, CSRF, rollback on refusal, and error pages.

Handlers are `async def page(ctx, request: PageRequest) -> View | Redirect | Reply`. No rule and no SQL lives here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import msgspec

from hanse.kit.errors import (
    Forbidden,
    HanseError,
    NotFound,
    PreconditionFailed,
    SecondFactorRequired,
    Unauthenticated,
)
from hanse.platform.authz import TenantRef
from hanse.platform.context import SECOND_FACTOR, Ctx, open_context
from hanse.platform.http.auth import (
    SAFE_METHODS,
    Identity,
    SessionEnded,
    check_csrf,
    check_origin,
    csrf_token,
    is_secure,
    outside,
    session_cookie,
)
from hanse.platform.http.messages import HTML, Reply, WebRequest, cookie
from hanse.platform.http.rest import CSRF_HEADER, MethodNotAllowed, origin_of
from hanse.platform.http.throttle import check_rate, identify_counted
from hanse.platform.limits import refusal_headers
from hanse.platform.registry import PageRoute
from hanse.platform.services import Services
from hanse.platform.web.conflicts import compare_page, stale_form
from hanse.platform.web.forms import resolved
from hanse.platform.web.navigation import active_groups, audience_of
from hanse.platform.web.refusals import refusal
from hanse.platform.web.requests import PageRequest, Redirect, View, local_path
from hanse.platform.web.shell import Audience, Branding, Flash, OnBehalfBanner, Shell, ShellUser, SwitcherEntry, Theme

FLASH_COOKIE = "hanse_flash"
THEME_COOKIE = "hanse_theme"
SWITCH_PATH = "/switch"


class ShellSource(Protocol):
    """What the frame of a signed-in page shows beyond the request: where one can switch to, and what is unread."""

    async def switcher(self, ctx: Ctx) -> tuple[tuple[SwitcherEntry, ...], tuple[SwitcherEntry, ...]]: ...

    async def unread(self, ctx: Ctx) -> int: ...

    def logo_url(self, tenant: TenantRef) -> str | None: ...


class NoBusiness(Forbidden):
    code = "no_business"
    title = "You do not belong to a business here yet; accept an invitation or create one"


class RolledBack(Exception):
    """Carries an answer of 400 or more out of the transaction, so that nothing of the attempt stays."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("rolled back")
        self.reply = reply


class PageSite:
    """All pages of an installation; gives the endpoints for the router and the error page for the frame."""

    def __init__(self, services: Services, routes: Iterable[PageRoute], source: ShellSource) -> None:
        self.services = services
        self.source = source
        self._routes: dict[str, dict[str, PageRoute]] = defaultdict(dict)
        for route in routes:
            if route.method in self._routes[route.path]:
                raise ValueError(f"the page {route.method} {route.path} is declared twice")
            self._routes[route.path][route.method] = route

    def endpoints(self) -> dict[str, Any]:
        """Path pattern to endpoint."""
        return {path: PageEndpoint(self, path, routes) for path, routes in self._routes.items()}

    # ---- rendering -----------------------------------------------------------------------------------------------

    async def render(self, ctx: Ctx, request: PageRequest, view: View) -> Reply:
        """Render a view into an answer; a flash that was shown is removed."""
        shell = await self.shell(ctx, request)
        renderer = self.services.renderer
        if view.block and request.is_htmx:
            body = renderer.render_block(view.template, view.block, view.context, shell)
        else:
            body = renderer.render(view.template, view.context, shell)
        headers = [("cache-control", "no-store"), ("vary", "hx-request, cookie"), *view.headers]
        if shell.flashes:
            headers.append(cookie(FLASH_COOKIE, "", secure=is_secure(self.services), max_age=0))
        return Reply(body, status=view.status, content_type=HTML, headers=headers)

    async def shell(self, ctx: Ctx, request: PageRequest) -> Shell:
        """What stands around the page for this reader."""
        frame = self._bare_shell(ctx, request)
        principal = ctx.principal
        if not principal.is_authenticated:
            return frame
        tenants, organizations = await self.source.switcher(ctx)
        acting = principal.on_behalf
        place = principal.organization_name or next((one.label for one in organizations if one.active), "")
        return msgspec.structs.replace(
            frame,
            user=ShellUser(
                name=principal.display_name,
                email=principal.email or "",
                initials=_initials(principal.display_name),
                key=_person_key(ctx),
            ),
            nav=active_groups(self.services.registry.nav, frame.audience, request.path, ctx.may_anywhere),
            tenants=tenants,
            organizations=organizations,
            organization_name=place,
            banner=OnBehalfBanner(name=acting.display_name, organization=place) if acting else None,
            unread=await self.source.unread(ctx),
        )

    def _bare_shell(self, ctx: Ctx, request: PageRequest) -> Shell:
        tenant = ctx.tenant_or_none
        return Shell(
            audience=audience_of(request.path, ctx.principal.grants),
            tenant=self.branding(tenant),
            flashes=read_flashes(request.web.cookies.get(FLASH_COOKIE, "")),
            csrf_token=csrf_token(self.services, request.identity),
            csp_nonce=request.web.nonce,
            locale=ctx.locale,
            timezone=ctx.principal.timezone or (tenant.timezone if tenant else "UTC"),
            theme=_theme(request.web.cookies.get(THEME_COOKIE, "")),
            path=request.path,
            query=request.web.scope["query_string"].decode("latin-1"),
            demo=self.services.settings.demo,
            request_id=ctx.request_id,
            now=ctx.now,
        )

    def branding(self, tenant: TenantRef | None) -> Branding:
        """The tenant's face, or Hanse's own."""
        if tenant is None:
            return Branding()
        return Branding(
            name=tenant.name,
            accent=tenant.accent,
            logo_url=self.source.logo_url(tenant),
            home_url=f"/t/{tenant.handle}",
        )

    # ---- failures ------------------------------------------------------------------------------------------------

    async def error_page(self, scope: Any, error: HanseError) -> Reply:
        """A readable page for a failure; needs no database, so that it can tell that there is none."""

        async def nothing() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        web = WebRequest(scope, nothing, 0)
        if isinstance(error, Unauthenticated) and web.method in SAFE_METHODS:
            return self._to_login(web, error)
        if isinstance(error, NoBusiness) and web.method in SAFE_METHODS:
            return Reply(
                status=303, headers=[("location", SWITCH_PATH), ("cache-control", "no-store")], content_type=HTML
            )
        if isinstance(error, SecondFactorRequired) and web.method in SAFE_METHODS:
            headers = [("location", f"{SECOND_FACTOR}?next={_here(web)}"), ("cache-control", "no-store")]
            return Reply(status=303, headers=headers, content_type=HTML)
        identity = scope["hanse"].get("identity") or Identity()
        request = PageRequest(web, identity, [])
        shell = Shell(
            tenant=self.branding(identity.tenant),
            csrf_token=csrf_token(self.services, identity),
            csp_nonce=web.nonce,
            theme=_theme(web.cookies.get(THEME_COOKIE, "")),
            path=request.path,
            request_id=web.request_id,
            now=self.services.clock.now(),
        )
        context = refusal(
            error,
            again=web.path if web.method in SAFE_METHODS else "",
            home=shell.tenant.home_url,
            is_known=identity.principal.is_authenticated,
        )
        body = self.services.renderer.render("errors/error.html", context, shell)
        headers = [("cache-control", "no-store")]
        headers.extend(refusal_headers(error))
        return Reply(body, status=error.status, content_type=HTML, headers=headers)

    def _to_login(self, web: WebRequest, error: Unauthenticated) -> Reply:
        headers = [("location", f"/login?next={_here(web)}"), ("cache-control", "no-store")]
        if isinstance(error, SessionEnded):
            headers.append(cookie(session_cookie(self.services), "", secure=is_secure(self.services), max_age=0))
        if web.is_htmx:
            return Reply(status=204, headers=[("hx-redirect", headers[0][1]), *headers[1:]])
        return Reply(status=303, headers=headers, content_type=HTML)


class PageEndpoint:
    """All methods of one page address."""

    def __init__(self, site: PageSite, path: str, routes: dict[str, PageRoute]) -> None:
        self.site = site
        self.services = site.services
        self.path = path
        self.routes = routes
        self.accepts_uploads = any(route.uploads for route in routes.values())
        self.upload_most = max((route.upload_most for route in routes.values() if route.upload_most), default=None)

    async def __call__(self, web: WebRequest) -> Reply:
        if "{token}" in self.path:
            web.state["log_path"] = self.path  # a secret of the address never reaches the log
        route = self.routes.get(web.method)
        if route is None:
            raise MethodNotAllowed(extra={"allow": ", ".join(sorted(self.routes))})
        web.state["page"] = f"{route.method} {route.path}"
        identity = await self._identify(web, route)
        web.state["identity"] = identity
        await check_rate(self.services, web, identity)
        fields = await self._fields(web, identity, route)
        if route.tenantless:
            identity = outside(identity)
        request = PageRequest(web, identity, fields)
        origin = origin_of(web, "page")
        version = request.field("_version")
        if version.isascii() and version.isdigit():
            origin = replace(origin, expected_version=int(version[:15]))
        try:
            async with open_context(
                self.services, tenant=identity.tenant, principal=identity.principal, origin=origin
            ) as ctx:
                return await self._answer(ctx, request, route)
        except RolledBack as rolled_back:
            return rolled_back.reply

    async def _identify(self, web: WebRequest, route: PageRoute) -> Identity:
        if "authorization" in web.headers:
            raise Unauthenticated("Pages take a log-in, not an API key; use /v1 with the key")
        if route.proof == "none":
            return Identity()
        try:
            identity = await identify_counted(self.services, web)
        except SessionEnded:
            if route.access != "public":
                raise
            identity = Identity()
        if route.access != "public" and not identity.principal.is_authenticated:
            raise Unauthenticated()
        public = await self._public_tenant(web)
        if public is not None and (identity.tenant is None or identity.tenant.id != public.id):
            # At the address of a business, a reader who works in another one is nobody but their account.
            identity = msgspec.structs.replace(outside(identity), tenant=public)
        if route.access == "member" and identity.tenant is None:
            if identity.principal.second_factor_for:
                raise SecondFactorRequired()
            raise NoBusiness()
        return identity

    async def _public_tenant(self, web: WebRequest) -> TenantRef | None:
        handle = web.params.get("handle")
        if handle is not None:
            tenant = await self.services.tenants.by_handle(self.services, handle)
            if tenant is None:
                raise NotFound()
            return tenant
        host = web.headers.get("host", "").lower()
        if host and host != urlsplit(self.services.settings.public_url).netloc.lower():
            # A business's own proven domain; any other name leads nowhere in particular.
            return await self.services.tenants.by_host(self.services, host)
        return None

    async def _fields(self, web: WebRequest, identity: Identity, route: PageRoute) -> list[tuple[str, Any]]:
        if web.method in SAFE_METHODS:
            return []
        fields = await web.form()
        if route.proof != "token":
            if route.proof == "origin":
                check_origin(self.services, web)
            return list(fields)
        sent = next((value for name, value in fields if name == "csrf_token" and isinstance(value, str)), None)
        check_csrf(self.services, web, identity, sent or web.headers.get(CSRF_HEADER))
        return resolved(fields)

    async def _answer(self, ctx: Ctx, request: PageRequest, route: PageRoute) -> Reply:
        if route.permission is not None and not ctx.may_anywhere(route.permission):
            ctx.authorize(route.permission)
        result = await route.handler(ctx, request)
        if isinstance(result, Redirect):
            return redirect(self.services, request, result)
        if isinstance(result, View) and result.status == PreconditionFailed.status:
            await self._compare(ctx, request, result)
        reply = await self.site.render(ctx, request, result) if isinstance(result, View) else result
        if reply.status >= 400:
            raise RolledBack(reply)
        return reply

    async def _compare(self, ctx: Ctx, request: PageRequest, refused: View) -> None:
        """Lay what was saved meanwhile beside what was written, as the same address shows it now."""
        form, opening = stale_form(refused), self.routes.get("GET")
        if form is None or opening is None:
            return
        now = await opening.handler(ctx, request)
        if isinstance(now, View):
            whole = View(now.template, now.context)
            await compare_page(ctx, request, form, (await self.site.render(ctx, request, whole)).body.decode())


def _person_key(ctx: Ctx) -> str:
    """Stands for a person in one business where a browser keeps something for them; others cannot be told from it."""
    text = f"{ctx.tenant.id if ctx.tenant_or_none else ''}:{ctx.principal.account_id}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def redirect(services: Services, request: PageRequest, result: Redirect) -> Reply:
    """Answer with 303 (or htmx's own redirect), carrying the flash in a short-lived cookie."""
    target = local_path(result.to, "/")
    headers = [("cache-control", "no-store"), *result.headers]
    if result.flash is not None:
        headers.append(cookie(FLASH_COOKIE, write_flash(result.flash), secure=is_secure(services), max_age=60))
    if request.is_htmx:
        return Reply(status=204, headers=[("hx-redirect", target), *headers])
    return Reply(status=303, headers=[("location", target), *headers], content_type=HTML)


def write_flash(flash: Flash) -> str:
    """Pack a flash for its cookie; it is rendered escaped, so it needs no signature."""
    return base64.urlsafe_b64encode(msgspec.json.encode(flash)).decode().rstrip("=")


def read_flashes(text: str) -> tuple[Flash, ...]:
    """Unpack the flash cookie; anything unreadable, too long, or linking off this site is nothing."""
    if not text or len(text) > 2_000:
        return ()
    try:
        flash = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Flash)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return ()
    if flash.href is not None and local_path(flash.href, "") == "":
        return ()
    return (flash,)


def _here(web: WebRequest) -> str:
    """The present address, as part of another one."""
    query = web.scope["query_string"].decode("latin-1")
    return quote(f"{web.path}?{query}" if query else web.path, safe="")


def _theme(value: str) -> Theme:
    return Theme(value) if value in tuple(Theme) else Theme.SYSTEM


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"


PageHandler = Callable[[Ctx, PageRequest], Any]
__all__ = ["Audience", "PageEndpoint", "PageSite", "RolledBack", "ShellSource", "redirect"]
