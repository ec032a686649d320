"""The manifest of identity."""

from __future__ import annotations

from hanse.domains.identity import api, events
from hanse.domains.identity.adapters.second_factor import TOTP_PURPOSE
from hanse.domains.identity.commands.providers import SECRET_PURPOSE
from hanse.domains.identity.jobs import JOBS, SCHEDULES
from hanse.domains.identity.pages.table import PAGES
from hanse.domains.identity.policies import PERMISSIONS
from hanse.domains.identity.routes import ROUTES
from hanse.platform.registry import Domain, NavItem, Place, Sealed

DOMAIN = Domain(
    name="identity",
    places=(
        Place("Your profile", "/account", "user-round"),
        Place("Your password, passkeys and authenticator", "/account/security", "key-round"),
        Place("Where you are logged in", "/account/sessions", "monitor-smartphone"),
        Place("What you did lately", "/account/activity", "history"),
        Place("Set up OpenID Connect", "/admin/company-log-in/new", "plus"),
        Place("Set up SAML", "/admin/company-log-in/new-saml", "plus"),
    ),
    runs_while_paused=True,
    tables=("identity_answers", "identity_providers"),
    global_tables=(
        "accounts",
        "sessions",
        "account_tokens",
        "account_totp",
        "account_recovery_codes",
        "account_passkeys",
        "external_identities",
        "account_events",
    ),
    definer_functions=(
        *("account_find", "account_create", "account_set_profile", "account_set_password", "account_rehash_password"),
        *("account_set_email", "account_set_verified", "account_set_status"),
        *("session_start", "session_find", "session_list", "session_end", "session_end_all", "session_end_of_provider"),
        *("account_token_create", "account_token_peek", "account_token_try", "account_token_take"),
        "account_tokens_cancel",
        *("account_totp_find", "account_totp_begin", "account_totp_use", "account_totp_remove"),
        *("account_recovery_replace", "account_recovery_use", "account_recovery_left"),
        *("account_passkey_add", "account_passkey_list", "account_passkey_find", "account_passkey_used"),
        *("account_passkey_rename", "account_passkey_remove"),
        *("external_identity_find", "external_identity_link", "external_identity_used", "external_identity_list"),
        *("external_identity_unlink", "external_identity_forget"),
        *("account_event_add", "account_event_list"),
        "identity_purge",
    ),
    permissions=PERMISSIONS,
    api=api,
    routes=ROUTES,
    pages=PAGES,
    events=(
        events.LoggedIn,
        events.ProfileChanged,
        events.EmailChanged,
        events.AccountWasDisabled,
        events.AccountWasEnabled,
    ),
    jobs=JOBS,
    schedules=SCHEDULES,
    nav=(
        NavItem(
            "admin", "Company log-in", "/admin/company-log-in", "log-in", "identity_provider.view", "Business", 240
        ),
    ),
    constraints={
        "identity_providers_issuer_client_id_key": ("client_id", "This client is set up already"),
        "accounts_email_key": ("email", "This e-mail address cannot be used"),
    },
    after_restore=(
        # Whoever logged out, changed a password or was shut out since the backup must stay out.
        "UPDATE sessions SET ended_at = %(now)s, end_reason = 'restored' WHERE ended_at IS NULL",
        "UPDATE account_tokens SET used_at = %(now)s WHERE used_at IS NULL",
    ),
    sealed=(
        Sealed(
            "client secrets of company log-ins",
            SECRET_PURPOSE,
            """
            SELECT id, id AS place, client_secret AS sealed FROM identity_providers
            WHERE client_secret IS NOT NULL AND substring(client_secret FROM 1 FOR 5) <> %(head)s
                AND (%(after)s::uuid IS NULL OR id > %(after)s)
            ORDER BY id LIMIT %(limit)s FOR UPDATE
            """,
            "UPDATE identity_providers SET client_secret = %(sealed)s WHERE id = %(id)s",
        ),
        Sealed(
            "keys of authenticators",
            TOTP_PURPOSE,
            """
            SELECT account_id AS id, account_id AS place, secret AS sealed FROM account_totp
            WHERE substring(secret FROM 1 FOR 5) <> %(head)s AND (%(after)s::uuid IS NULL OR account_id > %(after)s)
            ORDER BY account_id LIMIT %(limit)s FOR UPDATE
            """,
            "UPDATE account_totp SET secret = %(sealed)s WHERE account_id = %(id)s",
            of_tenant=False,
        ),
    ),
    redacted=frozenset({"password_hash", "secret", "code", "token", "new_password", "current_password"}),
)
