"""Stock: places, levels, every movement, what is reserved, promised and awaited, counts, transfers, imports."""

from hanse.platform.db import schema as s

revision = "0014_inventory"
down_revision = "0013_pricing"
branch_labels = None
depends_on = None

MOVEMENTS = (
    "receipt",
    "adjustment",
    "count",
    "import",
    "transfer_out",
    "transfer_in",
    "allocation",
    "release",
    "shipment",
    "reservation",
    "reservation_end",
)


def upgrade() -> None:
    """Places and levels first; the function that sums them up last."""
    places()
    levels()
    promises()
    counts()
    transfers()
    receipts()
    settings()
    availability()


def places() -> None:
    """Where stock lies; a lower priority number is taken from first."""
    s.create_tenant_table(
        "locations",
        s.text("code", max_length=40),
        s.text("code_key", max_length=40),
        s.text("name", max_length=120),
        s.text("line1", default="", max_length=200),
        s.text("postal_code", default="", max_length=20),
        s.text("city", default="", max_length=120),
        s.text("country", nullable=True, pattern="[A-Z]{2}"),
        s.integer("priority", default=100, check="priority BETWEEN 0 AND 10000"),
        s.boolean("is_active", default=True),
        s.version(),
        *s.timestamps(),
        unique=("code_key",),
    )


def levels() -> None:
    """One row per variant and place. Available there = on_hand - allocated - reserved - safety.

    `stock_items` holds what is true of a variant wherever it lies: whether it may be back-ordered, how much, and how
    much is. Movements are written once and never changed.
    """
    s.create_tenant_table(
        "stock_levels",
        s.uuid("variant_id"),
        s.uuid("location_id"),
        s.quantity("on_hand", default=0, check="on_hand >= 0"),
        s.quantity("allocated", default=0, check="allocated >= 0"),
        s.quantity("reserved", default=0, check="reserved >= 0"),
        s.quantity("safety", default=0, check="safety >= 0"),
        s.instant("updated_at"),
        primary_key=("variant_id", "location_id"),
        foreign_keys=(
            s.fk("variant_id", "variants", on_delete="restrict"),
            s.fk("location_id", "locations", on_delete="restrict"),
        ),
    )
    s.create_tenant_table(
        "stock_items",
        s.uuid("variant_id"),
        s.boolean("is_backorderable", default=False),
        s.quantity("backorder_limit", nullable=True, check="backorder_limit >= 0"),
        s.quantity("backordered", default=0, check="backordered >= 0"),
        s.quantity("low_stock", nullable=True, check="low_stock >= 0"),
        s.instant("expected_at", nullable=True),
        s.version(),
        s.instant("updated_at"),
        primary_key=("variant_id",),
        foreign_keys=(s.fk("variant_id", "variants", on_delete="restrict"),),
    )
    s.create_tenant_table(
        "stock_movements",
        s.uuid("variant_id"),
        s.uuid("location_id"),
        s.text("kind", one_of=MOVEMENTS),
        s.quantity("on_hand_change", default=0),
        s.quantity("allocated_change", default=0),
        s.quantity("reserved_change", default=0),
        s.text("reason", default="", max_length=500),
        s.text("reference_kind", nullable=True, max_length=40),
        s.text("reference_id", nullable=True, max_length=100),
        s.uuid("member_id", nullable=True),
        s.text("actor_name", default="", max_length=200),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        indexes=(("variant_id", "id"), ("location_id", "id")),
    )


def promises() -> None:
    """Stock that is promised: for a while (reservations) or to an order (allocations; without a place = back-order).

    `per_unit` is how much of the variant one unit of the line takes: 10,000 for itself, more or less inside a bundle.
    """
    s.create_tenant_table(
        "reservations",
        s.text("source_kind", max_length=40),
        s.text("source_id", max_length=100),
        s.uuid("variant_id"),
        s.uuid("location_id"),
        s.quantity("quantity", check="quantity > 0"),
        s.text("status", one_of=("live", "confirmed", "released", "expired")),
        s.instant("expires_at"),
        *s.timestamps(),
        indexes=(
            ("source_kind", "source_id"),
            s.index("expires_at", where="status = 'live'", name="reservations_expiring_idx"),
        ),
    )
    s.create_tenant_table(
        "allocations",
        s.text("source_kind", max_length=40),
        s.text("source_id", max_length=100),
        s.integer("line_key"),
        s.uuid("variant_id"),
        s.uuid("location_id", nullable=True),
        s.quantity("quantity", check="quantity >= 0"),
        s.quantity("shipped", default=0, check="shipped >= 0"),
        s.quantity("per_unit", check="per_unit > 0"),
        *s.timestamps(),
        unique=(
            s.unique(
                "source_kind",
                "source_id",
                "line_key",
                "variant_id",
                "location_id",
                nulls_equal=True,
                name="allocations_place_key",
            ),
        ),
        indexes=(
            s.index("variant_id", "id", where="location_id IS NULL AND quantity > 0", name="allocations_backorder_idx"),
        ),
    )


