"""The command palette leads to every page that needs no id: by the navigation, or as a place of a manifest."""

from __future__ import annotations

from pathlib import Path

from hanse.app import build_registry

ROOT = Path(__file__).parents[2]

# Answers for scripts and files, and steps that another page leads to with what they need.
NOT_PLACES = frozenset(
    {
        "/account/confirm",
        "/account/second-factor",
        "/admin/audit/export.csv",
        "/admin/contracts/export.csv",
        "/admin/members/options",
        "/admin/members/places",
        "/admin/organizations/options",
        "/admin/settings/notifications/new",
        "/app/catalogue-compare",
        "/app/members/options",
        "/app/members/places",
    }
)


def test_every_page_is_found_by_the_palette() -> None:
    registry = build_registry()
    known = {item.href for item in registry.nav} | {place.href for place, _ in registry.places}
    pages = {page.path for page in registry.pages if page.method == "GET" and page.access != "public"}
    unknown = {path for path in pages - known if "{" not in path}
    assert unknown == NOT_PLACES


def test_places_have_an_icon_that_is_brought() -> None:
    icons = set((ROOT / "hanse" / "platform" / "web" / "icons.txt").read_text("utf-8").split())
    assert {place.icon for place, _ in build_registry().places} <= icons
