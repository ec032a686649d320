"""What a demo business consists of, as plain data; builder.py makes it real."""

from __future__ import annotations

from dataclasses import dataclass, field

PASSWORD = "harbour lantern 1356"  # shown on the log-in page of a demo; never used elsewhere


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a log-in: `role` is a built-in role's key, `at` the organization it is held at (none for staff)."""

    key: str
    name: str
    role: str
    at: str | None = None
    title: str | None = None
    limit: str | None = None
    shown: str | None = None  # the label on the log-in page; None keeps the log-in off it


@dataclass(frozen=True, slots=True)
class Place:
    """A postal address: line, postal code, city, country."""

    line: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An organization. `state` is the state of its life it is brought to, `above` the key of its parent."""

    key: str
    name: str
    types: tuple[str, ...]
    place: Place | None = None
    above: str | None = None
    state: str = "active"
    tags: tuple[str, ...] = ()
    days: int | None = 30
    credit: str | None = None
    contact: tuple[str, str] | None = None  # role, e-mail
    vat: str | None = None
    manager: str | None = None
    custom: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class CustomFieldPlan:
    """Something the business wants to know of each partner."""

    key: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    is_partner_visible: bool = False


@dataclass(frozen=True, slots=True)
class BusinessPlan:
    """A whole demo business."""

    handle: str
    name: str
    kind: str
    currency: str
    timezone: str
    locale: str
    accent: str
    tagline: str
    about: str
    domain: str
    people: tuple[Person, ...]
    partners: tuple[Partner, ...]
    fields: tuple[CustomFieldPlan, ...] = ()
    roles: tuple[tuple[str, str, str], ...] = field(default=())  # (copied from, new name, description)
