"""Access: members, roles, assignments, invitations, API keys, and the two functions that find out who is asking."""

from hanse.platform.db import schema as s

revision = "0005_access"
down_revision = "0004_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make who may do what: tables first, then the look-ups that run before any tenant is known."""
    members()
    roles()
    invitations()
    api_keys()
    resolving()
    belonging()


def members() -> None:
    """An account in a tenant. The account itself is global, so there is no foreign key to it."""
    s.create_tenant_table(
        "members",
        s.uuid("account_id"),
        s.text("display_name", max_length=200),
        s.text("email", nullable=True, max_length=320),
        s.text("search_key", max_length=600),
        s.text("title", nullable=True, max_length=120),
        s.text("status", one_of=("active", "suspended", "removed")),
        s.uuid("manager_member_id", nullable=True),
        s.minor("approval_limit_minor", nullable=True, check="approval_limit_minor >= 0"),
        s.text("approval_currency", nullable=True, pattern="^[A-Z]{3}$"),
        s.jsonb("attributes", default="{}"),
        s.version(),
        *s.timestamps(),
        unique=("account_id",),
        checks=(
            ("approval", "(approval_limit_minor IS NULL) = (approval_currency IS NULL)"),
            ("manager", "manager_member_id IS DISTINCT FROM id"),
        ),
        foreign_keys=(s.fk("manager_member_id", "members", on_delete="no action"),),
        indexes=(("search_key", "id"),),
    )
    s.allow_definer("members", ("SELECT",))


def roles() -> None:
    """Named sets of grants. A built-in role's grants are declared in code, so its row has none."""
    s.create_tenant_table(
        "roles",
        s.text("kind", one_of=("tenant", "organization")),
        s.text("key", max_length=60, pattern="^[a-z][a-z0-9_]*$"),
        s.text("name", max_length=80),
        s.text("description", default="", max_length=400),
        s.boolean("is_builtin", default=False),
        s.jsonb("grants", default="[]"),
        s.version(),
        *s.timestamps(),
        unique=(("kind", "key"), ("kind", "name")),
    )
    s.allow_definer("roles", ("SELECT",))
    s.create_tenant_table(
        "assignments",
        s.uuid("member_id"),
        s.uuid("role_id"),
        s.uuid("organization_id", nullable=True),
        s.instant("blocked_at", nullable=True),
        s.uuid("granted_by", nullable=True),
        s.instant("created_at"),
        unique=(s.unique("member_id", "role_id", "organization_id", nulls_equal=True),),
        foreign_keys=(
            s.fk("member_id", "members", on_delete="cascade"),
            s.fk("role_id", "roles", on_delete="restrict"),
        ),
        indexes=(("organization_id", "member_id"),),
    )
    s.allow_definer("assignments", ("SELECT",))


