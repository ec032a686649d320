"""What Hanse returns: notifications. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from hanse.client.words import Word


class Email(Word):
    """When somebody is told by e-mail."""

    DIGEST = "digest"
    NOW = "now"
    OFF = "off"


EmailWord: TypeAlias = Email | Literal["digest", "now", "off"]


class Frequency(Word):
    """The words of Frequency."""

    DAILY = "daily"
    WEEKLY = "weekly"


FrequencyWord: TypeAlias = Frequency | Literal["daily", "weekly"]


class Audience(Word):
    """Whom a kind concerns; it decides on whose preferences page it stands."""

    ALL = "all"
    PARTNER = "partner"
    STAFF = "staff"


AudienceWord: TypeAlias = Audience | Literal["all", "partner", "staff"]


class Fact(Struct, frozen=True, kw_only=True):
    """One short text that a notification carries."""

    name: str
    label: str
    value: str


class Notification(Struct, frozen=True, kw_only=True):
    """One thing one person was told."""

    id: str
    kind: str
    kind_label: str
    subject_kind: str
    subject_id: str
    title: str
    body: str
    href: str
    facts: list[Fact]
    is_urgent: bool
    created_at: datetime
    read_at: datetime | None


class NotificationCounts(Struct, frozen=True, kw_only=True):
    """How many of one's notifications are unread; counted up to 100."""

    unread: int


class Preference(Struct, frozen=True, kw_only=True):
    """How one is told of one kind. `is_default` when nothing else was chosen."""

    kind: str
    label: str
    help: str
    is_in_app: bool
    email: Email
    is_default: bool


class DigestPlan(Struct, frozen=True, kw_only=True):
    """When one's digest comes, by the clock of one's own time zone; Monday is weekday 0."""

    frequency: Frequency
    hour: int
    weekday: int
    is_paused: bool
    timezone: str


class Preferences(Struct, frozen=True, kw_only=True):
    """Everything a person chose about notifications."""

    items: list[Preference]
    digest: DigestPlan


class Placeholder(Struct, frozen=True, kw_only=True):
    """Something a template may name as {{ name }}."""

    name: str
    label: str
    sample: str


class KindInfo(Struct, frozen=True, kw_only=True):
    """A kind of notification, and what its templates may name."""

    kind: str
    label: str
    help: str
    audience: Audience
    default_email: Email
    placeholders: list[Placeholder]


class NotificationTemplate(Struct, frozen=True, kw_only=True):
    """A tenant's own wording of one kind of e-mail in one language."""

    id: str
    kind: str
    kind_label: str
    locale: str
    subject: str
    body: str
    placeholders: list[Placeholder]
    version: int
    updated_at: datetime
    allowed_actions: list[str]


class TemplatePreview(Struct, frozen=True, kw_only=True):
    """How an e-mail reads with sample values."""

    subject: str
    paragraphs: list[str]
