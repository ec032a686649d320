"""Quotes: the negotiation, its working lines, the versions that never change, what is said, and what happened."""

from hanse.platform.db import schema as s

revision = "0017_quotes"
down_revision = "0016_checkout"
branch_labels = None
depends_on = None

STATUSES = (
    "draft",
    "submitted",
    "in_review",
    "internal_approval",
    "offered",
    "countered",
    "accepted",
    "ordered",
    "declined",
    "expired",
    "cancelled",
    "withdrawn",
)
SIDES = ("buyer", "seller")


def upgrade() -> None:
    """Make the quote first; everything else hangs on it."""
    quotes()
    lines()
    versions()
    talk()
    steps()
    s.create_tenant_table("quote_counters", s.bigint("next_number", check="next_number > 0"), primary_key=())


def quotes() -> None:
    """One row per negotiation. The totals stand beside it for lists: `total_minor` and the cost are the seller's own
    working figures, `shown_minor` is what the last version that went out says."""
    s.create_tenant_table(
        "quotes",
        s.text("number", max_length=40),
        s.uuid("organization_id"),
        s.text("title", max_length=200),
        s.text("title_key", max_length=1000),
        s.text("status", one_of=STATUSES),
        s.text("status_reason", nullable=True, max_length=1000),
        s.text("started_by", one_of=SIDES),
        s.text("currency", pattern="^[A-Z]{3}$"),
        s.boolean("is_tax_inclusive", default=False),
        s.uuid("buyer_member_id", nullable=True),
        s.uuid("seller_member_id", nullable=True),
        s.text("buyer_note", default="", max_length=5000),
        s.text("seller_note", default="", max_length=5000),
        s.text("terms", default="", max_length=10000),
        s.text("delivery", default="", max_length=2000),
        s.text("payment_terms", default="", max_length=500),
        s.text("reference", default="", max_length=80),
        s.date("needed_by", nullable=True),
        s.date("valid_until", nullable=True),
        s.instant("expires_at", nullable=True),
        s.integer("discount_basis_points", default=0, check="discount_basis_points BETWEEN 0 AND 10000"),
        s.uuid("shipping_address_id", nullable=True),
        s.uuid("billing_address_id", nullable=True),
        s.integer("line_count", default=0),
        s.minor("total_minor", nullable=True),
        s.minor("cost_minor", nullable=True),
        s.minor("shown_minor", nullable=True),
        s.integer("last_version", default=0),
        s.uuid("shown_version_id", nullable=True),
        s.uuid("offered_version_id", nullable=True),
        s.uuid("pending_version_id", nullable=True),
        s.uuid("accepted_version_id", nullable=True),
        s.jsonb("accepted_choices", nullable=True),
        s.uuid("approval_id", nullable=True),
        s.uuid("order_id", nullable=True),
        s.text("order_number", nullable=True, max_length=60),
        s.uuid("cloned_from_id", nullable=True),
        s.instant("submitted_at", nullable=True),
        s.instant("moved_at"),
        s.version(),
        *s.timestamps(),
        unique=("number",),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("buyer_member_id", "members", on_delete="no action"),
            s.fk("seller_member_id", "members", on_delete="no action"),
        ),
        indexes=(
            ("updated_at", "id"),
            ("organization_id", "updated_at", "id"),
            ("status", "moved_at", "id"),
            ("total_minor", "id"),
            ("moved_at", "id"),
        ),
    )


def lines() -> None:
    """The working copy of whoever's turn it is. `offers` are further quantity and price pairs of the line; the cost and
    the internal note are the seller's."""
    s.create_tenant_table(
        "quote_lines",
        s.uuid("quote_id"),
        s.integer("position"),
        s.uuid("alternative_of", nullable=True),
        s.uuid("variant_id", nullable=True),
        s.text("sku", nullable=True, max_length=120),
        s.text("name", max_length=500),
        s.text("description", default="", max_length=4000),
        s.quantity("quantity", check="quantity > 0"),
        s.text("unit", max_length=3),
        s.text("stock_unit", nullable=True, max_length=3),
        s.bigint("ratio_numerator", default=1, check="ratio_numerator > 0"),
        s.bigint("ratio_denominator", default=1, check="ratio_denominator > 0"),
        s.jsonb("components", default="[]"),
        s.jsonb("options", default="{}"),
        s.text("options_label", default="", max_length=1000),
        s.text("tax_class", default="standard", max_length=60),
        s.integer("lead_time_days", nullable=True),
        s.micros("target_micros", nullable=True, check="target_micros >= 0"),
        s.micros("list_micros", nullable=True, check="list_micros >= 0"),
        s.micros("unit_micros", nullable=True, check="unit_micros >= 0"),
        s.integer("discount_basis_points", default=0, check="discount_basis_points BETWEEN 0 AND 10000"),
        s.jsonb("offers", default="[]"),
        s.jsonb("trace", nullable=True),
        s.micros("cost_micros", nullable=True, check="cost_micros >= 0"),
        s.text("buyer_note", default="", max_length=2000),
        s.text("seller_note", default="", max_length=2000),
        s.text("internal_note", default="", max_length=2000),
        foreign_keys=(
            s.fk("quote_id", "quotes", on_delete="cascade"),
            s.fk("alternative_of", "quote_lines", on_delete="cascade"),
        ),
        indexes=(("quote_id", "position", "id"),),
    )


