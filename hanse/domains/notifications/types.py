"""What notifications speaks of, as it is given and taken. Data only."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

KINDS: Final = "notification_kinds"
"""Where the composition root keeps the declared kinds: `services.extras[KINDS]`, a tuple of NotificationKind."""

Kind = Annotated[str, Meta(max_length=60, pattern=r"^[a-z][a-z0-9_.]*\Z", description="Kind of notification")]
KindLabel = Annotated[str, Meta(description="What people call this kind")]
Locale = Annotated[
    str, Meta(max_length=20, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", description="Language, such as de or en-GB")
]
SubjectLine = Annotated[str, Meta(min_length=1, max_length=200, description="Subject of the e-mail")]
BodyText = Annotated[str, Meta(min_length=1, max_length=10_000, description="Text; a blank line starts a paragraph")]


class NotificationId(Id, prefix="ntf"):
    """One thing one person was told."""


class NotificationTemplateId(Id, prefix="ntt"):
    """A tenant's own wording of one kind of e-mail in one language."""


class Email(enum.StrEnum):
    """When somebody is told by e-mail."""

    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


class Audience(enum.StrEnum):
    """Whom a kind concerns; it decides on whose preferences page it stands."""

    STAFF = "staff"
    PARTNER = "partner"
    ALL = "all"


class Frequency(enum.StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """A kind a domain declares. `facts` names what its notifications carry: (name, label), also for templates."""

    name: str
    label: str
    help: str = ""
    audience: Literal["staff", "partner", "all"] = "all"
    default_email: Literal["now", "digest", "off"] = "now"
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """What a domain tells people. `href` is a path of this site; `facts` are short texts by name.

    An urgent one is mailed at once to whoever wants the kind in the digest. Nobody is told of what they did themselves
    unless `tells_actor`.
    """

    kind: str
    member_ids: Sequence[MemberId | UUID]
    subject_kind: str
    subject_id: Id | UUID | str
    title: str
    body: str = ""
    href: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    is_urgent: bool = False
    tells_actor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """What people were told and need not look at any more, because somebody did it or it is over."""

    kinds: Sequence[str]
    member_ids: Sequence[MemberId | UUID]
    subject_kind: str
    subject_id: Id | UUID | str


class Fact(Data, frozen=True, kw_only=True):
    """One short text that a notification carries."""

    name: str
    label: str
    value: str


class Notification(Data, frozen=True, kw_only=True):
    """One thing one person was told."""

    id: NotificationId
    kind: str
    kind_label: KindLabel
    subject_kind: str
    subject_id: str
    title: str
    body: str
    href: Annotated[str, Meta(description="Path of the page it leads to")]
    facts: list[Fact]
    is_urgent: Annotated[bool, Meta(description="Whether it was mailed at once")]
    created_at: datetime
    read_at: Annotated[datetime | None, Meta(description="When it was read")]


class ListNotifications(PageQuery, frozen=True, kw_only=True):
    """Which of one's notifications to list, newest first."""

    is_unread: Annotated[bool, Meta(description="Only those not read yet")] | None = None
    kind: Kind | None = None


class NotificationCounts(Data, frozen=True, kw_only=True):
    """How many of one's notifications are unread; counted up to 100."""

    unread: Annotated[int, Meta(description="How many are unread, up to 100")]


class Preference(Data, frozen=True, kw_only=True):
    """How one is told of one kind. `is_default` when nothing else was chosen."""

    kind: str
    label: str
    help: str
    is_in_app: Annotated[bool, Meta(description="Whether one is told in the portal")]
    email: Email
    is_default: bool


class DigestPlan(Data, frozen=True, kw_only=True):
    """When one's digest comes, by the clock of one's own time zone; Monday is weekday 0."""

    frequency: Annotated[Frequency, Meta(description="How often it comes")]
    hour: Annotated[int, Meta(description="Hour of the day, in the reader's time zone")]
    weekday: Annotated[int, Meta(description="Day of a weekly digest; 0 is Monday")]
    is_paused: Annotated[bool, Meta(description="Whether no e-mail of notifications is sent at all")]
    timezone: str


class Preferences(Data, frozen=True, kw_only=True):
    """Everything a person chose about notifications."""

    items: list[Preference]
    digest: DigestPlan


class SavePreference(Input, frozen=True, kw_only=True):
    """What to change about one kind."""

    kind: Kind
    is_in_app: Annotated[bool, Meta(description="Whether to be told in the portal")]
    email: Email


class SaveDigestPlan(Input, frozen=True, kw_only=True):
    """When the digest shall come. `is_paused` stops every e-mail of notifications, the digest too."""

    frequency: Annotated[Frequency, Meta(description="How often it comes")] = Frequency.DAILY
    hour: Annotated[int, Meta(ge=0, le=23, description="Hour of the day, in one's own time zone")] = 8
    weekday: Annotated[int, Meta(ge=0, le=6, description="Day of a weekly digest; 0 is Monday")] = 0
    is_paused: Annotated[bool, Meta(description="No e-mail of notifications at all")] = False


class SavePreferences(Input, frozen=True, kw_only=True):
    """What to change; kinds left out stay as they are."""

    items: Annotated[list[SavePreference], Meta(max_length=200)] = []
    digest: SaveDigestPlan | None = None


class Placeholder(Data, frozen=True, kw_only=True):
    """Something a template may name as {{ name }}."""

    name: str
    label: str
    sample: Annotated[str, Meta(description="What previews show for it")]


class NotificationTemplate(Data, frozen=True, kw_only=True):
    """A tenant's own wording of one kind of e-mail in one language."""

    id: NotificationTemplateId
    kind: str
    kind_label: KindLabel
    locale: str
    subject: Annotated[str, Meta(description="Subject of the e-mail")]
    body: str
    placeholders: list[Placeholder]
    version: int
    updated_at: datetime
    allowed_actions: list[str] = []

    def to_subject(self) -> Subject:
        """What a template is to authorisation."""
        return Subject(kind="notification_template", id=self.id)


class ListNotificationTemplates(PageQuery, frozen=True, kw_only=True):
    """Which templates to list, by kind and language."""

    kind: Kind | None = None


class WordTemplate(Input, frozen=True, kw_only=True):
    """A wording. Placeholders are written {{ name }}; only those of the kind are known."""

    subject: SubjectLine
    body: BodyText


class CreateTemplate(Input, frozen=True, kw_only=True):
    """A wording for a kind in a language."""

    kind: Kind
    locale: Locale
    subject: SubjectLine
    body: BodyText


class PreviewTemplate(Input, frozen=True, kw_only=True):
    """A wording of a kind that was not saved yet."""

    kind: Kind
    subject: SubjectLine
    body: BodyText


class TemplatePreview(Data, frozen=True, kw_only=True):
    """How an e-mail reads with sample values."""

    subject: Annotated[str, Meta(description="Subject of the e-mail")]
    paragraphs: Annotated[list[str], Meta(description="The text, paragraph by paragraph")]


class KindInfo(Data, frozen=True, kw_only=True):
    """A kind of notification, and what its templates may name."""

    kind: str
    label: str
    help: str
    audience: Audience
    default_email: Email
    placeholders: list[Placeholder]
