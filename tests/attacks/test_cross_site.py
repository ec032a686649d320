"""Requests forged by other pages, framing, caching, cookie flags, other methods: whatever a browser can be made to do.

Walks every REST command and every page of the registry, so that later ones are covered the moment they exist.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hanse.app import DOMAINS, build_registry, build_services, build_web
from hanse.platform.commands import operation_of
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.registry import PageRoute, Route
from hanse.platform.web.site_pages import SITE_PAGES
from hanse.testing.installation import ORIGIN, PASSWORD, Business, Client, test_settings
from tests.attacks.visits import csrf_of, filled
from tests.sampling import taken_in_turn

REGISTRY = build_registry()
WRITES = [route for route in REGISTRY.routes if route.method != "GET"]
PAGES = [*SITE_PAGES, *REGISTRY.pages]
FORMS = [page for page in PAGES if page.method == "POST" and page.proof == "token"]
VIEWS = [page for page in PAGES if page.method == "GET" and "{" not in page.path]

# What the browser of a victim says about a request that another page made it send.
FORGED: dict[str, dict[str, str]] = {
    "no origin at all": {},
    "another origin": {"origin": "https://evil.example"},
    "a subdomain": {"origin": "http://evil.hanse.test"},
    "another port": {"origin": f"{ORIGIN}:8080"},
    "opaque origin": {"origin": "null"},
    "own name in front": {"origin": "http://hanse.test.evil.example"},
    "own name as a user": {"origin": "http://hanse.test@evil.example"},
    "another referer": {"referer": "https://evil.example/hanse.test"},
    "cross-site": {"sec-fetch-site": "cross-site", "origin": ORIGIN},
    "same-site": {"sec-fetch-site": "same-site", "origin": ORIGIN},
    "cross-site without origin": {"sec-fetch-site": "cross-site"},
    "own origin and another referer's site": {"sec-fetch-site": "cross-site", "referer": f"{ORIGIN}/"},
}


def name_of(route: Route | PageRoute) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("how", FORGED)
async def test_a_forged_request_changes_nothing_even_with_the_right_token(how: str, business: Business) -> None:
    owner = business.owner
    token, owner.csrf = owner.csrf, ""
    headers = {**FORGED[how], "x-csrf-token": token}
    answer = await owner.send("POST", "/v1/organizations", json={"name": "Forged"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")
    page = await owner.send(
        "POST", "/admin/settings", data={"name": "Forged", "csrf_token": token}, headers={**FORGED[how]}
    )
    assert page.status_code == 403
    assert (await owner.get("/v1/organizations")).json()["items"] == []
    assert (await owner.get("/v1/tenant")).json()["name"] != "Forged"


async def test_every_change_over_rest_wants_the_sessions_own_token(
    business: Business, other_business: Business
) -> None:
    visitors_token = await csrf_of(business.installation.visitor(), "/login")
    owner = business.owner
    own, owner.csrf = owner.csrf, ""
    wrong = ("", "x", other_business.owner.csrf, visitors_token, own[:-1], own.upper(), own + "0", None)
    through = []
    for turn, route in enumerate(WRITES):
        path = filled(route.path, dict(operation_of(route.operation).ids))
        for token in taken_in_turn(wrong, turn, 2):
            headers = {"origin": ORIGIN, **({"x-csrf-token": token} if token is not None else {})}
            answer = await owner.send(route.method, path, json={}, headers=headers, unread=True)
            if answer.status_code != 403 or answer.json()["code"] != "cross_site_request":
                through.append((name_of(route), token, answer.status_code))
    assert through == []


def test_forms_without_a_token_are_these() -> None:
    """Each is a decision: a SAML answer comes from another site's page, and is proved by what it holds."""
    without = {(page.path, page.proof) for page in PAGES if page.method == "POST" and page.proof != "token"}
    answer = "/login/company/{provider_id}/saml"
    assert without == {(answer, "none"), (f"{answer}/answer", "origin")}


async def test_every_form_wants_the_sessions_own_token(business: Business, other_business: Business) -> None:
    owner = business.owner
    own, owner.csrf = owner.csrf, ""
    attempts: list[tuple[str, dict[str, str]]] = [("", {}), (other_business.owner.csrf, {}), (own[:-1], {})]
    attempts += [(own, FORGED["cross-site"]), (own, FORGED["another origin"])]
    through = []
    for turn, page in enumerate(FORMS):
        path = filled(page.path, {}, handle=business.tenant.handle)
        for token, headers in taken_in_turn(attempts, turn, 2):
            answer = await owner.submit(path, {"csrf_token": token}, headers=headers)
            if answer.status_code != 403:
                through.append((name_of(page), token, answer.status_code))
    assert through == []


async def test_a_visitors_forms_are_not_sent_from_elsewhere_either(business: Business) -> None:
    """Log-in cross-site: being logged in as the attacker is an attack too."""
    visitor = business.installation.visitor()
    token = await csrf_of(visitor, "/login")
    del visitor.http.headers["origin"]
    through = []
    for turn, page in enumerate([*FORMS, *(page for page in PAGES if page.proof == "origin")]):
        path = filled(page.path, {}, handle=business.tenant.handle)
        for how in taken_in_turn(("no origin at all", "another origin", "cross-site"), turn, 1):
            sent = {"accept": "application/json", **FORGED[how]}
            answer = await visitor.send("POST", path, data={"csrf_token": token}, headers=sent)
            if answer.status_code not in (401, 403):
                through.append((name_of(page), how, answer.status_code))
    assert through == []


