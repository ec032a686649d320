"""Every component in every state, with sample data: for looking at, for axe, and as an example of how pages are written.

`gallery_context()` feeds `gallery.html`; `python -m hanse.platform.web.gallery --out DIR` writes that page and sample pages as
static files. The people and firms are invented; nothing here is used by real pages.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import Markup

from hanse.kit.money import Money, UnitPrice
from hanse.platform.web.parts import (
    Action,
    Change,
    Column,
    Filter,
    Option,
    SavedView,
    Series,
    Slice,
    Stat,
    Step,
    Tab,
    TimelineEntry,
    TreeNode,
    UploadedFile,
)
from hanse.platform.web.render import STATIC, Renderer
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

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
QR = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 7" shape-rendering="crispEdges">'
    '<path fill="#000" d="M0 0h3v3H0zM4 0h3v3H4zM0 4h3v3H0zM4 4h1v1H4zM6 4h1v1H6zM5 5h1v1H5zM4 6h1v1H4zM6 6h1v1H6z"/></svg>'
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A sample organization."""

    id: str
    name: str
    handle: str
    status: str
    types: tuple[str, ...]
    manager: str
    credit: Money | None
    orders: int
    health: float | None
    active_at: datetime | None


class FormState(msgspec.Struct, frozen=True, kw_only=True):
    """What the form macros read; forms.py gives the same two mappings."""

    values: Mapping[str, Any] = {}
    errors: Mapping[str, Any] = {}


def gbp(amount: str) -> Money:
    """Give a sample amount."""
    return Money.parse(amount, "GBP")


def sample_rows() -> list[Row]:
    """List sample organizations in every state."""
    raw = [
        ("Hartmann Maschinenbau GmbH", "hartmann", "active", ("buyer",), "Ines Okafor", "250000.00", 184, 0.92, 2),
        ("Calder & Sons Fabrication", "calder", "active", ("buyer", "reseller"), "Ines Okafor", "80000.00", 61, 0.78, 9),
        ("Østfold Marin AS", "ostfold", "in_review", ("buyer",), "Tomasz Rey", None, 0, None, 30),
        ("Verdant Office Interiors", "verdant", "active", ("buyer",), "Tomasz Rey", "45000.00", 37, 0.64, 51),
        ("Bright & Reeve Upholstery with a rather long registered name", "bright-reeve", "suspended", ("buyer",), "Ines Okafor", "12500.00", 12, 0.21, 700),
        ("Lindqvist Verktyg AB", "lindqvist", "active", ("vendor",), "Mara Dell", None, 0, 0.88, 14),
        ("Porto Rivets Lda", "porto-rivets", "applied", ("vendor",), "Mara Dell", None, 0, None, 76),
        ("Kestrel Logistics", "kestrel", "active", ("carrier",), "Tomasz Rey", None, 0, 0.95, 1),
        ("Amberley Hotels Group", "amberley", "prospect", ("buyer",), "Ines Okafor", None, 0, None, 240),
        ("Fenwick Marine Supply", "fenwick", "closed", ("distributor",), "Mara Dell", "0.00", 205, None, 9000),
    ]
    return [
        Row(
            id=f"org_01jd3q8z6kx2v5c9m7t4r1{index:04d}",
            name=name,
            handle=handle,
            status=status,
            types=types,
            manager=manager,
            credit=gbp(credit) if credit else None,
            orders=orders,
            health=health,
            active_at=NOW - timedelta(hours=hours),
        )
        for index, (name, handle, status, types, manager, credit, orders, health, hours) in enumerate(raw)
    ]


COLUMNS = (
    Column("name", "Organization", sort="name", detail="handle"),
    Column("status", "Status", "status", sort="status"),
    Column("types", "Types", "tags", priority=3),
    Column("manager", "Manager", "person", sort="manager", priority=2),
    Column("credit", "Credit limit", "money", sort="credit"),
    Column("orders", "Orders", "number", sort="orders", priority=2, help="Orders placed in the last twelve months"),
    Column("health", "Health", "percent", priority=3),
    Column("active_at", "Last active", "ago", sort="active_at", priority=2),
)
STATUSES = tuple(Option(one, one.replace("_", " ").capitalize()) for one in ("prospect", "applied", "in_review", "active", "suspended", "closed"))
ROW_ACTIONS = (
    Action("Open", "/admin/organizations/{id}", icon="arrow-right"),
    Action("Act on behalf", post="/admin/organizations/{id}/act", icon="user-round-check"),
    Action(
        "Suspend", post="/admin/organizations/{id}/suspend", icon="pause", tone="critical",
        confirm="New orders and quotes stop at once. History stays readable.",
    ),
)


