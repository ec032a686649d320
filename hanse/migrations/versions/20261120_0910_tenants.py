"""Tenants: the businesses themselves, the addresses that lead to them, and what a business lets its parent see."""

from hanse.platform.db import schema as s

revision = "0003_tenants"
down_revision = "0002_jobs"
branch_labels = None
depends_on = None

KINDS = ("distributor", "manufacturer", "wholesaler", "marketplace", "retailer", "services", "other")


def upgrade() -> None:
    """Make the tenants, their addresses and the grants to parents."""
    tenants()
    addresses()
    parents()
    listing()


def tenants() -> None:
    """One row per business; its own id is the tenant of the row."""
    s.create_tenant_table(
        "tenants",
        s.text("handle", max_length=40),
        s.text("name", max_length=120),
        s.text("kind", one_of=KINDS, default="other"),
        s.text("status", one_of=("active", "suspended", "closed"), default="active"),
        s.text("status_reason", nullable=True, max_length=500),
        s.text("suspended_by", nullable=True, one_of=("operator", "owner")),
        s.uuid("parent_tenant_id", nullable=True),
        s.text("locale", max_length=20),
        s.text("timezone", max_length=64),
        s.text("currency", pattern="[A-Z]{3}"),
        s.text("accent", nullable=True, pattern="#[0-9a-f]{6}"),
        s.text("logo_key", nullable=True, max_length=300),
        s.text("tagline", default="", max_length=200),
        s.text("about", default="", max_length=4000),
        s.text("website", nullable=True, max_length=300),
        s.text("domain", nullable=True, max_length=253),
        s.text("domain_token", nullable=True, max_length=100),
        s.instant("domain_verified_at", nullable=True),
        s.instant("domain_checked_at", nullable=True),
        s.text("domain_problem", nullable=True, max_length=300),
        s.jsonb("settings", default="{}"),
        s.jsonb("features", default="{}"),
        s.bigint("access_version", default=1),
        s.version(),
        *s.timestamps(),
        primary_key=(),
        grants=("SELECT", "INSERT", "UPDATE"),
        checks=(
            ("own_parent", "parent_tenant_id IS DISTINCT FROM tenant_id"),
            ("suspended", "(status = 'suspended') = (suspended_by IS NOT NULL)"),
        ),
        indexes=(s.index("parent_tenant_id", where="parent_tenant_id IS NOT NULL", across_tenants=True),),
        comment="The businesses of this installation",
    )
    s.allow_definer("tenants", ("SELECT",))


def addresses() -> None:
    """Which handle or proven domain belongs to whom; unique over the whole installation."""
    s.create_global_table(
        "tenant_addresses",
        s.text("kind", one_of=("handle", "domain")),
        s.text("value", max_length=253),
        s.uuid("tenant_id"),
        s.instant("created_at"),
        primary_key=("kind", "value"),
        indexes=(("tenant_id",),),
        reason="Finds a tenant by handle or proven domain before any tenant is known; holds nothing else.",
    )
    s.allow_definer_global("tenant_addresses", ("SELECT", "INSERT", "DELETE"))
    s.create_definer_function(
        "tenant_by_address",
        "p_kind text, p_value text",
        "TABLE (id uuid, handle text, name text, status text, timezone text, locale text, currency text, accent text,"
        " logo_key text)",
        """
        SELECT t.tenant_id, t.handle, t.name, t.status, t.timezone, t.locale, t.currency, t.accent, t.logo_key
        FROM tenant_addresses a JOIN tenants t ON t.tenant_id = a.tenant_id
        WHERE a.kind = p_kind AND a.value = p_value AND t.status <> 'closed'
        """,
        volatility="stable",
        rows=1,
        reason="From an address to the public face of the business behind it.",
    )
    s.create_definer_function(
        "tenant_public",
        "p_handle text",
        "TABLE (id uuid, handle text, name text, kind text, tagline text, about text, website text, accent text,"
        " logo_key text)",
        """
        SELECT t.tenant_id, t.handle, t.name, t.kind, t.tagline, t.about, t.website, t.accent, t.logo_key
        FROM tenant_addresses a JOIN tenants t ON t.tenant_id = a.tenant_id
        WHERE a.kind = 'handle' AND a.value = p_handle AND t.status <> 'closed'
        """,
        volatility="stable",
        rows=1,
        reason="What a business says about itself to every visitor, also to those who work in another one.",
    )
    s.create_definer_function(
        "tenant_register",
        "p_kind text, p_value text, p_now timestamptz",
        "boolean",
        """
        WITH claimed AS (
            INSERT INTO tenant_addresses (kind, value, tenant_id, created_at)
            SELECT p_kind, p_value, app_tenant_id(), p_now WHERE app_tenant_id() IS NOT NULL
            ON CONFLICT (kind, value) DO NOTHING RETURNING 1
        )
        SELECT EXISTS (SELECT 1 FROM claimed) OR EXISTS (
            SELECT 1 FROM tenant_addresses WHERE kind = p_kind AND value = p_value AND tenant_id = app_tenant_id()
        )
        """,
        reason="Claims an address for the tenant at hand; false when another tenant has it.",
    )
    s.create_definer_function(
        "tenant_unregister",
        "p_kind text, p_value text",
        "void",
        "DELETE FROM tenant_addresses WHERE kind = p_kind AND value = p_value AND tenant_id = app_tenant_id()",
        reason="Gives up an address of the tenant at hand.",
    )


