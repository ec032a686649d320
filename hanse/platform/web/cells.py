"""Values as markup: money, dates, status words, people, ids. Tables draw thousands, so it is Python, not macros.

Each function of COMPONENTS is also a component (`ui.money(value)`); everything from outside is escaped. No structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from hanse.platform.web.current import current_page
from hanse.platform.web.format import NEVER, Amount
from hanse.platform.web.parts import status_tone, words

AVATAR_TONES = ("accent", "info", "positive", "caution", "neutral")
NOTHING = Markup('<span class="muted nothing">{}</span>').format(NEVER)
SHORT_ID = 8
LIVE = Markup(" data-ago")


def initials(name: str) -> str:
    """Give one or two capital letters for a name."""
    letters = [word[0] for word in name.split() if word[:1].isalnum()]
    return "".join(letters[:1] + letters[1:][-1:]).upper() or "?"


def _icon(name: str) -> Markup:
    return current_page().icons.svg(name)


def status(value: str, label: str = "", tone: str = "") -> Markup:
    """Draw a dot and a word; the tone follows from the word unless given, and `in_review` becomes "In review"."""
    return Markup('<span class="status tone-{}">{}</span>').format(tone or status_tone(value), label or words(value))


def badge(label: str, tone: str = "neutral", icon: str = "") -> Markup:
    """Draw a short label on a soft ground."""
    return Markup('<span class="badge tone-{}">{}{}</span>').format(tone, _icon(icon) if icon else "", label)


def tags(values: Sequence[str]) -> Markup:
    """Draw a list of words."""
    inner = Markup("").join(Markup('<span class="tag">{}</span>').format(one) for one in values)
    return Markup('<span class="tags">{}</span>').format(inner)


def avatar(name: str, url: str | None = "", size: str = "", square: bool = False) -> Markup:
    """Draw a person or organization as a picture or initials; the tone follows from the name."""
    classes = "avatar" + (f" avatar-{size}" if size else "") + (" avatar-square" if square else "")
    if url:
        return Markup('<img class="{}" src="{}" alt="">').format(classes, url)
    tone = AVATAR_TONES[len(name) % len(AVATAR_TONES)]
    return Markup('<span class="{} tone-{}" aria-hidden="true">{}</span>').format(classes, tone, initials(name))


def name(label: Any, href: str, detail: Any = "") -> Markup:
    """Draw a name that leads to its page, with what explains it."""
    link = Markup('<a class="name-link" href="{}">{}</a>').format(href, label)
    return detailed(link, detail) if detail else link


def detailed(shown: Markup, detail: Any) -> Markup:
    """Draw what explains a name behind it, or below it where the line is full."""
    frame = Markup('<span class="with-detail"><span>{}</span><span class="detail">{}</span></span>')
    return frame.format(shown, detail)


def person(name: str, href: str = "", detail: str = "", url: str = "") -> Markup:
    """Draw a person with initials or a picture; `detail` stands below the name."""
    shown = Markup('<a class="name-link" href="{}">{}</a>').format(href, name) if href else escape(name)
    below = Markup('<span class="detail">{}</span>').format(detail) if detail else ""
    return Markup('<span class="person">{}<span>{}{}</span></span>').format(avatar(name, url), shown, below)


def money(value: Amount | None, strong: bool = False) -> Markup:
    """Draw an amount with its currency; a negative one is told by its sign and its colour."""
    if value is None:
        return NOTHING
    classes = "amount" + (" strong" if strong else "") + (" amount-negative" if value.amount.startswith("-") else "")
    return Markup(f'<span class="{classes}">{escape(current_page().formatter.money(value))}</span>')  # noqa: S704


def number(value: Any, places: int | None = None) -> Markup:
    """Draw a number with grouping and figures of equal width."""
    return Markup('<span class="amount">{}</span>').format(current_page().formatter.number(value, places))


def _time(value: Any, text: str, title: str, extra: Markup | str = "") -> Markup:
    return Markup('<time class="nowrap" datetime="{}" title="{}"{}>{}</time>').format(
        value.isoformat(), title, extra, text
    )


def date(value: Any) -> Markup:
    """Draw a day, with the full date on hover."""
    if value is None:
        return NOTHING
    formatter = current_page().formatter
    return _time(value, formatter.date(value), formatter.date(value, "full"))


def datetime(value: Any) -> Markup:
    """Draw an instant to the minute, with the full instant and its zone on hover."""
    if value is None:
        return NOTHING
    formatter = current_page().formatter
    return _time(value, formatter.datetime(value), formatter.datetime(value, "full"))


def ago(value: Any) -> Markup:
    """Draw how long ago an instant was (the page keeps it true), with the full instant on hover."""
    if value is None:
        return NOTHING
    formatter = current_page().formatter
    return _time(value, formatter.ago(value), formatter.datetime(value, "full"), LIVE)


def copy(text: str, label: str = "Copy") -> Markup:
    """Draw a button that copies `text`."""
    return Markup(
        '<button class="copy" type="button" data-copy="{0}" aria-label="{1}" data-tip="{1}">{2}</button>'
    ).format(text, label, _icon("copy"))


def identifier(value: Any, short: bool = False, name: str = "id") -> Markup:
    """Draw an id or another code in the monospace face with a copy button; `short` shows only its end."""
    text = str(value)
    shown, title = escape(text), ""
    if short and len(text) > SHORT_ID + 4:
        shown, title = escape(f"\N{HORIZONTAL ELLIPSIS}{text[-SHORT_ID:]}"), Markup(' title="{}"').format(text)
    return Markup('<span class="id"><span{}>{}</span>{}</span>').format(title, shown, copy(text, f"Copy {name}"))


def delta(ratio: float, good: str = "up") -> Markup:
    """Draw a change against the period before; `good` is the welcome direction: up, down or none."""
    rising = ratio > 0
    tone = "neutral" if not ratio or good == "none" else "positive" if rising == (good == "up") else "critical"
    arrow: Markup | str = ""
    if ratio:
        arrow = current_page().icons.svg("arrow-up-right" if rising else "arrow-down-right", "up" if rising else "down")
    return Markup('<span class="delta tone-{}">{}{}</span>').format(
        tone, arrow, current_page().formatter.percent(abs(ratio), 1)
    )


def _plain(write: str) -> Callable[[Any], Markup]:
    return lambda value: escape(getattr(current_page().formatter, write)(value))


DRAWERS: Mapping[str, Callable[[Any], Markup]] = {
    "money": money,
    "number": _plain("number"),
    "percent": _plain("percent"),
    "filesize": _plain("filesize"),
    "date": date,
    "datetime": datetime,
    "ago": ago,
    "status": status,
    "id": lambda one: identifier(one, short=True),
    "tags": tags,
    "person": person,
    "bool": lambda one: escape("Yes" if one else "No"),
}


def value(value: Any, kind: str = "text") -> Markup:
    """Draw a value by its kind, as tables, tiles and facts show it; what is absent is a dash."""
    if value is None or value == "":
        return NOTHING
    drawer = DRAWERS.get(kind)
    return escape(value) if drawer is None else drawer(value)


COMPONENTS: Mapping[str, Callable[..., Markup]] = {
    "ago": ago,
    "avatar": avatar,
    "badge": badge,
    "copy": copy,
    "date": date,
    "datetime": datetime,
    "delta": delta,
    "id": identifier,
    "money": money,
    "name": name,
    "number": number,
    "person": person,
    "status": status,
    "tags": tags,
    "value": value,
}
