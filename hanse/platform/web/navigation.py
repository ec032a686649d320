"""The left navigation from the manifests: only what the reader may use, grouped in the declared order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hanse.platform.authz import Grant
from hanse.platform.registry import NavItem as Declared
from hanse.platform.web.shell import Audience, NavGroup, NavItem

_PREFIXES = {
    "/app": Audience.BUYER,
    "/vendor": Audience.VENDOR,
    "/admin": Audience.ADMIN,
    "/platform": Audience.PLATFORM,
}
_NAMES = {Audience.BUYER: "app", Audience.VENDOR: "vendor", Audience.ADMIN: "admin", Audience.PLATFORM: "platform"}


def audience_of(path: str, grants: Iterable[Grant]) -> Audience:
    """Whom an address is for; on the pages of one's own account the reader stays among staff or partners."""
    first = "/" + path.lstrip("/").partition("/")[0]
    if first == "/account":
        places = {grant.organization_id for grant in grants}
        return Audience.BUYER if places and None not in places else Audience.ADMIN
    return _PREFIXES.get(first, Audience.PUBLIC)


def active_groups(
    items: Iterable[Declared], audience: Audience, path: str, may: Callable[[str], bool]
) -> tuple[NavGroup, ...]:
    """The groups of one audience, without what the reader has no right to anywhere."""
    groups: dict[str, list[NavItem]] = {}
    for item in items:
        if item.audience != _NAMES.get(audience) or (item.permission is not None and not may(item.permission)):
            continue
        groups.setdefault(item.group, []).append(
            NavItem(label=item.label, href=item.href, icon=item.icon, key=item.shortcut)
        )
    return tuple(NavGroup(items=tuple(found), label=label or None) for label, found in groups.items())
