"""How people and devices are written: the log-in form of an e-mail address, a device's name from its user agent."""

from __future__ import annotations

import unicodedata
from typing import Final

from hanse.domains.identity.errors import EmailNotAccepted
from hanse.kit.errors import FieldError
from hanse.platform.mail.message import MessageInvalid, normal_address

# The first that matches names the program; order matters because browsers name each other.
_PROGRAMS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python-httpx/", "Python"),
    ("python-requests/", "Python"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def normalise_email(text: str) -> str:
    """The form under which an address is stored and found: lower case, domain in ASCII. Raises EmailNotAccepted."""
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return normal_address(plain).lower()
    except MessageInvalid:
        message = EmailNotAccepted.title
        raise EmailNotAccepted(message, fields=(FieldError("email", message),)) from None


def device_of(user_agent: str | None) -> str:
    """A device as a person would name it, such as "Firefox on Windows"."""
    text = user_agent or ""
    program = next((name for mark, name in _PROGRAMS if mark in text), "")
    system = next((name for mark, name in _SYSTEMS if mark in text), "")
    if program and system:
        return f"{program} on {system}"
    return program or system or "Unknown device"
