"""What Hanse takes: notifications. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Required, TypedDict

from hanse.client.models import EmailWord, FrequencyWord


class SavePreference(TypedDict, total=False):
    """What to change about one kind."""

    # Kind of notification
    kind: Required[str]
    # Whether to be told in the portal
    is_in_app: Required[bool]
    # E-mail address
    email: Required[EmailWord]


class SaveDigestPlan(TypedDict, total=False):
    """When the digest shall come. `is_paused` stops every e-mail of notifications, the digest too."""

    # How often it comes
    frequency: FrequencyWord
    # Hour of the day, in one's own time zone
    hour: int
    # Day of a weekly digest; 0 is Monday
    weekday: int
    # No e-mail of notifications at all
    is_paused: bool


class SavePreferences(TypedDict, total=False):
    """What to change; kinds left out stay as they are."""

    # What was found, in order
    items: list[SavePreference]
    # When the digest shall come. `is_paused` stops every e-mail of notifications, the digest too.
    digest: SaveDigestPlan | None


class CreateTemplate(TypedDict, total=False):
    """A wording for a kind in a language."""

    # Kind of notification
    kind: Required[str]
    # Language, such as de or en-GB
    locale: Required[str]
    # Subject of the e-mail
    subject: Required[str]
    # Text; a blank line starts a paragraph
    body: Required[str]


class PreviewTemplate(TypedDict, total=False):
    """A wording of a kind that was not saved yet."""

    # Kind of notification
    kind: Required[str]
    # Subject of the e-mail
    subject: Required[str]
    # Text; a blank line starts a paragraph
    body: Required[str]


class WordTemplate(TypedDict, total=False):
    """A wording. Placeholders are written {{ name }}; only those of the kind are known."""

    # Subject of the e-mail
    subject: Required[str]
    # Text; a blank line starts a paragraph
    body: Required[str]


class NotificationListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only those not read yet
    is_unread: bool
    # Kind of notification
    kind: str


class NotificationTemplateListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Kind of notification
    kind: str