def versions() -> None:
    """What was frozen, with its hash, and which of it went out. Both only ever grow."""
    s.create_tenant_table(
        "quote_versions",
        s.uuid("quote_id"),
        s.integer("number", check="number > 0"),
        s.text("kind", one_of=("request", "offer", "counter")),
        s.text("side", one_of=SIDES),
        s.text("hash", pattern="^[0-9a-f]{64}$"),
        s.jsonb("content"),
        s.jsonb("internal"),
        s.text("currency", pattern="^[A-Z]{3}$"),
        s.integer("line_count", check="line_count >= 0"),
        s.date("valid_until", nullable=True),
        s.minor("net_minor"),
        s.minor("tax_minor", nullable=True),
        s.minor("gross_minor", nullable=True),
        s.uuid("made_by", nullable=True),
        s.text("made_by_name", max_length=200),
        s.instant("made_at"),
        grants=("SELECT", "INSERT"),
        unique=(("quote_id", "number"),),
        foreign_keys=(s.fk("quote_id", "quotes", on_delete="restrict"),),
    )
    s.create_tenant_table(
        "quote_releases",
        s.uuid("version_id"),
        s.instant("released_at"),
        primary_key=("version_id",),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("version_id", "quote_versions", on_delete="restrict"),),
    )


def talk() -> None:
    """What the sides tell each other, what the seller's people tell themselves (a table of its own, so that no query
    can mix the two), and the files."""
    s.create_tenant_table(
        "quote_messages",
        s.uuid("quote_id"),
        s.uuid("line_id", nullable=True),
        s.text("side", one_of=SIDES),
        s.uuid("member_id", nullable=True),
        s.text("author_name", max_length=200),
        s.text("body", max_length=5000),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("quote_id", "quotes", on_delete="restrict"),),
        indexes=(("quote_id", "id"),),
    )
    s.create_tenant_table(
        "quote_notes",
        s.uuid("quote_id"),
        s.uuid("line_id", nullable=True),
        s.uuid("member_id", nullable=True),
        s.text("author_name", max_length=200),
        s.text("body", max_length=5000),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("quote_id", "quotes", on_delete="restrict"),),
        indexes=(("quote_id", "id"),),
    )
    s.create_tenant_table(
        "quote_attachments",
        s.uuid("quote_id"),
        s.uuid("file_id"),
        s.uuid("message_id", nullable=True),
        s.boolean("is_internal", default=False),
        s.text("side", one_of=SIDES),
        s.text("name", max_length=200),
        s.text("content_type", max_length=120),
        s.bigint("size"),
        s.text("sha256", max_length=64),
        s.text("author_name", max_length=200),
        s.instant("created_at"),
        s.instant("removed_at", nullable=True),
        foreign_keys=(s.fk("quote_id", "quotes", on_delete="restrict"),),
        indexes=(("quote_id", "id"),),
    )


def steps() -> None:
    """What happened to a quote, for its timeline; internal ones are the seller's own."""
    s.create_tenant_table(
        "quote_steps",
        s.uuid("quote_id"),
        s.text("action", max_length=40),
        s.text("status", one_of=STATUSES),
        s.text("side", nullable=True, one_of=SIDES),
        s.boolean("is_internal", default=False),
        s.text("author_name", max_length=200),
        s.uuid("version_id", nullable=True),
        s.integer("version_number", nullable=True),
        s.text("comment", default="", max_length=1000),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("quote_id", "quotes", on_delete="restrict"),),
        indexes=(("quote_id", "id"),),
    )
