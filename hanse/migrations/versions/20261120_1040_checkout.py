"""Checkout: carts, shopping lists, cost centres with budgets, orders asked for, standing orders."""

from hanse.platform.db import schema as s

revision = "0016_checkout"
down_revision = "0015_orders"
branch_labels = None
depends_on = None

CART_STATUSES = ("open", "submitted", "ordered", "discarded")
REQUEST_STATUSES = ("pending", "placed", "rejected", "recalled", "failed", "cancelled")
RUN_STATUSES = ("placed", "awaiting_approval", "skipped", "failed")


def upgrade() -> None:
    """Baskets first; what is asked for out of them comes after."""
    cost_centres()
    carts()
    cart_lines()
    shopping_lists()
    order_requests()
    budget_entries()
    standing_orders()
    checkout_rules()


def cost_centres() -> None:
    """Where an organization books what it buys, and how much may be bought there in a period."""
    s.create_tenant_table(
        "cost_centres",
        s.uuid("organization_id"),
        s.text("code", max_length=40),
        s.text("code_key", max_length=40),
        s.text("name", max_length=120),
        s.boolean("is_active", default=True),
        s.version(),
        *s.timestamps(),
        unique=(("organization_id", "code_key"),),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="restrict"),),
    )
    s.create_tenant_table(
        "budgets",
        s.uuid("cost_centre_id"),
        s.text("period", one_of=("month", "quarter", "year")),
        s.text("currency", pattern="^[A-Z]{3}$"),
        s.minor("limit_minor", check="limit_minor >= 0"),
        s.text("when_exceeded", one_of=("approval", "refuse"), default="approval"),
        s.date("starts_on"),
        s.date("ends_on", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(("cost_centre_id", "period", "currency"),),
        foreign_keys=(s.fk("cost_centre_id", "cost_centres", on_delete="restrict"),),
        checks=(("window", "ends_on IS NULL OR ends_on >= starts_on"),),
    )


def carts() -> None:
    """Baskets by name. `lines_version` moves with the lines, `version` with everything."""
    s.create_tenant_table(
        "carts",
        s.uuid("organization_id"),
        s.uuid("owner_member_id", nullable=True),
        s.text("name", max_length=120),
        s.boolean("is_shared", default=False),
        s.text("status", one_of=CART_STATUSES, default="open"),
        s.text("currency", nullable=True, pattern="^[A-Z]{3}$"),
        s.uuid("billing_address_id", nullable=True),
        s.uuid("shipping_address_id", nullable=True),
        s.date("requested_on", nullable=True),
        s.text("po_number", default="", max_length=60),
        s.uuid("cost_centre_id", nullable=True),
        s.text("note", default="", max_length=2000),
        s.boolean("allows_backorder", default=True),
        s.text("returned_reason", default="", max_length=1000),
        s.uuid("request_id", nullable=True),
        s.version(),
        *s.timestamps(),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("owner_member_id", "members", on_delete="no action"),
            s.fk("cost_centre_id", "cost_centres", on_delete="no action"),
        ),
        indexes=(("organization_id", "updated_at", "id"), ("updated_at", "id")),
    )


def cart_lines() -> None:
    """One row per variant, unit and choice of options; `shown_price_micros` is the price people saw before ordering."""
    s.create_tenant_table(
        "cart_lines",
        s.uuid("cart_id"),
        s.uuid("variant_id"),
        s.text("unit", max_length=3),
        s.quantity("quantity", check="quantity > 0"),
        s.text("option_key", default="", max_length=200),
        s.jsonb("options", default="{}"),
        s.text("options_label", default="", max_length=500),
        s.text("note", default="", max_length=500),
        s.integer("position"),
        s.micros("shown_price_micros", nullable=True),
        s.text("shown_currency", nullable=True, max_length=3),
        *s.timestamps(),
        unique=(("cart_id", "variant_id", "unit", "option_key"),),
        foreign_keys=(
            s.fk("cart_id", "carts", on_delete="cascade"),
            s.fk("variant_id", "variants", on_delete="cascade"),
        ),
        indexes=(("cart_id", "position", "id"),),
    )


def shopping_lists() -> None:
    """What is bought again and again, own or shared with the organization."""
    s.create_tenant_table(
        "shopping_lists",
        s.uuid("organization_id"),
        s.uuid("owner_member_id", nullable=True),
        s.text("name", max_length=120),
        s.boolean("is_shared", default=False),
        s.version(),
        *s.timestamps(),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("owner_member_id", "members", on_delete="no action"),
        ),
        indexes=(("updated_at", "id"),),
    )
    s.create_tenant_table(
        "shopping_list_lines",
        s.uuid("list_id"),
        s.uuid("variant_id"),
        s.text("unit", max_length=3),
        s.quantity("quantity", check="quantity > 0"),
        s.text("note", default="", max_length=500),
        s.integer("position"),
        *s.timestamps(),
        unique=(("list_id", "variant_id", "unit"),),
        foreign_keys=(
            s.fk("list_id", "shopping_lists", on_delete="cascade"),
            s.fk("variant_id", "variants", on_delete="cascade"),
        ),
    )


