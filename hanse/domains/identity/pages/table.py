"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.identity.pages import account, log_in, security
from hanse.platform.registry import PageRoute

_PUBLIC = "public"
_ACCOUNT = "account"

PAGES = (
    PageRoute("GET", "/login", log_in.log_in_page, _PUBLIC),
    PageRoute("POST", "/login", log_in.log_in, _PUBLIC),
    PageRoute("GET", "/t/{handle}/login", log_in.log_in_page, _PUBLIC),
    PageRoute("POST", "/t/{handle}/login", log_in.log_in, _PUBLIC),
    PageRoute("GET", "/login/second-factor", log_in.second_factor_page, _PUBLIC),
    PageRoute("POST", "/login/second-factor", log_in.confirm_second_factor, _PUBLIC),
    PageRoute("GET", "/login/recovery", log_in.recovery_page, _PUBLIC),
    PageRoute("POST", "/login/recovery", log_in.use_recovery_code, _PUBLIC),
    PageRoute("POST", "/login/passkey/begin", log_in.begin_passkey, _PUBLIC),
    PageRoute("POST", "/login/passkey/finish", log_in.finish_passkey, _PUBLIC),
    PageRoute("GET", "/forgot", log_in.forgot_page, _PUBLIC),
    PageRoute("POST", "/forgot", log_in.forgot, _PUBLIC),
    PageRoute("GET", "/reset", log_in.reset_page, _PUBLIC),
    PageRoute("POST", "/reset", log_in.reset, _PUBLIC),
    PageRoute("GET", "/verify-email", log_in.verify_page, _PUBLIC),
    PageRoute("POST", "/verify-email", log_in.verify, _PUBLIC),
    PageRoute("GET", "/confirm-email", log_in.confirm_email_page, _PUBLIC),
    PageRoute("POST", "/confirm-email", log_in.confirm_email, _PUBLIC),
    PageRoute("POST", "/logout", log_in.log_out, _ACCOUNT),
    PageRoute("POST", "/theme", log_in.set_theme, _PUBLIC),
    PageRoute("GET", "/account", account.profile_page, _ACCOUNT),
    PageRoute("POST", "/account", account.save_profile, _ACCOUNT),
    PageRoute("POST", "/account/email", account.change_email, _ACCOUNT),
    PageRoute("POST", "/account/email/verification", account.resend_verification, _ACCOUNT),
    PageRoute("GET", "/account/confirm", account.confirm_page, _ACCOUNT),
    PageRoute("POST", "/account/confirm", account.confirm, _ACCOUNT),
    PageRoute("POST", "/account/confirm/passkey/begin", account.begin_confirm_passkey, _ACCOUNT),
    PageRoute("POST", "/account/confirm/passkey/finish", account.finish_confirm_passkey, _ACCOUNT),
    PageRoute("GET", "/account/sessions", account.sessions_page, _ACCOUNT),
    PageRoute("POST", "/account/sessions/end-others", account.end_other_sessions, _ACCOUNT),
    PageRoute("POST", "/account/sessions/{session_id}/end", account.end_session, _ACCOUNT),
    PageRoute("GET", "/account/activity", account.activity_page, _ACCOUNT),
    PageRoute("GET", "/account/security", security.security_page, _ACCOUNT),
    PageRoute("POST", "/account/security/password", security.change_password, _ACCOUNT),
    PageRoute("POST", "/account/security/totp", security.begin_totp, _ACCOUNT),
    PageRoute("POST", "/account/security/totp/confirm", security.confirm_totp, _ACCOUNT),
    PageRoute("POST", "/account/security/totp/remove", security.disable_totp, _ACCOUNT),
    PageRoute("POST", "/account/security/recovery-codes", security.create_recovery_codes, _ACCOUNT),
    PageRoute("POST", "/account/security/passkeys/begin", security.begin_passkey, _ACCOUNT),
    PageRoute("POST", "/account/security/passkeys/finish", security.finish_passkey, _ACCOUNT),
    PageRoute("POST", "/account/security/passkeys/{passkey_id}/rename", security.rename_passkey, _ACCOUNT),
    PageRoute("POST", "/account/security/passkeys/{passkey_id}/remove", security.remove_passkey, _ACCOUNT),
)