def invitations() -> None:
    """Offers of membership by e-mail; the secret of the link is kept only as its hash.

    One is open for an address at a time in the same `places` (organizations, or staff): partners invite whom they like
    without learning whom others invited.
    """
    s.create_tenant_table(
        "invitations",
        s.text("email", max_length=320),
        s.text("display_name", default="", max_length=200),
        s.jsonb("assignments", default="[]"),
        s.text("places", default="", max_length=1000),
        s.text("message", default="", max_length=1000),
        s.bytea("token_hash"),
        s.uuid("invited_by", nullable=True),
        s.integer("sent_count", default=1),
        s.instant("expires_at"),
        s.instant("accepted_at", nullable=True),
        s.instant("revoked_at", nullable=True),
        s.uuid("member_id", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(
            s.unique(
                "email", "places", where="accepted_at IS NULL AND revoked_at IS NULL", name="invitations_open_email_key"
            ),
        ),
        foreign_keys=(
            s.fk("invited_by", "members", on_delete="no action"),
            s.fk("member_id", "members", on_delete="no action"),
        ),
        indexes=(s.index("token_hash", across_tenants=True), ("created_at", "id")),
    )
    s.allow_definer("invitations", ("SELECT",))
    s.create_definer_function(
        "invitation_tenant",
        "p_token_hash bytea",
        "uuid",
        "SELECT tenant_id FROM invitations WHERE token_hash = p_token_hash",
        volatility="stable",
        reason="Finds the tenant of an invitation link before its reader belongs to any tenant.",
    )


def api_keys() -> None:
    """Keys of programs. Only a hash of the secret is kept; the prefix finds the tenant before any tenant is known."""
    s.create_tenant_table(
        "api_keys",
        s.text("prefix", max_length=40),
        s.text("name", max_length=120),
        s.bytea("secret_hash"),
        s.text_array("scopes"),
        s.text_array("allowed_networks", default="{}"),
        s.uuid("member_id"),
        s.instant("expires_at", nullable=True),
        s.instant("last_used_at", nullable=True),
        s.inet("last_used_ip", nullable=True),
        s.instant("revoked_at", nullable=True),
        s.uuid("revoked_by", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=("prefix",),
        foreign_keys=(
            s.fk("member_id", "members", on_delete="restrict"),
            s.fk("revoked_by", "members", on_delete="no action"),
        ),
        indexes=(("created_at", "id"),),
    )
    s.allow_definer("api_keys", ("SELECT", "UPDATE"))
    s.create_global_table(
        "api_key_prefixes",
        s.text("prefix", max_length=40),
        s.uuid("tenant_id"),
        s.uuid("api_key_id"),
        primary_key="prefix",
        reason="Finds the tenant of an API key before any tenant is known; holds no secret and no right.",
    )
    s.allow_definer_global("api_key_prefixes", ("SELECT", "INSERT"))
    s.create_definer_function(
        "api_key_register",
        "p_prefix text, p_key uuid",
        "void",
        "INSERT INTO api_key_prefixes (prefix, tenant_id, api_key_id) VALUES (p_prefix, app_tenant_id(), p_key)",
        reason="Announces the prefix of a new key of the tenant at hand; fails when no tenant is set.",
    )


def resolving() -> None:
    """What every request begins with: one statement from a credential to tenant, member and roles."""
    s.execute(_IDENTITY_TYPE)
    s.create_definer_function(
        "assignments_of",
        "p_tenant uuid, p_member uuid",
        "jsonb",
        """
        SELECT coalesce(jsonb_agg(jsonb_build_array(a.role_id, a.organization_id) ORDER BY a.id), '[]'::jsonb)
        FROM assignments a
        WHERE a.tenant_id = p_tenant AND a.member_id = p_member AND a.blocked_at IS NULL
        """,
        volatility="stable",
        grants_to=(s.DEFINER,),
        reason="Roles of one member as [role, organization] pairs, for the two functions below.",
    )
    s.create_definer_function(
        "resolve_session",
        "p_token_hash bytea, p_now timestamptz, p_idle_seconds integer",
        "SETOF access_identity",
        _RESOLVE_SESSION,
        language="plpgsql",
        rows=1,
        reason="From a session token's hash to everything a request needs to know about who asks.",
    )
    s.create_definer_function(
        "resolve_api_key",
        "p_prefix text, p_now timestamptz",
        "SETOF access_identity",
        _RESOLVE_API_KEY,
        language="plpgsql",
        volatility="stable",
        rows=1,
        reason="From an API key's prefix to its hash, limits, and the present rights of its maker.",
    )
    s.create_definer_function(
        "api_key_used",
        "p_tenant uuid, p_key uuid, p_now timestamptz, p_ip inet",
        "void",
        """
        UPDATE api_keys SET last_used_at = p_now, last_used_ip = p_ip
        WHERE tenant_id = p_tenant AND id = p_key
          AND (last_used_at IS NULL OR last_used_at < p_now - interval '1 minute')
        """,
        reason="Notes at most once a minute that a key was used, after its secret was checked.",
    )


def belonging() -> None:
    """What lies between accounts, which belong to no tenant, and their membership in the tenant at hand."""
    s.create_definer_function(
        "memberships_of",
        "p_account uuid",
        "TABLE (tenant_id uuid, handle text, name text, roles text[])",
        """
        SELECT t.tenant_id, t.handle, t.name, ARRAY(
            SELECT DISTINCT r.name FROM assignments a JOIN roles r ON r.tenant_id = a.tenant_id AND r.id = a.role_id
            WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id ORDER BY r.name)
        FROM members m JOIN tenants t ON t.tenant_id = m.tenant_id AND t.status <> 'closed'
        WHERE m.account_id = p_account AND m.status = 'active'
        ORDER BY t.name, t.tenant_id LIMIT 200
        """,
        volatility="stable",
        reason="The businesses an account belongs to, for switching between them; called with one's own account only.",
    )
    s.create_definer_function(
        "tenants_of_account",
        "p_account uuid",
        "SETOF uuid",
        "SELECT m.tenant_id FROM members m WHERE m.account_id = p_account ORDER BY m.tenant_id",
        volatility="stable",
        reason="Where an account is or was a member, so that a new name or address reaches every business.",
    )
    s.create_definer_function(
        "member_sessions_end",
        "p_account uuid, p_member uuid, p_reason text, p_now timestamptz",
        "integer",
        """
        WITH done AS (
            UPDATE sessions SET ended_at = p_now, end_reason = p_reason
            WHERE tenant_id = app_tenant_id() AND ended_at IS NULL
              AND (account_id = p_account OR on_behalf_member_id = p_member)
            RETURNING 1
        )
        SELECT count(*)::integer FROM done
        """,
        reason="Ends the sessions of one member in the tenant at hand, and of those who act for them; no others.",
    )
    s.create_definer_function(
        "member_security",
        "p_members uuid[]",
        "TABLE (member_id uuid, last_seen_at timestamptz, has_second_factor boolean)",
        """
        SELECT m.id,
            (SELECT max(se.last_seen_at) FROM sessions se
             WHERE se.account_id = m.account_id AND se.tenant_id = m.tenant_id),
            ac.has_totp OR EXISTS (SELECT 1 FROM account_passkeys pk WHERE pk.account_id = m.account_id)
        FROM members m JOIN accounts ac ON ac.id = m.account_id
        WHERE m.tenant_id = app_tenant_id() AND m.id = ANY (p_members)
        """,
        volatility="stable",
        reason="When members of the tenant at hand were last in it, and whether their log-in has a second factor.",
    )
    s.create_definer_function(
        "staff_without_second_factor",
        "",
        "integer",
        """
        SELECT count(*)::integer FROM members m JOIN accounts ac ON ac.id = m.account_id
        WHERE m.tenant_id = app_tenant_id() AND m.status = 'active' AND NOT ac.has_totp
          AND EXISTS (SELECT 1 FROM assignments a
                      WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND a.organization_id IS NULL)
          AND NOT EXISTS (SELECT 1 FROM account_passkeys pk WHERE pk.account_id = m.account_id)
        """,
        volatility="stable",
        reason="How many of the staff of the tenant at hand log in with a password alone.",
    )


_IDENTITY_TYPE = """
CREATE TYPE access_identity AS (
    session_id uuid, api_key_id uuid, account_id uuid, account_email text, account_name text,
    account_locale text, account_timezone text, strong_at timestamptz, organization_id uuid,
    tenant_id uuid, tenant_handle text, tenant_name text, tenant_status text, tenant_timezone text,
    tenant_locale text, tenant_currency text, tenant_accent text, tenant_logo_key text, access_version bigint,
    member_id uuid, member_name text, member_limit_minor bigint, member_currency text,
    member_attributes jsonb, assignments jsonb,
    acting_member_id uuid, acting_name text, acting_limit_minor bigint, acting_currency text,
    acting_attributes jsonb, acting_assignments jsonb,
    secret_hash bytea, scopes text[], allowed_networks text[], last_used_at timestamptz
)
"""

_RESOLVE_SESSION = """
BEGIN
    UPDATE sessions SET last_seen_at = p_now
    WHERE token_hash = p_token_hash AND ended_at IS NULL AND expires_at > p_now
      AND last_seen_at < p_now - interval '1 minute' AND last_seen_at > p_now - make_interval(secs => p_idle_seconds);
    RETURN QUERY
    SELECT se.id, NULL::uuid, ac.id, ac.email, ac.display_name, ac.locale, ac.timezone, se.strong_at,
        se.organization_id, te.tenant_id, te.handle, te.name, te.status, te.timezone, te.locale, te.currency,
        te.accent, te.logo_key,
        te.access_version,
        me.id, me.display_name, me.approval_limit_minor, me.approval_currency, me.attributes,
        CASE WHEN me.id IS NOT NULL THEN assignments_of(te.tenant_id, me.id) END,
        ob.id, ob.display_name, ob.approval_limit_minor, ob.approval_currency, ob.attributes,
        CASE WHEN ob.id IS NOT NULL THEN assignments_of(te.tenant_id, ob.id) END,
        NULL::bytea, NULL::text[], NULL::text[], NULL::timestamptz
    FROM sessions se
    JOIN accounts ac ON ac.id = se.account_id AND ac.status = 'active'
    LEFT JOIN members me ON me.tenant_id = se.tenant_id AND me.account_id = se.account_id AND me.status = 'active'
    LEFT JOIN tenants te ON te.tenant_id = se.tenant_id AND me.id IS NOT NULL AND te.status <> 'closed'
    LEFT JOIN members ob ON ob.tenant_id = te.tenant_id AND ob.id = se.on_behalf_member_id AND ob.status = 'active'
    WHERE se.token_hash = p_token_hash AND se.ended_at IS NULL AND se.expires_at > p_now
      AND se.last_seen_at > p_now - make_interval(secs => p_idle_seconds)
      -- Acting for somebody ends by itself after an hour.
      AND (se.on_behalf_member_id IS NULL OR (ob.id IS NOT NULL AND se.created_at > p_now - interval '60 minutes'));
END
"""

_RESOLVE_API_KEY = """
BEGIN
    RETURN QUERY
    SELECT NULL::uuid, k.id, ac.id, ac.email, ac.display_name, ac.locale, ac.timezone, NULL::timestamptz, NULL::uuid,
        te.tenant_id, te.handle, te.name, te.status, te.timezone, te.locale, te.currency, te.accent, te.logo_key,
        te.access_version,
        me.id, me.display_name, me.approval_limit_minor, me.approval_currency, me.attributes,
        assignments_of(te.tenant_id, me.id),
        NULL::uuid, NULL::text, NULL::bigint, NULL::text, NULL::jsonb, NULL::jsonb,
        k.secret_hash, k.scopes, k.allowed_networks, k.last_used_at
    FROM api_key_prefixes p
    JOIN api_keys k ON k.tenant_id = p.tenant_id AND k.id = p.api_key_id
    JOIN members me ON me.tenant_id = k.tenant_id AND me.id = k.member_id AND me.status = 'active'
    JOIN accounts ac ON ac.id = me.account_id AND ac.status = 'active'
    JOIN tenants te ON te.tenant_id = k.tenant_id AND te.status <> 'closed'
    WHERE p.prefix = p_prefix AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > p_now);
END
"""