def order_requests() -> None:
    """A basket frozen as it was sent: what it held, at which prices, where to, and what became of it."""
    s.create_tenant_table(
        "order_requests",
        s.uuid("organization_id"),
        s.uuid("cart_id", nullable=True),
        s.uuid("standing_order_id", nullable=True),
        s.uuid("requester_member_id", nullable=True),
        s.uuid("actor_member_id", nullable=True),
        s.text("title", max_length=120),
        s.text("status", one_of=REQUEST_STATUSES),
        s.text("currency", pattern="^[A-Z]{3}$"),
        s.minor("net_minor", check="net_minor >= 0"),
        s.minor("tax_minor"),
        s.minor("total_minor", check="total_minor >= 0"),
        s.integer("line_count", check="line_count > 0"),
        s.text("po_number", default="", max_length=60),
        s.uuid("cost_centre_id", nullable=True),
        s.text("fingerprint", max_length=64),
        s.jsonb("document"),
        s.text("document_hash", max_length=64),
        s.jsonb("checks", default="[]"),
        s.uuid("approval_id", nullable=True),
        s.text("approval_hash", default="", max_length=64),
        s.uuid("order_id", nullable=True),
        s.text("order_number", default="", max_length=60),
        s.text("reason", default="", max_length=1000),
        s.instant("decided_at", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(s.unique("cart_id", where="status = 'pending'", name="order_requests_pending_key"),),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("cart_id", "carts", on_delete="no action"),
            s.fk("requester_member_id", "members", on_delete="no action"),
            s.fk("cost_centre_id", "cost_centres", on_delete="no action"),
        ),
        indexes=(("created_at", "id"), ("organization_id", "created_at", "id"), ("order_id",)),
    )


def budget_entries() -> None:
    """What of a budget is bound or spent, by order; `released` rows stay as history."""
    s.create_tenant_table(
        "budget_entries",
        s.uuid("budget_id"),
        s.uuid("request_id"),
        s.date("period_start"),
        s.minor("amount_minor", check="amount_minor >= 0"),
        s.text("status", one_of=("committed", "spent", "released")),
        *s.timestamps(),
        unique=(("budget_id", "request_id"),),
        foreign_keys=(
            s.fk("budget_id", "budgets", on_delete="restrict"),
            s.fk("request_id", "order_requests", on_delete="restrict"),
        ),
        indexes=(s.index("budget_id", "period_start", "status", include=("amount_minor",)),),
    )


def standing_orders() -> None:
    """Orders that the calendar places, and what came of each run."""
    s.create_tenant_table(
        "standing_orders",
        s.uuid("organization_id"),
        s.uuid("owner_member_id", nullable=True),
        s.text("name", max_length=120),
        s.text("status", one_of=("active", "paused", "ended"), default="active"),
        s.text("every", one_of=("day", "week", "month")),
        s.smallint("interval_count", default=1, check="interval_count BETWEEN 1 AND 52"),
        s.integer_array("weekdays", default="{}"),
        s.smallint("month_day", nullable=True, check="month_day BETWEEN 1 AND 31"),
        s.date("starts_on"),
        s.date("ends_on", nullable=True),
        s.date("next_on", nullable=True),
        s.jsonb("lines"),
        s.jsonb("details", default="{}"),
        s.version(),
        *s.timestamps(),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("owner_member_id", "members", on_delete="no action"),
        ),
        indexes=(("status", "next_on", "id"), ("updated_at", "id")),
    )
    s.create_tenant_table(
        "standing_order_runs",
        s.uuid("standing_order_id"),
        s.date("due_on"),
        s.text("status", one_of=RUN_STATUSES),
        s.uuid("request_id", nullable=True),
        s.text("message", default="", max_length=1000),
        s.instant("ran_at"),
        unique=(("standing_order_id", "due_on"),),
        foreign_keys=(
            s.fk("standing_order_id", "standing_orders", on_delete="cascade"),
            s.fk("request_id", "order_requests", on_delete="no action"),
        ),
    )


def checkout_rules() -> None:
    """What one organization demands of its own orders, besides what the tenant's settings demand."""
    s.create_tenant_table(
        "checkout_rules",
        s.uuid("organization_id"),
        s.boolean("requires_po_number", default=False),
        s.boolean("requires_cost_centre", default=False),
        s.version(),
        *s.timestamps(),
        primary_key=("organization_id",),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="cascade"),),
    )
