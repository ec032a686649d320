"""What is known of a kind of notification: its label, its default, and what its templates may name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hanse.domains.notifications.types import Audience, Email, Fact, KindInfo, NotificationKind, Placeholder

USUAL: Final = (
    Placeholder(name="title", label="What happened, in one line", sample="A quote waits for you"),
    Placeholder(name="body", label="What happened, in full", sample="The offer is valid until the end of the month."),
    Placeholder(name="recipient", label="Name of the reader", sample="Buyer"),
    Placeholder(name="business", label="Name of your business", sample="Your business"),
)
"""What every kind's templates may name."""


def find_kind(kinds: Iterable[NotificationKind], name: str) -> NotificationKind:
    """The declared kind; one nobody declared is told in the plainest way, so that no message is lost."""
    for kind in kinds:
        if kind.name == name:
            return kind
    return NotificationKind(name, in_words(name))


def in_words(name: str) -> str:
    """A name of a kind or a fact as a label: "quote.offer_received" becomes "Quote offer received"."""
    words = name.replace(".", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def named_facts(kind: NotificationKind, facts: Sequence[tuple[str, str]]) -> list[Fact]:
    """The facts of a notification with the labels its kind gives them."""
    labels: Mapping[str, str] = dict(kind.facts)
    return [Fact(name=name, label=labels.get(name) or in_words(name), value=value) for name, value in facts]


def placeholders_of(kind: NotificationKind) -> list[Placeholder]:
    """What templates of the kind may name."""
    own = [Placeholder(name=name, label=label, sample=label) for name, label in kind.facts]
    return [*USUAL, *own]


def describe_kind(kind: NotificationKind) -> KindInfo:
    """The kind as it is shown."""
    return KindInfo(
        kind=kind.name,
        label=kind.label,
        help=kind.help,
        audience=Audience(kind.audience),
        default_email=Email(kind.default_email),
        placeholders=placeholders_of(kind),
    )
