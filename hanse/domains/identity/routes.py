"""REST of identity. A program acting as a person sends the session's token as cookie, its CSRF token as header."""

from __future__ import annotations

from hanse.domains.identity import api
from hanse.platform.registry import Route

ROUTES = (
    Route("GET", "/v1/me", api.get_me),
    Route("GET", "/v1/account", api.get_my_account),
    Route("PATCH", "/v1/account", api.update_profile, if_match=True),
    Route("GET", "/v1/account/security", api.get_security),
    Route("GET", "/v1/account/events", api.list_account_events),
    Route("POST", "/v1/account/email", api.change_email, status=202),
    Route("POST", "/v1/account/email/confirm", api.confirm_email_change),
    Route("POST", "/v1/account/email/verification", api.request_email_verification, status=202),
    Route("POST", "/v1/account/email/verify", api.verify_email),
    Route("POST", "/v1/account/password", api.change_password),
    Route("POST", "/v1/account/totp", api.enrol_totp, status=201),
    Route("POST", "/v1/account/totp/confirm", api.confirm_totp),
    Route("DELETE", "/v1/account/totp", api.disable_totp),
    Route("POST", "/v1/account/recovery-codes", api.create_recovery_codes, status=201),
    Route("POST", "/v1/account/passkeys/begin", api.begin_passkey_registration),
    Route("POST", "/v1/account/passkeys", api.finish_passkey_registration, status=201),
    Route("PATCH", "/v1/account/passkeys/{passkey_id}", api.rename_passkey),
    Route("DELETE", "/v1/account/passkeys/{passkey_id}", api.remove_passkey),
    Route("POST", "/v1/password-resets", api.request_password_reset, status=202),
    Route("POST", "/v1/password-resets/use", api.reset_password),
    Route("DELETE", "/v1/account/company-log-ins/{external_identity_id}", api.disconnect_company_log_in),
    Route("GET", "/v1/identity-providers", api.list_providers),
    Route("POST", "/v1/identity-providers", api.create_provider, status=201),
    Route("POST", "/v1/identity-providers/saml", api.create_saml_provider, status=201),
    Route("PUT", "/v1/identity-providers/{provider_id}/saml", api.update_saml_provider, if_match=True),
    Route("GET", "/v1/identity-providers/{provider_id}", api.get_provider),
    Route("PUT", "/v1/identity-providers/{provider_id}", api.update_provider, if_match=True),
    Route("DELETE", "/v1/identity-providers/{provider_id}", api.delete_provider),
    Route("GET", "/v1/sessions", api.list_sessions),
    Route("POST", "/v1/sessions", api.log_in, status=201),
    Route("POST", "/v1/sessions/second-factor", api.confirm_second_factor, status=201),
    Route("POST", "/v1/sessions/passkey/begin", api.begin_passkey_log_in),
    Route("POST", "/v1/sessions/passkey", api.finish_passkey_log_in, status=201),
    Route("POST", "/v1/sessions/confirm", api.step_up, status=201),
    Route("POST", "/v1/sessions/confirm/passkey", api.step_up_with_passkey, status=201),
    Route("POST", "/v1/sessions/end-others", api.end_other_sessions),
    Route("POST", "/v1/sessions/log-out", api.log_out),
    Route("DELETE", "/v1/sessions/{session_id}", api.end_session),
)