def sample_entries() -> list[TimelineEntry]:
    """List sample audit entries: plain, on behalf, with differences, refused."""
    return [
        TimelineEntry("Ines Okafor", "raised the credit limit", NOW - timedelta(minutes=18), icon="wallet", tone="accent",
                      changes=(Change("credit_limit", "£200,000.00", "£250,000.00"), Change("payment_terms", "Net 30", "Net 45")),
                      note="Agreed in the yearly review; guarantee received."),
        TimelineEntry("Tomasz Rey", "placed order PO-20418", NOW - timedelta(hours=5), on_behalf="Jonas Hartmann", icon="shopping-cart",
                      href="/admin/orders/20418", via="acting on behalf"),
        TimelineEntry("System", "verified the VAT id DE 812 345 678", NOW - timedelta(days=2), icon="badge-check", tone="positive", via="VIES"),
        TimelineEntry("Jonas Hartmann", "tried to change the bank account and was refused", NOW - timedelta(days=4), icon="ban", tone="critical",
                      changes=(Change("iban", redacted=True),)),
        TimelineEntry("Mara Dell", "created the organization", NOW - timedelta(days=41), icon="plus",
                      changes=(Change("name", None, "Hartmann Maschinenbau GmbH"), Change("types", None, ["Buyer"]))),
    ]


def sample_tree() -> list[TreeNode]:
    """Give a sample organization tree."""
    plants = (
        TreeNode("Werk Esslingen", "/o/3", (TreeNode("Tool shop", "/o/5", detail="4 people"), TreeNode("Maintenance", "/o/6", detail="11 people")), open=True, icon="factory"),
        TreeNode("Werk Graz", "/o/4", detail="9 people", status="suspended", icon="factory"),
    )
    return [TreeNode("Hartmann Holding SE", "/o/1", (TreeNode("Hartmann Maschinenbau GmbH", "/o/2", plants, open=True, current=True, icon="building-2", status="active"),), open=True, icon="building-2")]


def sample_steps() -> list[Step]:
    """Give a sample onboarding checklist with every state."""
    return [
        Step("Company details", "done", "Checked against the trade register"),
        Step("VAT id", "done", "DE 812 345 678, valid since 12 Mar 2024"),
        Step("Terms of sale", "current", "Read and accept version 2026-1", "/t", "Read terms"),
        Step("Bank data", "failed", "The bank could not be found: check the BIC", "/b", "Mend"),
        Step("Credit check", "waiting", "Answer expected within one working day"),
        Step("Training", "todo", "A ten-minute tour for buyers", "/tour", "Start", optional=True),
    ]


MONTHS = ("Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")


def sample_form() -> FormState:
    """Give a form as it comes back with errors."""
    return FormState(
        values={
            "name": "Hartmann Maschinenbau GmbH", "handle": "Hartmann!", "email": "ines@", "country": "DE", "terms": "net_30", "types": ["buyer"],
            "credit": gbp("250000.00"), "discount": "12.5", "since": date(2024, 3, 12), "tags": ["key account", "steel"], "notes": "Delivers to gate 4 only.",
            "manager": "mem_1", "newsletter": True, "auto": "true", "kind": "buyer",
        },
        errors={
            "handle": "Use lower-case letters, digits and hyphens only, for example hartmann.",
            "email": "Write an e-mail address such as name@company.com.",
            "agree": "Tick this to go on.",
        },
    )


def gallery_context() -> dict[str, Any]:
    """Give everything `gallery.html` and the sample pages need, besides the shell."""
    return {
        "rows": sample_rows(),
        "columns": COLUMNS,
        "row_actions": ROW_ACTIONS,
        "statuses": STATUSES,
        "filters": (
            Filter("status", "Status", "choice", STATUSES, ["active", "suspended", "in_review"]),
            Filter("type", "Type", "choice", [Option(one, one.capitalize()) for one in ("buyer", "vendor", "carrier")]),
            Filter("created", "Created", "date_range"),
        ),
        "views": (SavedView("All", "?", True, 412), SavedView("Needs review", "?view=review", count=7), SavedView("Suspended", "?view=suspended", count=3)),
        "tabs": (Tab("Overview", "?", True), Tab("People", "?people", count=14), Tab("Addresses", "?addresses", count=3), Tab("Contracts", "?contracts"), Tab("Activity", "?activity")),
        "entries": sample_entries(),
        "tree": sample_tree(),
        "steps": sample_steps(),
        "form": sample_form(),
        "blank": FormState(),
        "conflict": (Change("Credit limit", "£220,000.00", "£250,000.00"), Change("Payment terms", "Net 30", "Net 45"), Change("Manager", "Ines Okafor", "Ines Okafor")),
        "stats": (
            Stat("Orders today", 38, "number", 0.118, detail="against last Friday", href="/admin/orders", spark=(21, 24, 19, 28, 30, 26, 34, 38)),
            Stat("Revenue this month", gbp("184230.50"), "money", -0.034, detail="against October", spark=(20, 22, 25, 24, 28, 30, 29, 27)),
            Stat("Approvals waiting", 7, "number", None, detail="2 are late", href="/admin/approvals"),
            Stat("On-time delivery", 0.964, "percent", 0.0, detail="last 30 days", spark=(94, 95, 96, 95, 97, 96, 96, 96.4)),
        ),
        "months": MONTHS,
        "revenue": Series("Revenue", (121000, 98000, 104500, 131200, 127800, 142100, 150300, 139900, 147200, 161000, 190400, 184230)),
        "two_years": (
            Series("2026", (121, 98, 104, 131, 127, 142, 150, 139, 147, 161, 190, 184)),
            Series("2025", (101, 92, 97, 110, 118, 115, 121, 119, 130, 138, 151, 149), "neutral"),
        ),
        "margin": Series("Change in margin", (1.2, 0.8, -0.4, -1.1, 0.3, 0.9, 1.4, 0.6, -0.2, 0.5, 1.1, 0.7)),
        "slices": (Slice("Contract", 96400), Slice("Price list", 61200), Slice("Quote", 22100), Slice("Promotion", 4530)),
        "price": UnitPrice.parse("0.0123", "GBP"),
        "amount": gbp("-1250.00"),
        "instant": NOW - timedelta(hours=3),
        "day": date(2026, 12, 24),
        "options": (Option("DE", "Germany"), Option("AT", "Austria"), Option("SE", "Sweden"), Option("GB", "United Kingdom")),
        "kinds": (
            Option("buyer", "Buyer", "Orders and asks for quotes"),
            Option("vendor", "Vendor", "Sells through your marketplace"),
            Option("carrier", "Carrier", disabled="Carriers are switched off for this business"),
        ),
        "files": (UploadedFile("register-extract.pdf", 184_320, "/f/1", remove="/f/1/remove"), UploadedFile("photo of the loading bay, gate 4, winter schedule.jpg", 2_412_000)),
        "qr": QR,
    }


