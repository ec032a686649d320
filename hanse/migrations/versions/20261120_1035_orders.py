"""Orders: what was agreed, frozen; what left the house; what was said about it; and their numbers."""

from hanse.platform.db import schema as s

revision = "0015_orders"
down_revision = "0014_inventory"
branch_labels = None
depends_on = None

STATUSES = ("placed", "confirmed", "in_fulfilment", "completed", "cancelled", "on_hold")


def upgrade() -> None:
    """Make orders first; everything else hangs on them."""
    orders()
    lines()
    shipments()
    messages()
    counters()


def orders() -> None:
    """One row per order. `search_key` holds what people look an order up by, tidied for comparison.

    The source is the unique business key: what an order was made from makes one order, however often it is asked for.
    """
    s.create_tenant_table(
        "orders",
        s.text("number", max_length=40),
        s.text("status", one_of=STATUSES, default="placed"),
        s.text("held_status", nullable=True, one_of=("placed", "confirmed", "in_fulfilment")),
        s.text("status_reason", nullable=True, max_length=500),
        s.uuid("organization_id"),
        s.text("organization_name", max_length=200),
        s.uuid("buyer_member_id", nullable=True),
        s.text("source_kind", max_length=40),
        s.text("source_id", max_length=100),
        s.text("currency", pattern="[A-Z]{3}"),
        s.text("country", pattern="[A-Z]{2}"),
        s.boolean("is_tax_inclusive"),
        s.minor("net_minor"),
        s.minor("tax_minor"),
        s.minor("gross_minor"),
        s.jsonb("taxes", default="[]"),
        s.integer("line_count", check="line_count > 0"),
        s.jsonb("billing_address"),
        s.jsonb("shipping_address"),
        s.text("po_number", nullable=True, max_length=60),
        s.text("po_key", nullable=True, max_length=60),
        s.text("cost_centre", nullable=True, max_length=80),
        s.date("requested_date", nullable=True),
        s.integer("payment_days", nullable=True, check="payment_days BETWEEN 0 AND 365"),
        s.date("due_date", nullable=True),
        s.text("payment_terms", default="", max_length=500),
        s.text("note", default="", max_length=4000),
        s.boolean("has_backorder", default=False),
        s.text("cancel_request", nullable=True, max_length=500),
        s.instant("cancel_requested_at", nullable=True),
        s.instant("placed_at"),
        s.instant("confirmed_at", nullable=True),
        s.instant("completed_at", nullable=True),
        s.instant("cancelled_at", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=("number", ("source_kind", "source_id")),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="restrict"),),
        indexes=(
            ("placed_at", "id"),
            ("organization_id", "placed_at", "id"),
            ("status", "placed_at", "id"),
            ("organization_id", "status", "placed_at", "id"),
            s.index("po_key", "id", where="po_key IS NOT NULL", name="orders_po_idx"),
            s.index("placed_at", "id", where="cancel_requested_at IS NOT NULL", name="orders_cancel_requested_idx"),
            s.index("placed_at", "id", where="has_backorder", name="orders_backorder_idx"),
        ),
    )


def lines() -> None:
    """What was ordered, as it was: names, units, prices to the last micro, tax, and why the price is what it is.

    Quantities are in the unit ordered; `stock_quantity`, `allocated` and `stock_shipped` in the stock unit.
    """
    s.create_tenant_table(
        "order_lines",
        s.uuid("order_id"),
        s.integer("line_key", check="line_key >= 0"),
        s.uuid("variant_id", nullable=True),
        s.text("sku", default="", max_length=80),
        s.text("name", max_length=300),
        s.text("options", default="", max_length=1000),
        s.text("note", default="", max_length=1000),
        s.text("unit", max_length=3),
        s.quantity("quantity", check="quantity > 0"),
        s.quantity("shipped", default=0, check="shipped >= 0"),
        s.quantity("cancelled", default=0, check="cancelled >= 0"),
        s.text("stock_unit", nullable=True, max_length=3),
        s.quantity("stock_quantity", nullable=True, check="stock_quantity > 0"),
        s.quantity("allocated", default=0, check="allocated >= 0"),
        s.quantity("backordered", default=0, check="backordered >= 0"),
        s.instant("expected_at", nullable=True),
        s.micros("unit_price_micros", check="unit_price_micros >= 0"),
        s.minor("discount_minor", default=0, check="discount_minor >= 0"),
        s.text("tax_class", max_length=40),
        s.bigint("tax_rate_micros", default=0),
        s.text("tax_rate_name", default="", max_length=120),
        s.minor("net_minor"),
        s.minor("tax_minor"),
        s.minor("gross_minor"),
        s.jsonb("price_trace", nullable=True),
        unique=(("order_id", "line_key"),),
        foreign_keys=(s.fk("order_id", "orders", on_delete="restrict"),),
        checks=(("fulfilled", "shipped + cancelled <= quantity"),),
        indexes=(s.index("variant_id", "order_id", where="variant_id IS NOT NULL", name="order_lines_variant_idx"),),
    )


def shipments() -> None:
    """What left the house, recorded by hand."""
    s.create_tenant_table(
        "shipments",
        s.uuid("order_id"),
        s.text("number", max_length=60),
        s.text("carrier", default="", max_length=80),
        s.text("tracking_number", default="", max_length=120),
        s.text("tracking_url", nullable=True, max_length=500),
        s.text("note", default="", max_length=1000),
        s.uuid("location_id", nullable=True),
        s.instant("shipped_at"),
        s.uuid("member_id", nullable=True),
        s.instant("created_at"),
        unique=("number",),
        foreign_keys=(s.fk("order_id", "orders", on_delete="restrict"),),
    )
    s.create_tenant_table(
        "shipment_lines",
        s.uuid("shipment_id"),
        s.uuid("order_line_id"),
        s.quantity("quantity", check="quantity > 0"),
        primary_key=("shipment_id", "order_line_id"),
        foreign_keys=(
            s.fk("shipment_id", "shipments", on_delete="cascade"),
            s.fk("order_line_id", "order_lines", on_delete="restrict"),
        ),
    )


def messages() -> None:
    """What was said about an order: between the two sides, or among staff. A message never changes sides."""
    s.create_tenant_table(
        "order_messages",
        s.uuid("order_id"),
        s.boolean("is_internal"),
        s.text("body", max_length=4000),
        s.uuid("member_id", nullable=True),
        s.text("author_name", max_length=200),
        s.boolean("is_from_staff"),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("order_id", "orders", on_delete="cascade"),),
        indexes=(("order_id", "is_internal", "id"),),
    )


def counters() -> None:
    """Order numbers in blocks: each of several slots hands out its own, so orders do not wait for one another.

    Slot 0 says where the next block begins.
    """
    s.create_tenant_table(
        "order_counters",
        s.smallint("slot", check="slot >= 0"),
        s.bigint("next_number"),
        s.bigint("last_number"),
        primary_key=("slot",),
    )
