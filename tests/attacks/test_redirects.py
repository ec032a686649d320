"""Attack 11, and every way to be sent elsewhere: `next`, the page to go back to, flash links, spoofed Host headers."""

from __future__ import annotations

import base64
import json
from urllib.parse import urljoin, urlsplit

import pytest

from hanse.platform.web.requests import local_path
from hanse.testing.installation import ORIGIN, PASSWORD, Business, Installation
from tests.attacks.visits import csrf_of

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\x7f/evil.example",
    "/\u0100/evil.example",
    "/\u3000/evil.example",
    "/\u200b/evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "/%09/evil.example",
    "/%5cevil.example",
    "/..//evil.example",
    "/.//evil.example",
    "",
)


def where(location: str) -> str:
    """The host a browser ends up at: it drops tabs and line breaks and reads backslashes as slashes."""
    seen = location.strip(" ").replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
    return urlsplit(urljoin(f"{ORIGIN}/login", seen)).netloc


@pytest.mark.parametrize("target", ELSEWHERE, ids=[repr(target) for target in ELSEWHERE])
async def test_log_in_never_leads_to_another_host(target: str, business: Business, installation: Installation) -> None:
    inside = await business.owner.page("/login", params={"next": target})
    assert inside.status_code == 303
    assert where(inside.headers["location"]) == urlsplit(ORIGIN).netloc
    visitor = installation.visitor()
    fields = {"email": business.owner.email, "password": PASSWORD, "next": target}
    entered = await visitor.submit("/login", {**fields, "csrf_token": await csrf_of(visitor, "/login")})
    assert entered.status_code == 303
    assert where(entered.headers["location"]) == urlsplit(ORIGIN).netloc


@pytest.mark.parametrize("target", ELSEWHERE, ids=[repr(target) for target in ELSEWHERE])
async def test_the_way_back_never_leads_to_another_host(target: str, business: Business) -> None:
    for headers in ({}, {"hx-request": "true"}):
        answer = await business.owner.submit("/theme", {"theme": "dark", "back": target}, headers=headers)
        location = answer.headers.get("location") or answer.headers["hx-redirect"]
        assert where(location) == urlsplit(ORIGIN).netloc


def test_what_was_checked_is_what_is_sent() -> None:
    """A path may hold any letters; they travel encoded, so that nothing between here and the browser changes it."""
    assert local_path("/organizations?q=Bürø&next=/a", "/") == "/organizations?q=B%C3%BCr%C3%B8&next=/a"
    assert local_path("/already%20encoded?x=%2F%2F", "/") == "/already%20encoded?x=%2F%2F"


async def test_a_planted_flash_links_nowhere_else(business: Business) -> None:
    for href in ("https://evil.example", "//evil.example", "javascript:alert(1)", "/\x7f/evil.example"):
        flash = json.dumps({"message": "You won", "href": href, "link": "Here"}).encode()
        business.owner.http.cookies.set("hanse_flash", base64.urlsafe_b64encode(flash).decode())
        page = await business.owner.page("/account")
        assert page.status_code == 200
        assert "evil.example" not in page.text
        assert "alert(1)" not in page.text


async def test_log_in_is_asked_for_at_this_host_whatever_host_is_named(installation: Installation) -> None:
    for headers in (
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example;proto=https"},
        {"x-original-url": "//evil.example", "x-rewrite-url": "//evil.example"},
    ):
        visitor = installation.visitor()
        for path in ("/admin", "/login", "/signup", "/forgot", "/nowhere", "/schema", "//evil.example/admin"):
            answer = await visitor.page(path, headers=headers)
            assert "evil.example" not in answer.headers.get("location", "").partition("?")[0], path
            if "evil.example" not in path:
                assert "evil.example" not in answer.text, path


async def test_the_address_of_a_page_is_no_way_out(installation: Installation) -> None:
    """Whoever is sent to log in comes back to a path of this site, even when the path looked like another host."""
    visitor = installation.visitor()
    asked = await visitor.page("//evil.example/admin")
    if asked.status_code == 303:
        assert where(asked.headers["location"]) == urlsplit(ORIGIN).netloc