def gallery_shell(**changes: Any) -> Shell:
    """Give the frame of the sample pages: tenant staff with everything switched on."""
    nav = (
        NavGroup(items=(
            NavItem(label="Home", href="/admin", icon="house", key="h"),
            NavItem(label="Inbox", href="/admin/approvals", icon="inbox", badge=7, key="i"),
            NavItem(label="Orders", href="/admin/orders", icon="package", key="o"),
            NavItem(label="Quotes", href="/admin/quotes", icon="file-text", badge=12, key="q"),
        )),
        NavGroup(label="Relationships", items=(
            NavItem(label="Organizations", href="/admin/organizations", icon="building-2", key="r"),
            NavItem(label="Contracts", href="/admin/contracts", icon="handshake", key="c"),
            NavItem(label="Vendors", href="/admin/vendors", icon="store"),
        )),
        NavGroup(label="Offer", items=(
            NavItem(label="Products", href="/admin/products", icon="boxes", key="p"),
            NavItem(label="Price lists", href="/admin/prices", icon="tags"),
            NavItem(label="Promotions", href="/admin/promotions", icon="percent"),
        )),
        NavGroup(label="Settings", items=(
            NavItem(label="Members and roles", href="/admin/members", icon="users-round", key="m"),
            NavItem(label="Branding", href="/admin/branding", icon="palette"),
            NavItem(label="Audit trail", href="/admin/audit", icon="scroll-text"),
        )),
    )
    values: dict[str, Any] = {
        "audience": Audience.ADMIN,
        "tenant": Branding(name="Nordhaven Supply", home_url="/admin"),
        "user": ShellUser(name="Ines Okafor", email="ines@nordhaven.example", role="Sales manager"),
        "nav": nav,
        "tenants": (SwitcherEntry(label="Nordhaven Supply", post_url="/s", detail="Owner", active=True), SwitcherEntry(label="Loom & Weft", post_url="/s", detail="Viewer")),
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
        theme=theme, audience=Audience.VENDOR, tenant=Branding(name="Loom & Weft", accent="#b45309"), path="/admin",
        banner=OnBehalfBanner(name="Jonas Hartmann", organization="Hartmann Maschinenbau GmbH"), organization_name="Lindqvist Verktyg AB",
        flashes=(Flash(message="The offer was sent to Hartmann.", href="/q", link="Open"),), query="",
    )
    store = gallery_shell(
        theme=theme, user=None, audience=Audience.PUBLIC, path="/catalogue", query="",
        nav=(NavGroup(items=(NavItem(label="Catalogue", href="/catalogue"), NavItem(label="Request a quote", href="/rfq"), NavItem(label="Stores", href="/stores"))),),
    )
    error = {"status": 404, "title": "There is nothing here", "message": "The address may be mistyped, or what it led to is no longer yours to see."}
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
        file.write_bytes(renderer.render(template, {**gallery_context(), **extra}, msgspec.structs.replace(shell, addresses=ShellAddresses())))
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
    parser = argparse.ArgumentParser(prog="python -m hanse.platform.web.gallery", description="Write the design system's sample pages as static files.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--theme", choices=[one.value for one in Theme], default=Theme.SYSTEM.value)
    chosen = parser.parse_args(arguments)
    for file in write(chosen.out, theme=Theme(chosen.theme)):
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
