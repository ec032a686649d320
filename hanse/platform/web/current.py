"""The render at hand: its shell, the reader's formats, the icons, and ids for elements. One per page, never shared."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

from hanse.platform.web.format import Formatter
from hanse.platform.web.icons import IconSet
from hanse.platform.web.shell import Shell


class Page:
    """What filters and components need to know of the page they are drawn on."""

    __slots__ = ("_count", "_prefix", "formatter", "icons", "shell")

    def __init__(self, shell: Shell, icons: IconSet, *, fragment: bool = False) -> None:
        self.shell = shell
        self.icons = icons
        self.formatter = Formatter(shell.locale, shell.timezone, shell.now)
        # A fragment joins a page that has ids already, so its ids must not start at 1 again.
        self._prefix = f"f{secrets.token_hex(3)}-" if fragment else "u"
        self._count = 0

    def next_id(self) -> str:
        """Give an element id that is free on this page."""
        self._count += 1
        return f"{self._prefix}{self._count}"


PAGE: ContextVar[Page] = ContextVar("hanse_page")


def current_page() -> Page:
    """Give the page being rendered in this context."""
    return PAGE.get()