def listing() -> None:
    """Which businesses the worker visits for schedules that run for each."""
    s.create_definer_function(
        "tenants_active",
        "",
        "SETOF uuid",
        "SELECT tenant_id FROM tenants WHERE status = 'active' ORDER BY tenant_id",
        volatility="stable",
        reason="Ids of the active businesses, for schedules; says nothing else about them.",
    )


def parents() -> None:
    """What a business lets its parent see. The row belongs to the child; the parent reads it through a function."""
    s.create_tenant_table(
        "tenant_grants",
        s.uuid("parent_tenant_id"),
        s.text_array("rights"),
        s.uuid("granted_by", nullable=True),
        s.instant("created_at"),
        s.instant("revoked_at", nullable=True),
        unique=(s.unique("parent_tenant_id", where="revoked_at IS NULL", name="tenant_grants_open_key"),),
        grants=("SELECT", "INSERT", "UPDATE"),
        indexes=(
            s.index(
                "parent_tenant_id", where="revoked_at IS NULL", across_tenants=True, name="tenant_grants_parent_idx"
            ),
        ),
    )
    s.allow_definer("tenant_grants", ("SELECT",))
    s.create_definer_function(
        "tenant_children",
        "p_after uuid, p_limit integer",
        "TABLE (id uuid, handle text, name text, status text, kind text, rights text[], granted_at timestamptz)",
        """
        SELECT t.tenant_id, t.handle, t.name, t.status, t.kind, g.rights, g.created_at
        FROM tenants t
        JOIN tenant_grants g
          ON g.tenant_id = t.tenant_id AND g.parent_tenant_id = app_tenant_id() AND g.revoked_at IS NULL
        WHERE t.parent_tenant_id = app_tenant_id() AND (p_after IS NULL OR t.tenant_id > p_after)
        ORDER BY t.tenant_id LIMIT p_limit
        """,
        volatility="stable",
        reason="The businesses below the tenant at hand that granted it something; never one that granted nothing.",
    )
    s.create_definer_function(
        "tenant_ancestors",
        "p_tenant uuid",
        "SETOF uuid",
        """
        WITH RECURSIVE up (id, depth) AS (
            SELECT p_tenant, 1
            UNION ALL
            SELECT t.parent_tenant_id, up.depth + 1 FROM up JOIN tenants t ON t.tenant_id = up.id
            WHERE t.parent_tenant_id IS NOT NULL AND up.depth < 50
        )
        SELECT id FROM up
        """,
        volatility="stable",
        reason="A business and those above it, to refuse loops in the tree.",
    )
