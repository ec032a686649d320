"""Organizations: the tree of partners, where they sit, whom to call, and what a tenant wants to know besides."""

from hanse.platform.db import schema as s

revision = "0006_organizations"
down_revision = "0005_access"
branch_labels = None
depends_on = None

STATUSES = ("prospect", "applied", "in_review", "active", "suspended", "closed")
TYPES = ("buyer", "vendor", "distributor", "reseller", "carrier", "other")


def upgrade() -> None:
    """Make the tree first; everything else hangs on it."""
    organizations()
    closure()
    places_and_people()
    tax_ids()
    custom_fields()
    health()
    counters()
    s.add_foreign_key("assignments", s.fk("organization_id", "organizations", on_delete="restrict"))


def organizations() -> None:
    """One row per partner; the tree lives in the closure. `search_key` is the stored text lists sort and search by."""
    s.create_tenant_table(
        "organizations",
        s.text("number", max_length=40),
        s.text("name", max_length=200),
        s.text("legal_name", nullable=True, max_length=200),
        s.text("search_key", max_length=1000),
        s.text("name_key", max_length=1000),
        s.text("status", one_of=STATUSES, default="prospect"),
        s.text("status_reason", nullable=True, max_length=500),
        s.uuid("parent_id", nullable=True),
        s.text_array("types", default="{}"),
        s.text("website", nullable=True, max_length=300),
        s.text("email", nullable=True, max_length=320),
        s.text("phone", nullable=True, max_length=60),
        s.text("currency", nullable=True, pattern="^[A-Z]{3}$"),
        s.text("locale", nullable=True, max_length=20),
        s.integer("payment_days", nullable=True, check="payment_days BETWEEN 0 AND 365"),
        s.integer("discount_days", nullable=True, check="discount_days BETWEEN 0 AND 365"),
        s.integer("discount_basis_points", nullable=True, check="discount_basis_points BETWEEN 0 AND 10000"),
        s.minor("credit_limit_minor", nullable=True, check="credit_limit_minor >= 0"),
        s.text("credit_currency", nullable=True, pattern="^[A-Z]{3}$"),
        s.text("price_group", nullable=True, max_length=60),
        s.uuid("manager_member_id", nullable=True),
        s.text_array("tags", default="{}"),
        s.jsonb("custom", default="{}"),
        s.text("notes", default="", max_length=10000),
        s.boolean("blocks_log_in", default=False),
        s.instant("active_since", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=("number",),
        foreign_keys=(
            s.fk("parent_id", "organizations", on_delete="restrict"),
            s.fk("manager_member_id", "members", on_delete="no action"),
        ),
        checks=(
            ("parent", "parent_id IS DISTINCT FROM id"),
            ("credit", "(credit_limit_minor IS NULL) = (credit_currency IS NULL)"),
            ("discount", "(discount_days IS NULL) = (discount_basis_points IS NULL)"),
        ),
        indexes=(
            ("search_key", "id"),
            ("status", "search_key", "id"),
            ("created_at", "id"),
            ("updated_at", "id"),
            "name_key",
        ),
    )


def closure() -> None:
    """Every organization with each of those above it, itself included at depth 0."""
    s.create_tenant_table(
        "organization_closure",
        s.uuid("ancestor_id"),
        s.uuid("descendant_id"),
        s.smallint("depth", check="depth >= 0"),
        primary_key=("ancestor_id", "descendant_id"),
        foreign_keys=(
            s.fk("ancestor_id", "organizations", on_delete="cascade"),
            s.fk("descendant_id", "organizations", on_delete="cascade"),
        ),
        indexes=(("descendant_id", "depth"),),
    )


def places_and_people() -> None:
    """Addresses and contacts; at most one default of a kind."""
    s.create_tenant_table(
        "organization_addresses",
        s.uuid("organization_id"),
        s.text("label", default="", max_length=80),
        s.text("recipient", default="", max_length=200),
        s.text("line1", max_length=200),
        s.text("line2", default="", max_length=200),
        s.text("postal_code", default="", max_length=20),
        s.text("city", default="", max_length=120),
        s.text("region", default="", max_length=120),
        s.text("country", pattern="^[A-Z]{2}$"),
        s.text("phone", nullable=True, max_length=60),
        s.boolean("is_billing_default", default=False),
        s.boolean("is_shipping_default", default=False),
        s.version(),
        *s.timestamps(),
        unique=(
            s.unique("organization_id", where="is_billing_default", name="organization_addresses_billing_key"),
            s.unique("organization_id", where="is_shipping_default", name="organization_addresses_shipping_key"),
        ),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="cascade"),),
        indexes=(("organization_id", "id"),),
    )
    s.create_tenant_table(
        "organization_contacts",
        s.uuid("organization_id"),
        s.text("name", max_length=200),
        s.text("role", default="", max_length=120),
        s.text("email", nullable=True, max_length=320),
        s.text("phone", nullable=True, max_length=60),
        s.boolean("is_primary", default=False),
        s.text("notes", default="", max_length=2000),
        s.version(),
        *s.timestamps(),
        unique=(s.unique("organization_id", where="is_primary", name="organization_contacts_primary_key"),),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="cascade"),),
        indexes=(("organization_id", "id"),),
    )


def tax_ids() -> None:
    """Tax numbers with the proof of each check: when, by whom, and the answer as it was given."""
    s.create_tenant_table(
        "organization_tax_ids",
        s.uuid("organization_id"),
        s.text("kind", max_length=20),
        s.text("country", pattern="^[A-Z]{2}$"),
        s.text("number", max_length=60),
        s.text("status", one_of=("unchecked", "well_formed", "pending", "unreachable", "confirmed", "refused")),
        s.instant("checked_at", nullable=True),
        s.text("checked_by", nullable=True, max_length=200),
        s.jsonb("answer", nullable=True),
        *s.timestamps(),
        unique=(("organization_id", "kind", "number"),),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="cascade"),),
        indexes=(("number",),),
    )


def custom_fields() -> None:
    """What a tenant wants to know about every partner besides: declared once, typed, checked at each change."""
    s.create_tenant_table(
        "custom_fields",
        s.text("subject_kind", one_of=("organization",)),
        s.text("key", max_length=60, pattern="^[a-z][a-z0-9_]*$"),
        s.text("label", max_length=120),
        s.text("kind", one_of=("text", "number", "date", "boolean", "choice", "url")),
        s.text("help", default="", max_length=400),
        s.text_array("choices", default="{}"),
        s.boolean("is_required", default=False),
        s.boolean("is_partner_visible", default=False),
        s.integer("position", default=0),
        s.instant("archived_at", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(("subject_kind", "key"),),
    )


def health() -> None:
    """The health score of each partner by day, with every factor that made it; no score where nothing is known."""
    s.create_tenant_table(
        "organization_health",
        s.uuid("organization_id"),
        s.date("day"),
        s.smallint("score", nullable=True, check="score BETWEEN 0 AND 100"),
        s.jsonb("factors"),
        s.instant("computed_at"),
        primary_key=("organization_id", "day"),
        foreign_keys=(s.fk("organization_id", "organizations", on_delete="cascade"),),
    )


def counters() -> None:
    """The next customer number of each tenant; the row is locked while one is taken."""
    s.create_tenant_table(
        "organization_counters",
        s.bigint("next_number", check="next_number > 0"),
        primary_key=(),
    )
