"""Identity: second factors, passkeys, company log-ins, and removing what nobody needs any more."""

from hanse.platform.db import schema as s

revision = "0004_identity"
down_revision = "0004a_identity_accounts"
branch_labels = None
depends_on = None

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
NOW = "p_now timestamptz"


def upgrade() -> None:
    """Make what proves who somebody is beside a password."""
    second_factors()
    second_factor_doors()
    passkeys()
    outside_identities()
    outside_identity_doors()
    purge()


def function(name: str, args: str, returns: str, body: str, reason: str, volatility: str = "volatile") -> None:
    """One narrow door to the tables below, for the application role."""
    s.create_definer_function(name, args, returns, body, reason=reason, volatility=volatility)


def yes_no(name: str, args: str, change: str, reason: str) -> None:
    """A change that says whether it happened."""
    body = f"WITH done AS ({change.strip()}) SELECT EXISTS (SELECT 1 FROM done)"  # noqa: S608
    function(name, args, "boolean", body, reason)


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


def second_factor_doors() -> None:
    """Setting up and using second factors."""
    function(
        "account_totp_find", "p_account uuid", "SETOF account_totp",
        "SELECT * FROM account_totp WHERE account_id = p_account",
        "The authenticator of an account, confirmed or being set up.", "stable",
    )  # fmt: skip
    yes_no(
        "account_totp_begin",
        f"p_account uuid, p_secret bytea, {NOW}",
        """
        INSERT INTO account_totp (account_id, secret, created_at) VALUES (p_account, p_secret, p_now)
        ON CONFLICT (account_id) DO UPDATE SET secret = p_secret, created_at = p_now, last_step = 0
        WHERE account_totp.confirmed_at IS NULL RETURNING 1
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
        INSERT INTO account_recovery_codes (account_id, code_hash, created_at)
        SELECT p_account, h, p_now FROM unnest(p_hashes) h;
        """,
        "Replaces all recovery codes.",
    )
    yes_no(
        "account_recovery_use",
        f"p_account uuid, p_hash bytea, {NOW}",
        """
        UPDATE account_recovery_codes SET used_at = p_now
        WHERE account_id = p_account AND code_hash = p_hash AND used_at IS NULL RETURNING 1
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
        INSERT INTO account_passkeys (id, account_id, credential_id, public_key, sign_count, name, transports,
            is_synced, created_at)
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
    yes_no(
        "account_passkey_used",
        f"p_id uuid, p_before bigint, p_count bigint, p_synced boolean, {NOW}",
        """
        UPDATE account_passkeys SET sign_count = p_count, is_synced = p_synced, last_used_at = p_now
        WHERE id = p_id AND sign_count = p_before RETURNING 1
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


def outside_identity_doors() -> None:
    """Finding, linking and unlinking outside identities."""
    function(
        "external_identity_find", "p_provider uuid, p_subject text", "SETOF external_identities",
        "SELECT * FROM external_identities"
        " WHERE tenant_id = app_tenant_id() AND provider_id = p_provider AND subject = p_subject",
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
                (SELECT id FROM account_events WHERE occurred_at < p_now - interval '400 days' LIMIT p_limit)
            RETURNING 1
        )
        SELECT ((SELECT count(*) FROM old_tokens) + (SELECT count(*) FROM old_sessions)
            + (SELECT count(*) FROM old_events))::integer
        """,
        grants_to=(s.APP, s.JOBS),
        reason="Removes expired tokens, long ended sessions and old history.",
    )
