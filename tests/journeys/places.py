"""Every page there is, from the registry: whom it is for, and an example address in the demo world.

A page with ids in its address needs an example for each of them here; a new page without one fails.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hanse.app import build_registry
from hanse.platform.http.docs import DOCS_PAGES
from hanse.platform.registry import PageRoute
from hanse.platform.web.site_pages import SITE_PAGES
from tests.journeys import catalog_places, contract_places, quote_places, trade_places

READERS: Mapping[str, str | None] = {
    "owner": "owner@nordhaven.example",
    "buyer": "buyer@nordhaven.example",
    "company": "company@nordhaven.example",
    "visitor": None,
}
_REGISTRY = build_registry()
ROUTES: tuple[PageRoute, ...] = (*SITE_PAGES, *DOCS_PAGES, *_REGISTRY.pages)
GETS = tuple(route for route in ROUTES if route.method == "GET")

# What answers a GET without being a page: data for scripts, files, and steps that lead elsewhere at once.
DATA = frozenset(
    {
        "/palette",
        "/t/{handle}/logo/{digest}",
        "/admin/members/options",
        "/admin/members/places",
        "/app/members/options",
        "/app/members/places",
        "/admin/audit/export.csv",
        "/admin/organizations/options",
        "/admin/contracts/export.csv",
        "/admin/organizations/import/{import_id}/problems.csv",
        "/t/{handle}/login/company/{provider_id}",
        "/login/company/{provider_id}",
        *catalog_places.DATA,
    }
)
# Shows every component with links that lead nowhere.
SAMPLES = "/platform/design"
# Pages whose content needs a link of a mail or a provider outside; seen whole in the journeys.
STATUSES = {
    "/app/approvals/{approval_id}": 404,  # only who decides or asked sees it
    "/reset": 410,
    "/verify-email": 410,
    "/confirm-email": 410,
    "/invitations/{token}": 410,
    "/signup/confirm": 410,
    "/t/{handle}/apply/confirm": 410,
    "/platform/mailbox/{message}": 404,
    "/admin/company-log-in/{provider_id}": 404,
}
# Pages that are about something the address names.
QUERIES = {
    "/admin/views/new": "?page=/admin/organizations&query=status%3Dactive",
    "/admin/settings/notifications/new": "?kind=quote.for_seller",
}
# Where these lead depends on who comes.
LEADING = frozenset(
    {
        "/",
        "/login/second-factor",
        "/login/recovery",
        "/signup",
        "/organizations/{organization_id}",
        "/admin/applications/{application_id}",
        "/app/onboarding",
        *catalog_places.LEADING,
        *contract_places.LEADING,
        *trade_places.LEADING,
        *quote_places.LEADING,
    }
)


@dataclass(frozen=True)
class Visit:
    """One page as one reader sees it."""

    path: str
    reader: str

    def __str__(self) -> str:
        return f"{self.path} {self.reader}"


def audiences(route: PageRoute) -> tuple[str, ...]:
    """Whom a page is for, by its address."""
    first = route.path.split("/")[1]
    if route.access == "public":
        return ("visitor",)
    if first == "app":
        return ("buyer", "company")
    return ("owner", "buyer") if first == "account" else ("owner",)


def pages() -> list[Visit]:
    """Every page with every reader it is for."""
    return [Visit(route.path, reader) for route in GETS if route.path not in DATA for reader in audiences(route)]


def parameters(path: str) -> list[str]:
    """The names of the ids in an address pattern."""
    return re.findall(r"{(\w+)(?::\w+)?}", path)


def address(path: str, examples: Mapping[str, str]) -> str:
    """The example address of a page: examples are found by pattern and name, or by name alone."""
    query, pattern = QUERIES.get(path, ""), path
    for name in parameters(pattern):
        value = examples.get(f"{pattern} {name}", examples.get(name))
        assert value is not None, f"tests/journeys/places.py needs an example of {name!r} for {pattern}"
        path = re.sub(r"{" + name + r"(?::\w+)?}", value, path)
    return path + query


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"({\w+(?::\w+)?})", path)
    found = (
        ".+" if part.endswith(":path}") else "[^/]+" if part.startswith("{") else re.escape(part) for part in parts
    )
    return re.compile("".join(found) + "/?")


_EXTRA = ("/static/{path:path}", "/files/{token}", "/schema", "/graphql", "/healthz", "/readyz")
_GET_PATTERNS = [(path, _pattern(path)) for path in (*(route.path for route in GETS), *_EXTRA)]
_GET_PATTERNS += [(r.path, _pattern(r.path)) for r in _REGISTRY.routes if r.method == "GET"]
_POST_PATTERNS = [(route.path, _pattern(route.path)) for route in ROUTES if route.method == "POST"]


def route_of(path: str, method: str = "GET") -> str | None:
    """The pattern an address belongs to; None when nothing answers there."""
    known = _GET_PATTERNS if method == "GET" else _POST_PATTERNS
    exact = next((pattern for pattern, _ in known if pattern == path), None)
    return exact or next((pattern for pattern, form in known if form.fullmatch(path)), None)
