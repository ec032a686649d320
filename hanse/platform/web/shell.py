"""What every page stands in: who reads, for which tenant, where they may go, and what the frame shows. Data only.

The page layer (pages.py) builds one `Shell` per request; templates read it as `shell`.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class Audience(enum.StrEnum):
    """Who a page is made for; it decides navigation and layout."""

    PUBLIC = "public"
    BUYER = "buyer"
    VENDOR = "vendor"
    ADMIN = "admin"
    PLATFORM = "platform"


class Theme(enum.StrEnum):
    """Light, dark, or whatever the reader's system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Branding(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant as its readers see it. `accent` is a hex colour; its contrast is mended by contrast.py."""

    name: str = "Hanse"
    logo_url: str | None = None
    accent: str | None = None
    home_url: str = "/"


class ShellUser(msgspec.Struct, frozen=True, kw_only=True):
    """The person who is logged in."""

    name: str
    email: str = ""
    initials: str = ""
    role: str = ""
    avatar_url: str | None = None
    key: str = ""  # names this person's drafts in a browser that others use too; says nothing else


class NavItem(msgspec.Struct, frozen=True, kw_only=True):
    """One place to go. `key` is the letter after `g` that jumps there; `badge` counts what waits there."""

    label: str
    href: str
    icon: str = "circle"
    badge: int | None = None
    key: str | None = None
    active: bool = False


class NavGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Places that belong together; a group without a label stands first."""

    items: tuple[NavItem, ...]
    label: str | None = None


class SwitcherEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant or organization one can change to. Without `post_url`, `href` is followed."""

    label: str
    href: str = ""
    post_url: str = ""
    detail: str = ""
    active: bool = False


class OnBehalfBanner(msgspec.Struct, frozen=True, kw_only=True):
    """Shown on every page while somebody acts for another member."""

    name: str
    organization: str = ""
    stop_url: str = "/session/on-behalf/stop"


class Flash(msgspec.Struct, frozen=True, kw_only=True):
    """One message about what just happened. `tone`: positive, caution, critical or info."""

    message: str
    tone: str = "positive"
    href: str | None = None
    link: str | None = None


class PaletteAction(msgspec.Struct, frozen=True, kw_only=True):
    """Something one can do or open from the command palette without asking the server."""

    label: str
    href: str
    hint: str = ""
    icon: str = "arrow-right"
    kind: str = "page"
    shortcut: str = ""


class ShellAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the frame's own controls lead; only pages.py knows."""

    palette: str = "/palette"
    notifications: str | None = "/account/notifications"  # None hides the bell
    help: str = "/docs"
    profile: str = "/account"
    sessions: str = "/account/sessions"
    log_in: str = "/login"
    log_out: str = "/logout"
    sign_up: str = "/signup"
    theme: str = "/theme"


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the frame of a page needs. `path` and `query` are the address at hand, without and after the `?`."""

    audience: Audience = Audience.PUBLIC
    tenant: Branding = Branding()
    user: ShellUser | None = None
    nav: tuple[NavGroup, ...] = ()
    tenants: tuple[SwitcherEntry, ...] = ()
    organizations: tuple[SwitcherEntry, ...] = ()
    organization_name: str = ""
    banner: OnBehalfBanner | None = None
    flashes: tuple[Flash, ...] = ()
    palette: tuple[PaletteAction, ...] = ()
    addresses: ShellAddresses = ShellAddresses()
    csrf_token: str = ""
    csp_nonce: str = ""
    locale: str = "en-GB"
    timezone: str = "UTC"
    theme: Theme = Theme.SYSTEM
    path: str = "/"
    query: str = ""
    unread: int = 0
    demo: bool = False
    request_id: str = ""
    now: datetime

    @property
    def language(self) -> str:
        """The `lang` of the page. Sentences are English; only formats follow the reader's locale."""
        return "en"

    @property
    def active_href(self) -> str:
        """The navigation address that the page at hand belongs to ("" when none): flagged, or the longest prefix."""
        items = [item for group in self.nav for item in group.items]
        for item in items:
            if item.active:
                return item.href
        here = self.path.rstrip("/") + "/"
        under = [item.href for item in items if here.startswith(item.href.rstrip("/") + "/")]
        nearest = max(under, key=len, default="")
        # The home of an audience (/admin) is above every page of it without being its place.
        return nearest if nearest.count("/") > 1 or here == nearest.rstrip("/") + "/" else ""
