"""The typed pieces that components are given: columns, actions, filters, options, steps, changes. Data only, no markup.

Every struct here is also a global of the templates under a lower-case name (`column("total", "Total", kind="money")`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

TONES = ("neutral", "positive", "caution", "critical", "info", "accent")

# Words of state machines and the tone each has everywhere; a component's `tone` overrides it.
STATUS_TONES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "active",
            "approved",
            "accepted",
            "paid",
            "completed",
            "verified",
            "delivered",
            "valid",
            "healthy",
            "succeeded",
            "sent",
        ),
        "positive",
    ),
    **dict.fromkeys(
        ("done", "published", "confirmed", "signed", "fulfilled", "settled", "enabled", "ok", "current"), "positive"
    ),
    **dict.fromkeys(
        (
            "in_review",
            "waiting",
            "due",
            "expiring",
            "on_hold",
            "applied",
            "invited",
            "partly_paid",
            "countered",
            "degraded",
        ),
        "caution",
    ),
    **dict.fromkeys(("retrying", "warning", "back_order", "due_soon", "needs_action", "unverified"), "caution"),
    **dict.fromkeys(
        (
            "suspended",
            "rejected",
            "declined",
            "failed",
            "overdue",
            "blocked",
            "revoked",
            "dead",
            "cancelled",
            "critical",
        ),
        "critical",
    ),
    **dict.fromkeys(("down", "error", "denied", "disputed", "terminated", "locked"), "critical"),
    **dict.fromkeys(
        ("submitted", "offered", "running", "processing", "in_fulfilment", "shipped", "placed", "prospect"), "info"
    ),
    **dict.fromkeys(("scheduled", "queued", "open", "new", "negotiation", "renewal"), "info"),
}


def status_tone(status: str) -> str:
    """Give the tone of a status word; a word nobody declared is neutral."""
    return STATUS_TONES.get(status.lower(), "neutral")


def words(code: str) -> str:
    """Turn a code such as `in_review` into words ("In review")."""
    text = str(code).replace("_", " ").replace(".", " ").strip()
    return text[:1].upper() + text[1:]


_BACKGROUND = re.compile(r"(?:.+ \(after (?P<person>.+)\)|[a-z_]+\.[a-z_]+)")


def actor_words(name: str) -> str:
    """Name who acted for a reader: work in the background is Hanse's, for the person who caused it."""
    found = _BACKGROUND.fullmatch(name)
    if found is None:
        return name
    return f"Hanse, for {found['person']}" if found["person"] else "Hanse"


class Action(msgspec.Struct, frozen=True):
    """Something one can do: a link (`href`) or a form (`post`). `confirm` names the dialog that asks first.

    `disabled` is the reason why it cannot be done now, shown to the person.
    """

    label: str
    href: str = ""
    post: str = ""
    icon: str = ""
    tone: str = "neutral"
    disabled: str = ""
    confirm: str = ""
    shortcut: str = ""
    name: str = ""
    value: str = ""
    version: int = 0  # of what the reader sees: sent back, so that nobody acts on what moved on


class Column(msgspec.Struct, frozen=True):
    """A column of a table. `key` is the (dotted) attribute of a row.

    kind: text, link, status, money, number, percent, date, datetime, ago, id, tags, person, bool, filesize, custom.
    `sort` is the field name that the list sorts by; `priority` 1 stays longest on narrow screens, 3 goes first.
    """

    key: str
    label: str
    kind: str = "text"
    sort: str = ""
    href: str = ""
    priority: int = 1
    help: str = ""
    width: str = ""
    hidden: bool = False
    detail: str = ""


class Option(msgspec.Struct, frozen=True):
    """A choice of a select, radio group, filter or combobox."""

    value: str
    label: str
    detail: str = ""
    disabled: str = ""
    group: str = ""
    icon: str = ""


class Filter(msgspec.Struct, frozen=True):
    """A filter of a list. kind: choice (several), one (single), text, date_range, number_range, flag.

    A range in use has its words as value; its options, if any, are ranges to choose at once (`10..20`).
    """

    key: str
    label: str
    kind: str = "choice"
    options: Sequence[Option] = ()
    value: Any = None
    help: str = ""


class SavedView(msgspec.Struct, frozen=True):
    """A named set of filters."""

    label: str
    href: str
    active: bool = False
    count: int | None = None


class Tab(msgspec.Struct, frozen=True):
    """One tab: a link to its own page."""

    label: str
    href: str
    active: bool = False
    count: int | None = None
    icon: str = ""


class Crumb(msgspec.Struct, frozen=True):
    """One step of the path to this page; the last has no `href`."""

    label: str
    href: str = ""


class Change(msgspec.Struct, frozen=True):
    """One field's difference. `before` or `after` is None when it was absent; `redacted` hides both."""

    field: str
    before: Any = None
    after: Any = None
    redacted: bool = False


class TimelineEntry(msgspec.Struct, frozen=True):
    """One thing that happened: who did what, when, on whose behalf, and what changed."""

    actor: str
    text: str
    at: datetime
    on_behalf: str = ""
    icon: str = ""
    tone: str = "neutral"
    changes: Sequence[Change] = ()
    note: str = ""
    href: str = ""
    via: str = ""


class TreeNode(msgspec.Struct, frozen=True):
    """A node of a tree view."""

    label: str
    href: str = ""
    children: Sequence[TreeNode] = ()
    detail: str = ""
    status: str = ""
    icon: str = ""
    open: bool = False
    current: bool = False


class Step(msgspec.Struct, frozen=True):
    """A step of a checklist. state: done, current, todo, failed, waiting, skipped."""

    label: str
    state: str = "todo"
    detail: str = ""
    href: str = ""
    action: str = ""
    optional: bool = False


class Stat(msgspec.Struct, frozen=True):
    """A figure of a dashboard. `trend` is the ratio against the period before; `good` is the welcome direction."""

    label: str
    value: Any
    kind: str = "text"
    trend: float | None = None
    good: str = "up"
    detail: str = ""
    href: str = ""
    spark: Sequence[float] = ()


class Series(msgspec.Struct, frozen=True):
    """A named row of values for a chart; `tone` picks its colour."""

    label: str
    values: Sequence[float]
    tone: str = "accent"


class Slice(msgspec.Struct, frozen=True):
    """A part of a whole for a donut or a share bar."""

    label: str
    value: float
    tone: str = ""
    href: str = ""


class UploadedFile(msgspec.Struct, frozen=True):
    """A file that is already attached."""

    name: str
    size: int | None = None
    href: str = ""
    status: str = ""
    remove: str = ""


GLOBALS: Mapping[str, Any] = {
    "action": Action,
    "column": Column,
    "option": Option,
    "list_filter": Filter,
    "saved_view": SavedView,
    "tab": Tab,
    "crumb": Crumb,
    "change": Change,
    "entry": TimelineEntry,
    "node": TreeNode,
    "step": Step,
    "stat": Stat,
    "series": Series,
    "slice_": Slice,
    "uploaded_file": UploadedFile,
}
