"""Lucide icons as inline SVG, read once from the installed browser files. Only names listed in `icons.txt` exist.

Inline rather than a sprite: an icon then works in every fragment, without a request, and repeats compress to nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup, escape

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
ICON_LIST = Path(__file__).with_name("icons.txt")


class IconsMissing(RuntimeError):
    """The browser files are not installed, or an icon is not listed in icons.txt."""


def icon_names(path: Path = ICON_LIST) -> tuple[str, ...]:
    """Read the names of the icons Hanse uses, one per line; `#` starts a remark."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return tuple(line for line in lines if line)


class IconSet:
    """The icons of `folder` (one `name.svg` each), kept in memory after first use."""

    def __init__(self, folder: Path, names: tuple[str, ...] | None = None) -> None:
        self._folder = folder
        self._names = frozenset(icon_names() if names is None else names)
        self._bodies: dict[str, str] = {}

    def _body(self, name: str) -> str:
        body = self._bodies.get(name)
        if body is not None:
            return body
        if name not in self._names or not NAME.fullmatch(name):
            raise IconsMissing(f"The icon {name!r} is not listed in hanse/platform/web/icons.txt")
        file = self._folder / f"{name}.svg"
        if not file.is_file():
            raise IconsMissing(f"The browser files are not installed ({file} is missing): run `make setup`")
        found = BODY.search(COMMENT.sub("", file.read_text("utf-8")))
        if found is None:
            raise IconsMissing(f"{file} is not an SVG image")
        body = self._bodies[name] = (
            re.sub(r"\s+", " ", found.group(1)).strip().replace(" />", "/>").replace("> <", "><")
        )
        return body

    def svg(self, name: str, label: str = "", size: int = 16, extra: str = "") -> Markup:
        """Draw an icon; without `label` it is hidden from assistive technology. Raises IconsMissing."""
        names = f"icon {extra}".strip()
        access = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
        return Markup(  # noqa: S704 - the body is a vendored file, the rest is escaped
            f'<svg class="{escape(names)}" width="{int(size)}" height="{int(size)}" viewBox="0 0 24 24" fill="none" '
            f'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" {access}>'
            f"{self._body(name)}</svg>"
        )
