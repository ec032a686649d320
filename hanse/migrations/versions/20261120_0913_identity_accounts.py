"""Identity: accounts, sessions, one-time tokens and the history of both."""

from hanse.platform.db import schema as s

revision = "0004a_identity_accounts"
down_revision = "0003_tenants"
branch_labels = None
depends_on = None

TOKEN_KINDS = (
    "password_reset",
    "email_verification",
    "email_change",
    "second_factor",
    "passkey_registration",
    "passkey_log_in",
    "address_proof",
)
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
NOW = "p_now timestamptz"


def upgrade() -> None:
    """Make global tables that only definer functions reach: an account belongs to no tenant."""
    accounts()
    account_changes()
    sessions()
    session_doors()
    tokens()
    token_doors()
    history()


def function(name: str, args: str, returns: str, body: str, reason: str, volatility: str = "volatile") -> None:
    """One narrow door to the tables below, for the application role."""
    s.create_definer_function(name, args, returns, body, reason=reason, volatility=volatility)


def yes_no(name: str, args: str, change: str, reason: str) -> None:
    """A change that says whether it happened."""
    body = f"WITH done AS ({change.strip()}) SELECT EXISTS (SELECT 1 FROM done)"  # noqa: S608
    function(name, args, "boolean", body, reason)


def counted(name: str, args: str, change: str, reason: str) -> None:
    """A change that says how many rows it touched."""
    body = f"WITH done AS ({change.strip()}) SELECT count(*)::integer FROM done"  # noqa: S608
    function(name, args, "integer", body, reason)


