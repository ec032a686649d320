"""Sample data for the design system's gallery: invented people and firms in every state a component can show.

Nothing here is used by real pages, and no page is written here; gallery.py does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from markupsafe import Markup

from hanse.kit.money import Money, UnitPrice
from hanse.platform.web.forms import Form
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

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
QR = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 7" shape-rendering="crispEdges">'
    '<path d="M0 0h3v3H0zM4 0h3v3H4zM0 4h3v3H0zM4 4h1v1H4zM6 4h1v1H6zM5 5h1v1H5zM4 6h1v1H4zM6 6h1v1H6z"/></svg>'
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


_ROWS = [
    ("Hartmann Maschinenbau GmbH", "hartmann", "active", ("Buyer",), "Key accounts", "250000.00", 184, 0.92, 2),
    (
        "Calder & Sons Fabrication",
        "calder",
        "active",
        ("Buyer", "Reseller"),
        "Key accounts",
        "80000.00",
        61,
        0.78,
        9,
    ),
    ("Østfold Marin AS", "ostfold", "in_review", ("Buyer",), "Inside sales", None, 0, None, 30),
    ("Verdant Office Interiors", "verdant", "active", ("Buyer",), "Inside sales", "45000.00", 37, 0.64, 51),
    (
        "Bright & Reeve Upholstery with a rather long registered name",
        "bright-reeve",
        "suspended",
        ("Buyer",),
        "Key accounts",
        "12500.00",
        12,
        0.21,
        700,
    ),
    ("Lindqvist Verktyg AB", "lindqvist", "active", ("Vendor",), "Mara Dell", None, 0, 0.88, 14),
    ("Porto Rivets Lda", "porto-rivets", "applied", ("Vendor",), "Mara Dell", None, 0, None, 76),
    ("Kestrel Logistics", "kestrel", "active", ("Carrier",), "Inside sales", None, 0, 0.95, 1),
    ("Amberley Hotels Group", "amberley", "prospect", ("Buyer",), "Key accounts", None, 0, None, 240),
    ("Fenwick Marine Supply", "fenwick", "closed", ("Distributor",), "Mara Dell", "0.00", 205, None, 9000),
]


def sample_rows() -> list[Row]:
    """List sample organizations in every state."""
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
        for index, (name, handle, status, types, manager, credit, orders, health, hours) in enumerate(_ROWS)
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
STATUSES = tuple(
    Option(one, one.replace("_", " ").capitalize())
    for one in ("prospect", "applied", "in_review", "active", "suspended", "closed")
)
ROW_ACTIONS = (
    Action("Open", "/admin/organizations/{id}", icon="arrow-right"),
    Action("Act on behalf", post="/admin/organizations/{id}/act", icon="user-round-check"),
    Action(
        "Suspend",
        post="/admin/organizations/{id}/suspend",
        icon="pause",
        tone="critical",
        confirm="New orders and quotes stop at once. History stays readable.",
    ),
)


def sample_entries() -> list[TimelineEntry]:
    """List sample audit entries: plain, on behalf, with differences, refused."""
    return [
        TimelineEntry(
            "Key accounts",
            "raised the credit limit",
            NOW - timedelta(minutes=18),
            icon="wallet",
            tone="accent",
            changes=(Change("credit_limit", "£200,000.00", "£250,000.00"), Change("payment_terms", "Net 30", "Net 45")),
            note="Agreed in the yearly review; guarantee received.",
        ),
        TimelineEntry(
            "Inside sales",
            "placed order PO-20418",
            NOW - timedelta(hours=5),
            on_behalf="Works office",
            icon="shopping-cart",
            href="/admin/orders/20418",
            via="acting on behalf",
        ),
        TimelineEntry(
            "System",
            "verified the VAT id DE 812 345 678",
            NOW - timedelta(days=2),
            icon="badge-check",
            tone="positive",
            via="VIES",
        ),
        TimelineEntry(
            "Works office",
            "tried to change the bank account and was refused",
            NOW - timedelta(days=4),
            icon="ban",
            tone="critical",
            changes=(Change("iban", redacted=True),),
        ),
        TimelineEntry(
            "Mara Dell",
            "created the organization",
            NOW - timedelta(days=41),
            icon="plus",
            changes=(Change("name", None, "Hartmann Maschinenbau GmbH"), Change("types", None, ["Buyer"])),
        ),
    ]


def sample_tree() -> list[TreeNode]:
    """Give a sample organization tree."""
    plants = (
        TreeNode(
            "Werk Esslingen",
            "/o/3",
            (TreeNode("Tool shop", "/o/5", detail="4 people"), TreeNode("Maintenance", "/o/6", detail="11 people")),
            open=True,
            icon="factory",
        ),
        TreeNode("Werk Graz", "/o/4", detail="9 people", status="suspended", icon="factory"),
    )
    return [
        TreeNode(
            "Hartmann Holding SE",
            "/o/1",
            (
                TreeNode(
                    "Hartmann Maschinenbau GmbH",
                    "/o/2",
                    plants,
                    open=True,
                    current=True,
                    icon="building-2",
                    status="active",
                ),
            ),
            open=True,
            icon="building-2",
        )
    ]


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
            "name": "Hartmann Maschinenbau GmbH",
            "handle": "Hartmann!",
            "email": "ines@",
            "country": "DE",
            "terms": "net_30",
            "types": ["buyer"],
            "credit": gbp("250000.00"),
            "discount": "12.5",
            "since": date(2024, 3, 12),
            "tags": ["key account", "steel"],
            "notes": "Delivers to gate 4 only.",
            "manager": "mem_1",
            "newsletter": True,
            "auto": "true",
            "kind": "buyer",
        },
        errors={
            "handle": "Use lower-case letters, digits and hyphens only, for example hartmann.",
            "email": "Write an e-mail address such as name@company.com.",
            "agree": "Tick this to go on.",
        },
    )


def gallery_context() -> dict[str, Any]:
    """Give everything `gallery.html` and the sample pages need, besides the shell."""
    return {**_lists_and_forms(), **_figures_and_values()}


def _lists_and_forms() -> dict[str, Any]:
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
        "views": (
            SavedView("All", "?", True, 412),
            SavedView("Needs review", "?view=review", count=7),
            SavedView("Suspended", "?view=suspended", count=3),
        ),
        "tabs": (
            Tab("Overview", "?", True),
            Tab("People", "?people", count=14),
            Tab("Addresses", "?addresses", count=3),
            Tab("Contracts", "?contracts"),
            Tab("Activity", "?activity"),
        ),
        "entries": sample_entries(),
        "tree": sample_tree(),
        "steps": sample_steps(),
        "form": sample_form(),
        "blank": FormState(),
        "stale": _stale_form(),
        "conflict": (
            Change("Credit limit", "£220,000.00", "£250,000.00"),
            Change("Payment terms", "Net 30", "Net 45"),
            Change("Manager", "Key accounts", "Inside sales"),
        ),
    }


def _stale_form() -> Form[Any]:
    form: Form[Any] = Form({"phone": "+44 1482 555 010"})
    form.compare({"phone": "+44 1482 555 099", "is_active": True}, "Inside sales", NOW - timedelta(minutes=3))
    return form


def _figures_and_values() -> dict[str, Any]:
    return {
        "stats": (
            Stat(
                "Orders today",
                38,
                "number",
                0.118,
                detail="against last Friday",
                href="/admin/orders",
                spark=(21, 24, 19, 28, 30, 26, 34, 38),
            ),
            Stat(
                "Revenue this month",
                gbp("184230.50"),
                "money",
                -0.034,
                detail="against October",
                spark=(20, 22, 25, 24, 28, 30, 29, 27),
            ),
            Stat("Approvals waiting", 7, "number", None, detail="2 are late", href="/admin/approvals"),
            Stat(
                "On-time delivery",
                0.964,
                "percent",
                0.0,
                detail="last 30 days",
                spark=(94, 95, 96, 95, 97, 96, 96, 96.4),
            ),
        ),
        "months": MONTHS,
        "revenue": Series(
            "Revenue", (121000, 98000, 104500, 131200, 127800, 142100, 150300, 139900, 147200, 161000, 190400, 184230)
        ),
        "two_years": (
            Series("2026", (121, 98, 104, 131, 127, 142, 150, 139, 147, 161, 190, 184)),
            Series("2025", (101, 92, 97, 110, 118, 115, 121, 119, 130, 138, 151, 149), "neutral"),
        ),
        "margin": Series("Change in margin", (1.2, 0.8, -0.4, -1.1, 0.3, 0.9, 1.4, 0.6, -0.2, 0.5, 1.1, 0.7)),
        "slices": (
            Slice("Contract", 96400),
            Slice("Price list", 61200),
            Slice("Quote", 22100),
            Slice("Promotion", 4530),
        ),
        "price": UnitPrice.parse("0.0123", "GBP"),
        "amount": gbp("-1250.00"),
        "instant": NOW - timedelta(hours=3),
        "day": date(2026, 12, 24),
        "options": (
            Option("DE", "Germany"),
            Option("AT", "Austria"),
            Option("SE", "Sweden"),
            Option("GB", "United Kingdom"),
        ),
        "kinds": (
            Option("buyer", "Buyer", "Orders and asks for quotes"),
            Option("vendor", "Vendor", "Sells through your marketplace"),
            Option("carrier", "Carrier", disabled="Carriers are switched off for this business"),
        ),
        "files": (
            UploadedFile("register-extract.pdf", 184_320, "/f/1", remove="/f/1/remove"),
            UploadedFile("photo of the loading bay, gate 4, winter schedule.jpg", 2_412_000),
        ),
        "qr": QR,
    }