async def test_a_change_is_json_or_nothing(business: Business) -> None:
    """What a plain form of another site can send (text/plain, urlencoded, multipart) is never read as a body.

    Where a file is taken, it may come as a form's part: with the session's token, as every change.
    """
    kinds = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", "")
    through = []
    for turn, route in enumerate(WRITES):
        operation = operation_of(route.operation)
        path = filled(route.path, dict(operation.ids))
        for kind in taken_in_turn(kinds, turn, 2):
            headers = {"content-type": kind} if kind else {}
            answer = await business.owner.send(
                route.method, path, content=b'{"name": "Plain"}', headers=headers, unread=True
            )
            refused = answer.status_code in ((403, 404, 415) if operation.input is not None else (404, 422))
            if route.uploads and kind.startswith("multipart/"):
                refused = answer.status_code in (403, 404, 422)
            if not refused:
                through.append((name_of(route), kind, answer.status_code))
    assert through == []


OVERRIDES: list[dict[str, Any]] = [
    {"headers": {"x-http-method-override": "DELETE"}},
    {"headers": {"x-http-method": "POST"}},
    {"headers": {"x-method-override": "POST"}},
    {"params": {"_method": "POST"}},
]


@pytest.mark.parametrize("how", OVERRIDES, ids=str)
async def test_no_get_is_taken_for_another_method(how: dict[str, Any], business: Business) -> None:
    before = (await business.owner.get("/v1/tenant")).json()
    for path in ("/v1/tenant/close", "/admin/settings/close", "/logout"):
        answer = await business.owner.send("GET", path, **how)
        assert answer.status_code in (404, 405), f"{path}: {answer.status_code}"
    assert (await business.owner.get("/v1/tenant")).json() == before


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "POST "])
async def test_unknown_methods_are_refused(method: str, business: Business) -> None:
    answer = await business.owner.http.request(method, "/v1/tenant")
    assert answer.status_code in (404, 405)


async def test_no_other_origin_may_read(business: Business) -> None:
    for path in ("/v1/tenant", "/v1/me", "/schema", "/graphql", "/login"):
        for method in ("GET", "OPTIONS"):
            headers = {
                "origin": "https://evil.example",
                "access-control-request-method": "POST",
                "access-control-request-headers": "x-csrf-token",
            }
            answer = await business.owner.http.request(method, path, headers=headers)
            assert not [name for name in answer.headers if name.startswith("access-control-")], path


async def test_every_page_keeps_itself_out_of_frames_and_caches(business: Business) -> None:
    expected = {
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    parts = ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'")
    wrong = []
    for page in VIEWS:
        answer = await business.owner.page(page.path)
        policy = answer.headers["content-security-policy"]
        if answer.status_code >= 500:
            wrong.append((page.path, "status", str(answer.status_code)))
        if "unsafe-" in policy or not all(part in policy for part in parts):
            wrong.append((page.path, "policy", policy))
        wrong += [
            (page.path, name, str(answer.headers.get(name)))
            for name, value in expected.items()
            if answer.headers.get(name) != value
        ]
    assert wrong == []


async def test_no_answer_of_the_api_is_kept_by_a_cache(business: Business) -> None:
    for route in REGISTRY.routes:
        if route.method == "GET":
            path = filled(route.path, dict(operation_of(route.operation).ids))
            answer = await business.owner.get(path)
            assert "no-store" in answer.headers.get("cache-control", ""), f"{path}: {answer.headers}"


async def test_the_nonce_of_the_policy_is_new_each_time(business: Business) -> None:
    seen = {(await business.owner.page("/account")).headers["content-security-policy"] for _ in range(5)}
    assert len(seen) == 5


async def test_cookies_are_kept_from_scripts_and_other_sites(business: Business) -> None:
    visitor = business.installation.visitor()
    fields = {"email": business.owner.email, "password": PASSWORD, "csrf_token": await csrf_of(visitor, "/login")}
    cookie = (await visitor.submit("/login", fields)).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain" not in cookie


async def test_over_https_cookies_are_bound_to_host_and_encryption(
    installation_urls: DatabaseUrls, business: Business, tmp_path: Path
) -> None:
    settings = test_settings(installation_urls, tmp_path, public_url="https://hanse.test", env="production")
    services = build_services(settings, business.installation.clock)
    application = build_web(services)
    await services.database.open()
    try:
        visitor = Client(application, {"origin": ORIGIN})
        fields = {"email": business.owner.email, "password": PASSWORD, "csrf_token": await csrf_of(visitor, "/login")}
        answer = await visitor.submit("/login", fields)
        cookies = answer.headers.get_list("set-cookie")
        assert any(cookie.startswith("__Host-hanse_session=") for cookie in cookies), cookies
        for cookie in cookies:
            assert "Secure" in cookie
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        # The name without the prefix, which another host of the domain could set, is not read.
        planted = Client(application)
        planted.http.cookies.set("hanse_session", business.owner.session.token)
        assert (await planted.get("/v1/me")).status_code == 401
    finally:
        await services.database.close()


def test_nothing_that_changes_is_a_get() -> None:
    """The registry refuses it for commands; forms and links of pages are only as safe as this list is empty."""
    for domain in DOMAINS:
        for route in domain.routes:
            operation = operation_of(route.operation)
            assert operation.kind == "query" or route.method != "GET", name_of(route)
