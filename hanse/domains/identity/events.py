"""Facts about accounts that other domains may follow. They carry ids only, never addresses or secrets."""

from __future__ import annotations

from hanse.domains.identity.types import AccountId, SessionId
from hanse.kit.events import Event


class LoggedIn(Event, frozen=True, kw_only=True):
    """A person began a session in the business at hand."""

    name = "account.logged_in"
    account_id: AccountId
    session_id: SessionId
    method: str


class ProfileChanged(Event, frozen=True, kw_only=True):
    """A person changed their name, language or time zone."""

    name = "account.profile_changed"
    account_id: AccountId
    display_name: str


class EmailChanged(Event, frozen=True, kw_only=True):
    """A person confirmed a new log-in address."""

    name = "account.email_changed"
    account_id: AccountId


class AccountWasDisabled(Event, frozen=True, kw_only=True):
    """An account was disabled; its sessions ended."""

    name = "account.disabled"
    account_id: AccountId


class AccountWasEnabled(Event, frozen=True, kw_only=True):
    """An account may log in again."""

    name = "account.enabled"
    account_id: AccountId
