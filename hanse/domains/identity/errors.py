"""What can go wrong with accounts and log-ins, named. None of them tells whether an account exists."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, HanseError, Invalid, Unauthenticated, Unavailable


class LogInFailed(Unauthenticated):
    """Unknown account, wrong password, disabled account: the caller cannot tell which."""

    code = "log_in_failed"
    title = "E-mail and password do not match an account"


class SecondFactorFailed(Unauthenticated):
    code = "second_factor_failed"
    title = "This code does not work; use the one the authenticator shows now, or a recovery code"


class ChallengeOver(Unauthenticated):
    code = "challenge_over"
    title = "This took too long or too many tries; log in again from the start"


class PasskeyFailed(Unauthenticated):
    code = "passkey_failed"
    title = "This passkey could not be used here; try again, or log in another way"


class PasswordNotAccepted(Invalid):
    code = "password_not_accepted"
    title = "Choose another password"


class CurrentPasswordWrong(Invalid):
    code = "current_password_wrong"
    title = "The present password is not right"


class LinkNotValid(HanseError):
    """Used, expired or never made: the caller cannot tell which."""

    status = 410
    code = "link_not_valid"
    title = "This link was used or has expired; ask for a new one"


class ConfirmItIsYou(Forbidden):
    """The session proved itself too long ago for this; prove it again and repeat."""

    code = "confirm_it_is_you"
    title = "Confirm that it is you, then repeat this"


class SessionLimitedToTenant(Forbidden):
    """A log-in vouched for by one company reaches neither other businesses nor the account's own credentials."""

    code = "session_limited_to_tenant"
    title = "You logged in through your company; log in with your own password or passkey to do this"


class AccountDisabled(Forbidden):
    code = "account_disabled"
    title = "This account is disabled; ask the operator of this installation"


class EmailTaken(Conflict):
    code = "email_taken"
    title = "This e-mail address cannot be used"


class EmailNotAccepted(Invalid):
    code = "email_not_accepted"
    title = "Write a full e-mail address, such as ann@example.com"


class EmailNotConfirmed(Conflict):
    code = "email_not_confirmed"
    title = "Confirm your e-mail address first, with the link in our mail; your profile sends it again"


class LogInToConfirm(Unauthenticated):
    code = "log_in_to_confirm"
    title = "Log in with this address, then open the link again"


class TotpAlreadyActive(Conflict):
    code = "totp_already_active"
    title = "An authenticator is active already; remove it before you set up another"


class TotpNotStarted(Conflict):
    code = "totp_not_started"
    title = "Start setting up the authenticator first"


class TotpNotActive(Conflict):
    code = "totp_not_active"
    title = "No authenticator is active"


class LongPasswordNeeded(Conflict):
    code = "long_password_needed"
    title = "Without a second factor a password needs 15 characters; change your password first"


class LastWayIn(Conflict):
    code = "last_way_in"
    title = "This is the only way into your account; add another first"


class PasskeyKnown(Conflict):
    code = "passkey_known"
    title = "This passkey is registered already"


class ProviderUnusable(Invalid):
    code = "provider_unusable"
    title = "The company log-in could not be set up with these values"


class CompanyLogInFailed(Unauthenticated):
    code = "company_log_in_failed"
    title = "The company log-in did not work; try again, or ask your administrator"


class CompanyLogInNotLinked(Unauthenticated):
    code = "company_log_in_not_linked"
    title = "This company log-in is not connected to an account yet; log in another way and connect it under Security"


class CompanyLogInTaken(Conflict):
    code = "company_log_in_taken"
    title = "This company log-in is connected to another account already"


class TooManyPasswordChecks(Unavailable):
    code = "overloaded"
    title = "Too many log-ins at once; try again in a moment"
