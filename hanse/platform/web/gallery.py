"""The design system on show: every component in every state, and sample pages of each kind.

`gallery_context()` feeds `gallery.html`; `python -m hanse.platform.web.gallery --out DIR` writes that page and
the sample pages as static files, for looking at and for axe. The sample data is in samples.py.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec

from hanse.platform.web.render import STATIC, Renderer
from hanse.platform.web.samples import NOW, gallery_context
from hanse.platform.web.shell import (
    Audience,
    Branding,
    Flash,
    NavGroup,
    NavItem,
    OnBehalfBanner,
    PaletteAction,
    Shell,
    ShellAddresses,
    ShellUser,
    SwitcherEntry,
    Theme,
)

__all__ = ["gallery_context", "gallery_shell", "main", "pages", "write"]


def gallery_shell(**changes: Any) -> Shell:
    """Give the frame of the sample pages: tenant staff with everything switched on."""
    nav = (
        NavGroup(
            items=(
                NavItem(label="Home", href="/admin", icon="house", key="h"),
                NavItem(label="Inbox", href="/admin/approvals", icon="inbox", badge=7, key="i"),
                NavItem(label="Orders", href="/admin/orders", icon="package", key="o"),
                NavItem(label="Quotes", href="/admin/quotes", icon="file-text", badge=12, key="q"),
            )
        ),
        NavGroup(
            label="Relationships",
            items=(
                NavItem(label="Organizations", href="/admin/organizations", icon="building-2", key="r"),
                NavItem(label="Contracts", href="/admin/contracts", icon="handshake", key="c"),
                NavItem(label="Vendors", href="/admin/vendors", icon="store"),
            ),
        ),
        NavGroup(
            label="Offer",
            items=(
                NavItem(label="Products", href="/admin/products", icon="boxes", key="p"),
                NavItem(label="Price lists", href="/admin/prices", icon="tags"),
                NavItem(label="Promotions", href="/admin/promotions", icon="percent"),
            ),
        ),
        NavGroup(
            label="Settings",
            items=(
                NavItem(label="Members and roles", href="/admin/members", icon="users-round", key="m"),
                NavItem(label="Branding", href="/admin/branding", icon="palette"),
                NavItem(label="Audit trail", href="/admin/audit", icon="scroll-text"),
            ),
        ),
    )
    values: dict[str, Any] = {
        "audience": Audience.ADMIN,
        "tenant": Branding(name="Nordhaven Supply", home_url="/admin"),
        "user": ShellUser(name="Key accounts", email="ines@nordhaven.example", role="Sales manager"),
        "nav": nav,
        "tenants": (
            SwitcherEntry(label="Nordhaven Supply", post_url="/s", detail="Owner", active=True),
            SwitcherEntry(label="Loom & Weft", post_url="/s", detail="Viewer"),
        ),
        "palette": (
            PaletteAction(label="New organization", href="/admin/organizations/new", icon="plus", kind="action"),
            PaletteAction(label="Invite a member", href="/admin/members/new", icon="user-round-plus", kind="action"),
        ),
        "csrf_token": "sample",
        "csp_nonce": "sample",
        "path": "/admin/organizations",
        "query": "sort=-credit&status=active&status=suspended&status=in_review",
        "timezone": "Europe/London",
        "unread": 3,
        "request_id": "req_01jd3q8z6kx2",
        "now": NOW,
        **changes,
    }
    return Shell(**values)


def pages(theme: Theme) -> dict[str, tuple[str, Shell, dict[str, Any]]]:
    """List the sample pages: file name to template, shell and what the context lacks."""
    admin = gallery_shell(theme=theme)
    plain = gallery_shell(theme=theme, user=None, audience=Audience.PUBLIC, nav=(), path="/login", query="")
    vendor = gallery_shell(
        theme=theme,
        audience=Audience.VENDOR,
        tenant=Branding(name="Loom & Weft", accent="#b45309"),
        path="/admin",
        banner=OnBehalfBanner(name="Works office", organization="Hartmann Maschinenbau GmbH"),
        organization_name="Lindqvist Verktyg AB",
        flashes=(Flash(message="The offer was sent to Hartmann.", href="/q", link="Open"),),
        query="",
    )
    store = gallery_shell(
        theme=theme,
        user=None,
        audience=Audience.PUBLIC,
        path="/catalogue",
        query="",
        nav=(
            NavGroup(
                items=(
                    NavItem(label="Catalogue", href="/catalogue"),
                    NavItem(label="Request a quote", href="/rfq"),
                    NavItem(label="Stores", href="/stores"),
                )
            ),
        ),
    )
    error = {
        "status": 404,
        "title": "There is nothing here",
        "message": "The address may be mistyped, or what it led to is no longer yours to see.",
    }
    return {
        "gallery.html": ("gallery.html", msgspec.structs.replace(admin, path="/platform/design", query=""), {}),
        "list.html": ("samples/list.html", admin, {}),
        "empty.html": ("samples/list.html", admin, {"rows": []}),
        "detail.html": ("samples/detail.html", admin, {}),
        "form.html": ("samples/form.html", admin, {}),
        "home.html": ("samples/home.html", vendor, {}),
        "auth.html": ("samples/auth.html", msgspec.structs.replace(plain, demo=True), {}),
        "store.html": ("samples/store.html", store, {}),
        "confirm.html": ("samples/confirm.html", admin, {}),
        "error.html": ("errors/error.html", plain, error),
    }


def write(folder: Path, *, theme: Theme) -> list[Path]:
    """Write every sample page into `folder`, and the browser files below it where their addresses point."""
    renderer = Renderer(static_root=STATIC)
    written = []
    for name, (template, shell, extra) in pages(theme).items():
        # The files are served at the root of `folder`; links of the frame lead nowhere on purpose.
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(
            renderer.render(
                template, {**gallery_context(), **extra}, msgspec.structs.replace(shell, addresses=ShellAddresses())
            )
        )
        written.append(file)
    target = folder / "static" / renderer.assets.version
    for source in STATIC.rglob("*"):
        if source.is_file():
            copy = target / source.relative_to(STATIC)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if source.suffix == ".css":
                copy.write_bytes(renderer.assets.read(source.relative_to(STATIC).as_posix()).body)
            else:
                shutil.copyfile(source, copy)
    return written


def main(arguments: list[str] | None = None) -> int:
    """Write the gallery from the command line; serve the folder to look at it (`python -m http.server`)."""
    parser = argparse.ArgumentParser(
        prog="python -m hanse.platform.web.gallery",
        description="Write the design system's sample pages as static files.",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--theme", choices=[one.value for one in Theme], default=Theme.SYSTEM.value)
    chosen = parser.parse_args(arguments)
    for file in write(chosen.out, theme=Theme(chosen.theme)):
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