def counts() -> None:
    """A count sheet: what was expected when it was drawn up, what was found."""
    s.create_tenant_table(
        "stock_counts",
        s.uuid("location_id"),
        s.text("status", one_of=("open", "posted", "cancelled"), default="open"),
        s.text("note", default="", max_length=500),
        s.instant("posted_at", nullable=True),
        s.version(),
        *s.timestamps(),
        foreign_keys=(s.fk("location_id", "locations", on_delete="restrict"),),
    )
    s.create_tenant_table(
        "stock_count_lines",
        s.uuid("stock_count_id"),
        s.uuid("variant_id"),
        s.quantity("expected", check="expected >= 0"),
        s.quantity("counted", nullable=True, check="counted >= 0"),
        primary_key=("stock_count_id", "variant_id"),
        foreign_keys=(
            s.fk("stock_count_id", "stock_counts", on_delete="cascade"),
            s.fk("variant_id", "variants", on_delete="restrict"),
        ),
    )


def transfers() -> None:
    """Stock on its way from one place to another: gone from the first, not yet in the second."""
    s.create_tenant_table(
        "stock_transfers",
        s.uuid("from_location_id"),
        s.uuid("to_location_id"),
        s.text("status", one_of=("in_transit", "received", "cancelled")),
        s.text("note", default="", max_length=500),
        s.instant("received_at", nullable=True),
        s.version(),
        *s.timestamps(),
        foreign_keys=(
            s.fk("from_location_id", "locations", on_delete="restrict"),
            s.fk("to_location_id", "locations", on_delete="restrict"),
        ),
        checks=(("places", "from_location_id <> to_location_id"),),
        indexes=(("status", "id"),),
    )
    s.create_tenant_table(
        "stock_transfer_lines",
        s.uuid("stock_transfer_id"),
        s.uuid("variant_id"),
        s.quantity("quantity", check="quantity > 0"),
        s.quantity("received", default=0, check="received >= 0"),
        primary_key=("stock_transfer_id", "variant_id"),
        foreign_keys=(
            s.fk("stock_transfer_id", "stock_transfers", on_delete="cascade"),
            s.fk("variant_id", "variants", on_delete="restrict"),
        ),
    )


def receipts() -> None:
    """What suppliers are to bring, and when; back-orders take their expected date from it."""
    s.create_tenant_table(
        "expected_receipts",
        s.uuid("variant_id"),
        s.uuid("location_id"),
        s.quantity("quantity", check="quantity > 0"),
        s.quantity("received", default=0, check="received >= 0"),
        s.instant("expected_at"),
        s.text("reference", default="", max_length=100),
        s.text("status", one_of=("open", "received", "cancelled"), default="open"),
        s.version(),
        *s.timestamps(),
        foreign_keys=(
            s.fk("variant_id", "variants", on_delete="restrict"),
            s.fk("location_id", "locations", on_delete="restrict"),
        ),
        indexes=(
            s.index("variant_id", "expected_at", where="status = 'open'", name="expected_receipts_open_idx"),
            ("status", "expected_at", "id"),
        ),
    )


def settings() -> None:
    """What buyers are shown, and from when stock counts as low; one row per tenant, absent = as by default."""
    s.create_tenant_table(
        "inventory_settings",
        s.text("shown_to_buyers", one_of=("exact", "words"), default="words"),
        s.quantity("low_stock", default=100_000, check="low_stock >= 0"),
        s.instant("updated_at"),
        primary_key=(),
    )


def availability() -> None:
    """What may be promised of each variant over all active places, in ten-thousandths of the stock unit."""
    s.create_function(
        "availability",
        "p_variants uuid[]",
        """TABLE (variant_id uuid, is_stocked boolean, stock_unit text, on_hand bigint, allocated bigint,
            reserved bigint, safety bigint, available bigint, is_backorderable boolean, backorder_left bigint,
            expected_at timestamptz, state text)""",
        """
SELECT v.id, v.is_stocked, v.stock_unit,
    coalesce(l.on_hand, 0), coalesce(l.allocated, 0), coalesce(l.reserved, 0), coalesce(l.safety, 0),
    greatest(coalesce(l.available, 0), 0), coalesce(i.is_backorderable, false), i.backorder_left,
    coalesce((SELECT min(e.expected_at) FROM expected_receipts e
        WHERE e.tenant_id = v.tenant_id AND e.variant_id = v.id AND e.status = 'open'), i.expected_at),
    CASE
        WHEN NOT v.is_stocked THEN 'not_stocked'
        WHEN coalesce(l.available, 0) > coalesce(i.low_stock, c.low_stock, 100000) THEN 'in_stock'
        WHEN coalesce(l.available, 0) > 0 THEN 'low'
        WHEN i.is_backorderable AND coalesce(i.backorder_left, 1) > 0 THEN 'backorder'
        ELSE 'out'
    END
FROM variants v
LEFT JOIN inventory_settings c ON c.tenant_id = v.tenant_id
LEFT JOIN LATERAL (
    SELECT sum(s.on_hand)::bigint AS on_hand, sum(s.allocated)::bigint AS allocated,
        sum(s.reserved)::bigint AS reserved, sum(s.safety)::bigint AS safety,
        sum(greatest(s.on_hand - s.allocated - s.reserved - s.safety, 0))::bigint AS available
    FROM stock_levels s JOIN locations p ON p.tenant_id = s.tenant_id AND p.id = s.location_id AND p.is_active
    WHERE s.tenant_id = v.tenant_id AND s.variant_id = v.id
) l ON true
LEFT JOIN LATERAL (
    SELECT k.is_backorderable, k.low_stock, k.backorder_limit - k.backordered AS backorder_left, k.expected_at
    FROM stock_items k WHERE k.tenant_id = v.tenant_id AND k.variant_id = v.id
) i ON true
WHERE v.id = ANY (p_variants)
        """,
        volatility="stable",
        rows=20,
    )
