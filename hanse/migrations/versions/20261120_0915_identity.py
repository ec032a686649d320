"""Identity: accounts, sessions, one-time tokens, second factors, passkeys, outside identities, and what happened to them."""

from hanse.platform.db import schema as s

revision = "0004_identity"
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
)
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
NOW = "p_now timestamptz"


def upgrade() -> None:
    """Make global tables that only definer functions reach: an account belongs to no tenant."""
    accounts()
    sessions()
    tokens()
    second_factors()
    passkeys()
    outside_identities()
    history()
    purge()


def function(name: str, args: str, returns: str, body: str, reason: str, volatility: str = "volatile") -> None:
    """One narrow door to the tables below, for the application role."""
    s.create_definer_function(name, args, returns, body, reason=reason, volatility=volatility)


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
        "account_find",
        "p_id uuid, p_email text",
        "SETOF accounts",
        "SELECT * FROM accounts WHERE id = p_id OR email = p_email LIMIT 1",
        "One account by its id or its log-in e-mail.",
        "stable",
    )
    function(
        "account_create",
        "p_id uuid, p_email text, p_name text, p_hash text, p_long boolean, p_locale text, p_timezone text, "
        f"p_verified_at timestamptz, {NOW}",
        "SETOF accounts",
        """
        INSERT INTO accounts (id, email, display_name, password_hash, has_long_password, locale, timezone, email_verified_at,
            password_changed_at, created_at, updated_at)
        VALUES (p_id, p_email, p_name, p_hash, p_long, p_locale, p_timezone, p_verified_at,
            CASE WHEN p_hash IS NOT NULL THEN p_now END, p_now, p_now)
        ON CONFLICT (email) DO NOTHING RETURNING *
        """,
        "Adds an account; nothing when its e-mail has one already.",
    )
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
        "account_rehash_password",
        "p_id uuid, p_old text, p_new text",
        "void",
        "UPDATE accounts SET password_hash = p_new WHERE id = p_id AND password_hash = p_old",
        "Stores the same password under newer parameters, unless it changed meanwhile.",
    )
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
    function(
        "account_set_verified",
        f"p_id uuid, p_email text, {NOW}",
        "boolean",
        """
        WITH done AS (
            UPDATE accounts SET email_verified_at = coalesce(email_verified_at, p_now), updated_at = p_now
            WHERE id = p_id AND email = p_email RETURNING 1
        )
        SELECT EXISTS (SELECT 1 FROM done)
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
    function(
        "session_start",
        "p_id uuid, p_account uuid, p_hash bytea, p_tenant uuid, p_organization uuid, p_on_behalf uuid, p_provider uuid, "
        f"p_limited uuid, p_method text, p_strong_at timestamptz, p_expires_at timestamptz, p_ip inet, p_agent text, {NOW}",
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
        "session_find",
        "p_id uuid",
        "SETOF sessions",
        "SELECT * FROM sessions WHERE id = p_id AND ended_at IS NULL",
        "One open session.",
        "stable",
    )
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
    function(
        "session_end",
        f"p_account uuid, p_id uuid, p_reason text, {NOW}",
        "integer",
        """
        WITH done AS (
            UPDATE sessions SET ended_at = p_now, end_reason = p_reason
            WHERE account_id = p_account AND id = p_id AND ended_at IS NULL RETURNING 1
        )
        SELECT count(*)::integer FROM done
        """,
        "Ends one session of an account.",
    )
    function(
        "session_end_all",
        f"p_account uuid, p_except uuid, p_reason text, {NOW}",
        "integer",
        """
        WITH done AS (
            UPDATE sessions SET ended_at = p_now, end_reason = p_reason
            WHERE account_id = p_account AND ended_at IS NULL AND id IS DISTINCT FROM p_except RETURNING 1
        )
        SELECT count(*)::integer FROM done
        """,
        "Ends every session of an account, or every other one.",
    )
    function(
        "session_end_of_provider",
        f"p_provider uuid, {NOW}",
        "integer",
        """
        WITH done AS (
            UPDATE sessions SET ended_at = p_now, end_reason = 'provider_removed'
            WHERE provider_id = p_provider AND limited_tenant_id = app_tenant_id() AND ended_at IS NULL RETURNING 1
        )
        SELECT count(*)::integer FROM done
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


def second_factors() -> None:
    """The authenticator's secret (encrypted by the application) and the codes for when it is lost (hashed)."""
    s.create_global_table(
        "account_totp",
        s.uuid("account_id"),
        s.bytea("secret"),
        s.instant("created_at"),
        s.instant("confirmed_at", nullable=True),
        s.bigint("last_step", default=0),
        primary_key="account_id",
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        reason="An authenticator belongs to an account, whatever business it works in.",
    )
    s.create_global_table(
        "account_recovery_codes",
        s.uuid("account_id"),
        s.bytea("code_hash"),
        s.instant("created_at"),
        s.instant("used_at", nullable=True),
        primary_key=("account_id", "code_hash"),
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        reason="Recovery codes belong to an account, whatever business it works in.",
    )
    s.allow_definer_global("account_totp", ALL)
    s.allow_definer_global("account_recovery_codes", ALL)
    function(
        "account_totp_find", "p_account uuid", "SETOF account_totp", "SELECT * FROM account_totp WHERE account_id = p_account",
        "The authenticator of an account, confirmed or being set up.", "stable",
    )  # fmt: skip
    function(
        "account_totp_begin",
        f"p_account uuid, p_secret bytea, {NOW}",
        "boolean",
        """
        WITH done AS (
            INSERT INTO account_totp (account_id, secret, created_at) VALUES (p_account, p_secret, p_now)
            ON CONFLICT (account_id) DO UPDATE SET secret = p_secret, created_at = p_now, last_step = 0
            WHERE account_totp.confirmed_at IS NULL RETURNING 1
        )
        SELECT EXISTS (SELECT 1 FROM done)
        """,
        "Starts setting up an authenticator; false when a confirmed one exists.",
    )
    function(
        "account_totp_use",
        f"p_account uuid, p_step bigint, {NOW}",
        "boolean",
        """
        WITH done AS (
            UPDATE account_totp SET last_step = p_step, confirmed_at = coalesce(confirmed_at, p_now)
            WHERE account_id = p_account AND last_step < p_step RETURNING 1
        ), marked AS (
            UPDATE accounts SET has_totp = true WHERE id = p_account AND NOT has_totp AND EXISTS (SELECT 1 FROM done)
        )
        SELECT EXISTS (SELECT 1 FROM done)
        """,
        "Uses up a time step (RFC 6238 section 5.2); false when it or a later one was used before.",
    )
    function(
        "account_totp_remove",
        "p_account uuid",
        "void",
        """
        DELETE FROM account_totp WHERE account_id = p_account;
        DELETE FROM account_recovery_codes WHERE account_id = p_account;
        UPDATE accounts SET has_totp = false WHERE id = p_account;
        """,
        "Removes the authenticator and its recovery codes.",
    )
    function(
        "account_recovery_replace",
        f"p_account uuid, p_hashes bytea[], {NOW}",
        "void",
        """
        DELETE FROM account_recovery_codes WHERE account_id = p_account;
        INSERT INTO account_recovery_codes (account_id, code_hash, created_at) SELECT p_account, h, p_now FROM unnest(p_hashes) h;
        """,
        "Replaces all recovery codes.",
    )
    function(
        "account_recovery_use",
        f"p_account uuid, p_hash bytea, {NOW}",
        "boolean",
        """
        WITH done AS (
            UPDATE account_recovery_codes SET used_at = p_now
            WHERE account_id = p_account AND code_hash = p_hash AND used_at IS NULL RETURNING 1
        )
        SELECT EXISTS (SELECT 1 FROM done)
        """,
        "Uses a recovery code up; false when it is wrong or was used.",
    )
    function(
        "account_recovery_left", "p_account uuid", "integer",
        "SELECT count(*)::integer FROM account_recovery_codes WHERE account_id = p_account AND used_at IS NULL",
        "How many recovery codes still work.", "stable",
    )  # fmt: skip


def passkeys() -> None:
    """WebAuthn credentials: public keys only."""
    s.create_global_table(
        "account_passkeys",
        s.uuid("account_id"),
        s.bytea("credential_id"),
        s.bytea("public_key"),
        s.bigint("sign_count", default=0),
        s.text("name", max_length=80),
        s.text_array("transports", default="{}"),
        s.boolean("is_synced", default=False),
        s.instant("created_at"),
        s.instant("last_used_at", nullable=True),
        unique=("credential_id",),
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        reason="A passkey belongs to an account, whatever business it works in.",
    )
    s.allow_definer_global("account_passkeys", ALL)
    function(
        "account_passkey_add",
        "p_id uuid, p_account uuid, p_credential bytea, p_key bytea, p_count bigint, p_name text, p_transports text[], "
        f"p_synced boolean, {NOW}",
        "SETOF account_passkeys",
        """
        INSERT INTO account_passkeys (id, account_id, credential_id, public_key, sign_count, name, transports, is_synced, created_at)
        VALUES (p_id, p_account, p_credential, p_key, p_count, p_name, p_transports, p_synced, p_now)
        ON CONFLICT (credential_id) DO NOTHING RETURNING *
        """,
        "Adds a passkey; nothing when the credential is known already.",
    )
    function(
        "account_passkey_list", "p_account uuid", "SETOF account_passkeys",
        "SELECT * FROM account_passkeys WHERE account_id = p_account ORDER BY created_at, id LIMIT 100",
        "The passkeys of an account.", "stable",
    )  # fmt: skip
    function(
        "account_passkey_find", "p_credential bytea", "SETOF account_passkeys",
        "SELECT * FROM account_passkeys WHERE credential_id = p_credential",
        "The passkey with a credential id.", "stable",
    )  # fmt: skip
    function(
        "account_passkey_used",
        f"p_id uuid, p_before bigint, p_count bigint, p_synced boolean, {NOW}",
        "boolean",
        """
        WITH done AS (
            UPDATE account_passkeys SET sign_count = p_count, is_synced = p_synced, last_used_at = p_now
            WHERE id = p_id AND sign_count = p_before RETURNING 1
        )
        SELECT EXISTS (SELECT 1 FROM done)
        """,
        "Notes a use and its counter; false when another use came between.",
    )
    function(
        "account_passkey_rename", "p_account uuid, p_id uuid, p_name text", "SETOF account_passkeys",
        "UPDATE account_passkeys SET name = p_name WHERE account_id = p_account AND id = p_id RETURNING *",
        "Renames a passkey of an account.",
    )  # fmt: skip
    function(
        "account_passkey_remove", "p_account uuid, p_id uuid", "SETOF account_passkeys",
        "DELETE FROM account_passkeys WHERE account_id = p_account AND id = p_id RETURNING *",
        "Removes a passkey of an account.",
    )  # fmt: skip


def outside_identities() -> None:
    """Company log-ins: the provider is the tenant's; who it vouches for is (provider, subject), never an e-mail."""
    s.create_tenant_table(
        "identity_providers",
        s.text("name", max_length=80),
        s.text("issuer", max_length=500),
        s.text("client_id", max_length=300),
        s.bytea("client_secret", nullable=True),
        s.text_array("scopes", default="{openid,profile,email}"),
        s.boolean("is_enabled", default=True),
        s.version(),
        *s.timestamps(),
        unique=(("issuer", "client_id"),),
    )
    s.create_global_table(
        "external_identities",
        s.uuid("tenant_id"),
        s.uuid("provider_id"),
        s.text("subject", max_length=255),
        s.uuid("account_id"),
        s.text("label", default="", max_length=320),
        s.instant("created_at"),
        s.instant("last_used_at", nullable=True),
        unique=(("provider_id", "subject"),),
        foreign_keys=(s.fk("account_id", "accounts", on_delete="cascade"),),
        reason="Links an account, which belongs to no tenant, to a subject at one tenant's provider.",
    )
    s.allow_definer_global("external_identities", ALL)
    function(
        "external_identity_find", "p_provider uuid, p_subject text", "SETOF external_identities",
        "SELECT * FROM external_identities WHERE tenant_id = app_tenant_id() AND provider_id = p_provider AND subject = p_subject",
        "Whom a provider of the tenant at hand vouches for.", "stable",
    )  # fmt: skip
    function(
        "external_identity_link",
        f"p_id uuid, p_provider uuid, p_subject text, p_account uuid, p_label text, {NOW}",
        "SETOF external_identities",
        """
        INSERT INTO external_identities (id, tenant_id, provider_id, subject, account_id, label, created_at)
        SELECT p_id, app_tenant_id(), p_provider, p_subject, p_account, p_label, p_now WHERE app_tenant_id() IS NOT NULL
        ON CONFLICT (provider_id, subject) DO NOTHING RETURNING *
        """,
        "Links an account to a subject of a provider of the tenant at hand; nothing when that subject is taken.",
    )
    function(
        "external_identity_used", f"p_id uuid, {NOW}", "void",
        "UPDATE external_identities SET last_used_at = p_now WHERE id = p_id AND tenant_id = app_tenant_id()",
        "Notes a log-in.",
    )  # fmt: skip
    function(
        "external_identity_list", "p_account uuid", "SETOF external_identities",
        "SELECT * FROM external_identities WHERE account_id = p_account ORDER BY created_at, id LIMIT 100",
        "The company log-ins an account is linked to.", "stable",
    )  # fmt: skip
    function(
        "external_identity_unlink", "p_account uuid, p_id uuid", "SETOF external_identities",
        "DELETE FROM external_identities WHERE account_id = p_account AND id = p_id RETURNING *",
        "Removes a link of an account.",
    )  # fmt: skip
    function(
        "external_identity_forget", "p_provider uuid", "void",
        "DELETE FROM external_identities WHERE provider_id = p_provider AND tenant_id = app_tenant_id()",
        "Removes the links to a provider of the tenant at hand, with the provider.",
    )  # fmt: skip


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
        "p_id uuid, p_account uuid, p_kind text, p_session uuid, p_tenant uuid, p_ip inet, p_agent text, p_details jsonb, "
        f"{NOW}",
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


def purge() -> None:
    """What nobody needs any more."""
    s.create_definer_function(
        "identity_purge",
        f"{NOW}, p_limit integer",
        "integer",
        """
        WITH old_tokens AS (
            DELETE FROM account_tokens WHERE id IN
                (SELECT id FROM account_tokens WHERE expires_at < p_now - interval '1 day' LIMIT p_limit) RETURNING 1
        ), old_sessions AS (
            DELETE FROM sessions WHERE id IN
                (SELECT id FROM sessions WHERE expires_at < p_now - interval '90 days' LIMIT p_limit) RETURNING 1
        ), old_events AS (
            DELETE FROM account_events WHERE id IN
                (SELECT id FROM account_events WHERE occurred_at < p_now - interval '400 days' LIMIT p_limit) RETURNING 1
        )
        SELECT ((SELECT count(*) FROM old_tokens) + (SELECT count(*) FROM old_sessions) + (SELECT count(*) FROM old_events))::integer
        """,
        grants_to=(s.APP, s.JOBS),
        reason="Removes expired tokens, long ended sessions and old history.",
    )
