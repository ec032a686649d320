"""Turns templates into mails: subject, text and HTML that mail programs show well, in the colours of the tenant.

A mail `identity/password_reset` is two files in a template folder, `….txt.j2` (with a block `subject`) and `….html.j2`;
both extend `mail/layout`. `mail/notice` suits most short messages without a file of its own.
Not here: the domains' texts, and who gets them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hanse.kit.errors import Invalid
from hanse.platform.mail.message import one_line

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_TEMPLATES = Path(__file__).parent / "templates"
_LIGHT, _DARK = "#ffffff", "#16181d"


class Branding(msgspec.Struct, frozen=True, kw_only=True):
    """How a tenant looks in mail: its name, one accent colour (#rrggbb), a logo (https), an address, a footer line.

    Raises Invalid when made from a colour or an address that cannot be used.
    """

    name: str
    accent: str = "#2f5bd7"
    logo_url: str | None = None
    home_url: str | None = None
    footer: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.accent):
            raise Invalid.field("accent", "A colour is written like #2f5bd7")
        for field, value in (("logo_url", self.logo_url), ("home_url", self.home_url)):
            if value is not None and not is_web_address(value):
                raise Invalid.field(field, "This must be a web address that starts with https://")
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", self.language):
            raise Invalid.field("language", "A language is written like en or de-CH")

    @property
    def on_accent(self) -> str:
        """The text colour with the better contrast on the accent (WCAG 2.2)."""
        accent = _luminance(self.accent)
        return max((_LIGHT, _DARK), key=lambda colour: _contrast(_luminance(colour), accent))


class RenderedMail(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a message that a template gives."""

    subject: str
    text: str
    html: str


class MailRenderer:
    """Renders the mails of the template folders it is given; templates are compiled once."""

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        """Search `folders` in order; `mail/…` always means the platform's own. `filters` format money, dates, texts."""
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader(
                [
                    PrefixLoader({"mail": FileSystemLoader(_TEMPLATES)}),
                    FileSystemLoader([str(path) for path in folders]),
                ]
            ),
            autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(filters or {})
        self._environment.filters["address"] = _checked_address

    def render(self, template: str, context: Mapping[str, Any], branding: Branding) -> RenderedMail:
        """Render `template` (a name without ending). A name missing in `context` raises jinja2.UndefinedError."""
        values = {**context, "brand": branding}
        plain = self._environment.get_template(f"{template}.txt.j2")
        subject = one_line("".join(plain.blocks["subject"](plain.new_context(values))))
        html = self._environment.get_template(f"{template}.html.j2").render({**values, "mail_subject": subject})
        return RenderedMail(subject=subject, text=_tidy(plain.render(values)), html=html.strip() + "\n")


def is_web_address(text: str) -> bool:
    """Tell whether `text` is an http or https address without spaces or line breaks."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"\x00-\x1f]", text)


def _checked_address(text: str) -> str:
    """Let only web addresses into links. Raises ValueError: a template that links elsewhere is a mistake."""
    if not is_web_address(text):
        raise ValueError("a link in an e-mail must be an http or https address")
    return text


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _luminance(colour: str) -> float:
    channels = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


_platform = MailRenderer()


def render_mail(template: str, context: Mapping[str, Any], branding: Branding) -> RenderedMail:
    """Render one of the platform's own mails, such as `mail/notice`; domains use a MailRenderer with their folders."""
    return _platform.render(template, context, branding)