def accounts() -> None:
    """People. `email` is the log-in name in normalised form; accounts of a company log-in may have none."""
    s.create_global_table(
        "accounts",
        s.text("email", nullable=True, max_length=320),
        s.text("display_name", max_length=200),
        s.text("password_hash", nullable=True, max_length=300),
        s.boolean("has_long_password", default=False),
        s.boolean("has_totp", default=False),
        s.text("locale", nullable=True, max_length=20),
        s.text("timezone", nullable=True, max_length=64),
        s.text("status", one_of=("active", "disabled"), default="active"),
        s.text("disabled_reason", nullable=True, max_length=500),
        s.instant("email_verified_at", nullable=True),
        s.instant("password_changed_at", nullable=True),
        s.uuid("last_tenant_id", nullable=True),
        s.uuid("last_organization_id", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=("email",),
        reason="A person has one account for all businesses; reached only through the functions below.",
    )
    s.allow_definer_global("accounts", ("SELECT", "INSERT", "UPDATE"))
    function(
        "account_find", "p_id uuid, p_email text", "SETOF accounts",
        "SELECT * FROM accounts WHERE id = p_id OR email = p_email LIMIT 1",
        "One account by its id or its log-in e-mail.", "stable",
    )  # fmt: skip
    function(
        "account_create",
        "p_id uuid, p_email text, p_name text, p_hash text, p_long boolean, p_locale text, p_timezone text, "
        f"p_verified_at timestamptz, {NOW}",
        "SETOF accounts",
        """
        INSERT INTO accounts (id, email, display_name, password_hash, has_long_password, locale, timezone,
            email_verified_at, password_changed_at, created_at, updated_at)
        VALUES (p_id, p_email, p_name, p_hash, p_long, p_locale, p_timezone, p_verified_at,
            CASE WHEN p_hash IS NOT NULL THEN p_now END, p_now, p_now)
        ON CONFLICT (email) DO NOTHING RETURNING *
        """,
        "Adds an account; nothing when its e-mail has one already.",
    )


def account_changes() -> None:
    """What changes about an account, one narrow door each."""
    function(
        "account_set_profile",
        f"p_id uuid, p_name text, p_locale text, p_timezone text, {NOW}",
        "SETOF accounts",
        """
        UPDATE accounts SET display_name = p_name, locale = p_locale, timezone = p_timezone, version = version + 1,
            updated_at = p_now WHERE id = p_id RETURNING *
        """,
        "Changes what a person says about themselves.",
    )
    function(
        "account_set_password",
        f"p_id uuid, p_hash text, p_long boolean, {NOW}",
        "void",
        """
        UPDATE accounts SET password_hash = p_hash, has_long_password = p_long, password_changed_at = p_now,
            version = version + 1, updated_at = p_now WHERE id = p_id
        """,
        "Sets a new password.",
    )
    function(
        "account_rehash_password", "p_id uuid, p_old text, p_new text", "void",
        "UPDATE accounts SET password_hash = p_new WHERE id = p_id AND password_hash = p_old",
        "Stores the same password under newer parameters, unless it changed meanwhile.",
    )  # fmt: skip
    function(
        "account_set_email",
        f"p_id uuid, p_email text, {NOW}",
        "void",
        """
        UPDATE accounts SET email = p_email, email_verified_at = p_now, version = version + 1, updated_at = p_now
        WHERE id = p_id
        """,
        "Changes the log-in e-mail to one that was just proven.",
    )
    yes_no(
        "account_set_verified",
        f"p_id uuid, p_email text, {NOW}",
        """
        UPDATE accounts SET email_verified_at = coalesce(email_verified_at, p_now), updated_at = p_now
        WHERE id = p_id AND email = p_email RETURNING 1
        """,
        "Notes that a person reads mail at the address; false when it is no longer theirs.",
    )
    function(
        "account_set_status",
        f"p_id uuid, p_status text, p_reason text, {NOW}",
        "void",
        """
        UPDATE accounts SET status = p_status, disabled_reason = p_reason, version = version + 1, updated_at = p_now
        WHERE id = p_id
        """,
        "Disables an account or lets it in again.",
    )


def sessions() -> None:
    """Log-ins. The token is kept as its SHA-256; a session of a company log-in cannot leave that company."""
    s.create_global_table(
        "sessions",
        s.uuid("account_id"),
        s.bytea("token_hash"),
        s.uuid("tenant_id", nullable=True),
        s.uuid("organization_id", nullable=True),
        s.uuid("on_behalf_member_id", nullable=True),
        s.uuid("provider_id", nullable=True),
        s.uuid("limited_tenant_id", nullable=True),
        s.text("method", one_of=("password", "passkey", "oidc", "invitation", "sign_up", "reset", "system")),
        s.instant("created_at"),
        s.instant("last_seen_at"),
        s.instant("expires_at"),
        s.instant("strong_at", nullable=True),
        s.instant("ended_at", nullable=True),
        s.text("end_reason", nullable=True, max_length=40),
        s.inet("ip", nullable=True),
        s.text("user_agent", nullable=True, max_length=400),
        unique=("token_hash",),
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        indexes=(
            s.index("account_id", "last_seen_at", where="ended_at IS NULL", name="sessions_open_idx"),
            s.index("expires_at"),
        ),
        checks=(("limited", "limited_tenant_id IS NULL OR tenant_id = limited_tenant_id"),),
        reason="A session is looked up by its token before any tenant is known, and outlives no account.",
    )
    s.allow_definer_global("sessions", ALL)


def session_doors() -> None:
    """Starting, finding, listing and ending sessions."""
    function(
        "session_start",
        "p_id uuid, p_account uuid, p_hash bytea, p_tenant uuid, p_organization uuid, p_on_behalf uuid,"
        " p_provider uuid, p_limited uuid, p_method text, p_strong_at timestamptz, p_expires_at timestamptz,"
        f" p_ip inet, p_agent text, {NOW}",
        "SETOF sessions",
        """
        UPDATE accounts SET last_tenant_id = p_tenant, last_organization_id = p_organization
        WHERE id = p_account AND p_on_behalf IS NULL AND p_limited IS NULL AND p_tenant IS NOT NULL
          AND (last_tenant_id, last_organization_id) IS DISTINCT FROM (p_tenant, p_organization);
        INSERT INTO sessions (id, account_id, token_hash, tenant_id, organization_id, on_behalf_member_id, provider_id,
            limited_tenant_id, method, created_at, last_seen_at, expires_at, strong_at, ip, user_agent)
        SELECT p_id, a.id, p_hash, p_tenant, p_organization, p_on_behalf, p_provider, p_limited, p_method, p_now, p_now,
            p_expires_at, p_strong_at, p_ip, left(p_agent, 400)
        FROM accounts a WHERE a.id = p_account AND a.status = 'active'
        RETURNING *
        """,
        "Starts a session and remembers the business as the account's latest; nothing for a disabled account.",
    )
    function(
        "session_find", "p_id uuid", "SETOF sessions",
        "SELECT * FROM sessions WHERE id = p_id AND ended_at IS NULL",
        "One open session.", "stable",
    )  # fmt: skip
    function(
        "session_list",
        f"p_account uuid, {NOW}, p_idle_seconds integer",
        "SETOF sessions",
        """
        SELECT * FROM sessions WHERE account_id = p_account AND ended_at IS NULL AND expires_at > p_now
          AND last_seen_at > p_now - make_interval(secs => p_idle_seconds)
        ORDER BY last_seen_at DESC, id DESC LIMIT 200
        """,
        "The open sessions of an account, latest use first.",
        "stable",
    )
    counted(
        "session_end",
        f"p_account uuid, p_id uuid, p_reason text, {NOW}",
        """
        UPDATE sessions SET ended_at = p_now, end_reason = p_reason
        WHERE account_id = p_account AND id = p_id AND ended_at IS NULL RETURNING 1
        """,
        "Ends one session of an account.",
    )
    counted(
        "session_end_all",
        f"p_account uuid, p_except uuid, p_reason text, {NOW}",
        """
        UPDATE sessions SET ended_at = p_now, end_reason = p_reason
        WHERE account_id = p_account AND ended_at IS NULL AND id IS DISTINCT FROM p_except RETURNING 1
        """,
        "Ends every session of an account, or every other one.",
    )
    counted(
        "session_end_of_provider",
        f"p_provider uuid, {NOW}",
        """
        UPDATE sessions SET ended_at = p_now, end_reason = 'provider_removed'
        WHERE provider_id = p_provider AND limited_tenant_id = app_tenant_id() AND ended_at IS NULL RETURNING 1
        """,
        "Ends the sessions that began at a company log-in of the tenant at hand.",
    )


def tokens() -> None:
    """What proves one step, once, for a short time: links in mails, the pause before the second factor, challenges."""
    s.create_global_table(
        "account_tokens",
        s.uuid("account_id", nullable=True),
        s.text("kind", one_of=TOKEN_KINDS),
        s.bytea("token_hash"),
        s.jsonb("payload", default="{}"),
        s.smallint("attempts", default=0),
        s.instant("created_at"),
        s.instant("expires_at"),
        s.instant("used_at", nullable=True),
        unique=("token_hash",),
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        indexes=(s.index("expires_at"),),
        reason="One-time tokens of accounts, used before anybody is logged in; only their hash is kept.",
    )
    s.allow_definer_global("account_tokens", ALL)


def token_doors() -> None:
    """Making, looking at, trying and using up one-time tokens."""
    function(
        "account_token_create",
        f"p_id uuid, p_account uuid, p_kind text, p_hash bytea, p_payload jsonb, p_expires_at timestamptz, {NOW}",
        "void",
        """
        INSERT INTO account_tokens (id, account_id, kind, token_hash, payload, created_at, expires_at)
        VALUES (p_id, p_account, p_kind, p_hash, p_payload, p_now, p_expires_at)
        """,
        "Keeps the hash of a new one-time token.",
    )
    function(
        "account_token_peek",
        f"p_kind text, p_hash bytea, {NOW}",
        "SETOF account_tokens",
        """
        SELECT * FROM account_tokens
        WHERE token_hash = p_hash AND kind = p_kind AND used_at IS NULL AND expires_at > p_now
        """,
        "Shows a token that still works, without using it.",
        "stable",
    )
    function(
        "account_token_try",
        f"p_kind text, p_hash bytea, p_most integer, {NOW}",
        "SETOF account_tokens",
        """
        UPDATE account_tokens SET attempts = attempts + 1
        WHERE token_hash = p_hash AND kind = p_kind AND used_at IS NULL AND expires_at > p_now AND attempts < p_most
        RETURNING *
        """,
        "Counts one try against a token; nothing when it is over or was tried too often.",
    )
    function(
        "account_token_take",
        f"p_kind text, p_hash bytea, {NOW}",
        "SETOF account_tokens",
        """
        UPDATE account_tokens SET used_at = p_now
        WHERE token_hash = p_hash AND kind = p_kind AND used_at IS NULL AND expires_at > p_now
        RETURNING *
        """,
        "Uses a token up: of two at once, one gets it.",
    )
    function(
        "account_tokens_cancel",
        f"p_account uuid, p_kinds text[], {NOW}",
        "void",
        """
        UPDATE account_tokens SET used_at = p_now
        WHERE account_id = p_account AND kind = ANY (p_kinds) AND used_at IS NULL
        """,
        "Makes older tokens of an account worthless.",
    )


def history() -> None:
    """What happened to an account: shown to its owner, kept for a year."""
    s.create_global_table(
        "account_events",
        s.uuid("account_id", nullable=True),  # none: a log-in with an unknown e-mail, kept so that both cost the same
        s.text("kind", max_length=60),
        s.instant("occurred_at"),
        s.uuid("session_id", nullable=True),
        s.uuid("tenant_id", nullable=True),
        s.inet("ip", nullable=True),
        s.text("user_agent", nullable=True, max_length=400),
        s.jsonb("details", default="{}"),
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        indexes=(s.index("account_id", "id desc"), s.index("occurred_at")),
        reason="Log-ins and changes of an account, failed ones too, before and beside any tenant's audit trail.",
    )
    s.allow_definer_global("account_events", ALL)
    function(
        "account_event_add",
        "p_id uuid, p_account uuid, p_kind text, p_session uuid, p_tenant uuid, p_ip inet, p_agent text,"
        f" p_details jsonb, {NOW}",
        "void",
        """
        INSERT INTO account_events (id, account_id, kind, occurred_at, session_id, tenant_id, ip, user_agent, details)
        VALUES (p_id, p_account, p_kind, p_now, p_session, p_tenant, p_ip, left(p_agent, 400), p_details)
        """,
        "Adds an entry; none is ever changed.",
    )
    function(
        "account_event_list", "p_account uuid, p_before uuid, p_limit integer", "SETOF account_events",
        """
        SELECT * FROM account_events WHERE account_id = p_account AND (p_before IS NULL OR id < p_before)
        ORDER BY id DESC LIMIT p_limit
        """,
        "The latest entries of an account.", "stable",
    )  # fmt: skip
