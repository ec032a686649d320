"""What other domains may call of identity. The plain functions ask for no right: the caller's own command did."""

from hanse.domains.identity.commands.accounts import (
    disable_account,
    enable_account,
    ensure_account,
    find_account,
    get_account,
)
from hanse.domains.identity.commands.company_log_in import (
    begin_company_log_in,
    disconnect_company_log_in,
    finish_company_log_in,
)
from hanse.domains.identity.commands.links import create_reset_link
from hanse.domains.identity.commands.log_in import confirm_second_factor, log_in, step_up
from hanse.domains.identity.commands.passkeys import (
    begin_passkey_log_in,
    begin_passkey_registration,
    finish_passkey_log_in,
    finish_passkey_registration,
    remove_passkey,
    rename_passkey,
    step_up_with_passkey,
)
from hanse.domains.identity.commands.passwords import (
    accept_password,
    change_password,
    link_works,
    request_password_reset,
    reset_password,
)
from hanse.domains.identity.commands.profile import (
    change_email,
    confirm_email_change,
    request_email_verification,
    update_profile,
    verify_email,
)
from hanse.domains.identity.commands.proofs import ask_for_proof, take_proof
from hanse.domains.identity.commands.providers import (
    create_provider,
    create_saml_provider,
    delete_provider,
    update_provider,
    update_saml_provider,
)
from hanse.domains.identity.commands.proving import require_strong
from hanse.domains.identity.commands.second_factors import (
    confirm_totp,
    create_recovery_codes,
    disable_totp,
    draw_enrolment,
    enrol_totp,
)
from hanse.domains.identity.commands.sessions import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    log_out,
    session_headers,
    start_session,
)
from hanse.domains.identity.queries.account import (
    get_me,
    get_my_account,
    get_security,
    list_account_events,
    list_sessions,
)
from hanse.domains.identity.queries.providers import (
    describe_ourselves,
    get_provider,
    list_providers,
    list_public_providers,
)

__all__ = [
    "accept_password",
    "ask_for_proof",
    "begin_company_log_in",
    "begin_passkey_log_in",
    "begin_passkey_registration",
    "change_email",
    "change_password",
    "confirm_email_change",
    "confirm_second_factor",
    "confirm_totp",
    "create_provider",
    "create_recovery_codes",
    "create_reset_link",
    "create_saml_provider",
    "delete_provider",
    "describe_ourselves",
    "disable_account",
    "disable_totp",
    "disconnect_company_log_in",
    "draw_enrolment",
    "enable_account",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "enrol_totp",
    "ensure_account",
    "find_account",
    "finish_company_log_in",
    "finish_passkey_log_in",
    "finish_passkey_registration",
    "get_account",
    "get_me",
    "get_my_account",
    "get_provider",
    "get_security",
    "link_works",
    "list_account_events",
    "list_providers",
    "list_public_providers",
    "list_sessions",
    "log_in",
    "log_out",
    "remove_passkey",
    "rename_passkey",
    "request_email_verification",
    "request_password_reset",
    "require_strong",
    "reset_password",
    "session_headers",
    "start_session",
    "step_up",
    "step_up_with_passkey",
    "take_proof",
    "update_profile",
    "update_provider",
    "update_saml_provider",
    "verify_email",
]
