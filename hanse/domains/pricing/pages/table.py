"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.pricing.pages import changes, comparing, explaining, grid, imports, lists
from hanse.domains.pricing.pages.parts import LIST
from hanse.platform.registry import PageRoute

_ONE = f"{LIST}/{{price_list_id}}"
_CHANGE = f"{changes.CHANGES}/{{price_change_id}}"
_VIEW, _UPDATE, _ACTIVATE = "price_list.view", "price_list.update", "price_list.activate"

PAGES = (
    PageRoute("GET", explaining.PAGE, explaining.explain_page, permission="price.explain"),
    PageRoute("GET", LIST, lists.list_page, permission=_VIEW),
    PageRoute("GET", f"{LIST}/new", lists.new_page, permission="price_list.create"),
    PageRoute("POST", f"{LIST}/new", lists.create, permission="price_list.create"),
    PageRoute("GET", _ONE, grid.grid_page, permission=_VIEW),
    PageRoute("POST", _ONE, grid.save, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/edit", lists.edit_page, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/edit", lists.save, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/activate", lists.activate, permission=_ACTIVATE),
    PageRoute("POST", f"{_ONE}/archive", lists.archive, permission=_ACTIVATE),
    PageRoute("POST", f"{_ONE}/export", lists.export, permission="price_list.export"),
    PageRoute("GET", f"{_ONE}/paste", grid.paste_page, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/paste", grid.paste, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/compare", comparing.compare_page, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/changes", changes.of_list_page, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/changes", changes.create, permission=_UPDATE),
    *imports.WIZARD.pages(f"{_ONE}/import"),
    PageRoute("GET", changes.CHANGES, changes.list_page, permission=_VIEW),
    PageRoute("GET", _CHANGE, changes.change_page, permission=_VIEW),
    PageRoute("POST", f"{_CHANGE}/schedule", changes.schedule, permission=_ACTIVATE),
    PageRoute("POST", f"{_CHANGE}/cancel", changes.cancel, permission=_ACTIVATE),
)
