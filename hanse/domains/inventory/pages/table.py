"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.inventory.pages import counts, files, stock, work
from hanse.platform.registry import PageRoute

_VIEW, _MANAGE = "inventory.view", "inventory.manage"
_STOCK = "/admin/stock"
_ONE = f"{_STOCK}/{{variant_id}}"
_COUNT = f"{counts.COUNTS}/{{stock_count_id}}"
_TRANSFER = f"{work.TRANSFERS}/{{transfer_id}}"
_LOCATION = f"{work.LOCATIONS}/{{location_id}}"

PAGES = (
    PageRoute("GET", _STOCK, stock.list_page, permission=_VIEW),
    PageRoute("GET", f"{_STOCK}/receive", work.book_page, permission="inventory.receive"),
    PageRoute("POST", f"{_STOCK}/receive", work.book, permission="inventory.receive"),
    PageRoute("GET", f"{_STOCK}/adjust", work.book_page, permission="inventory.adjust"),
    PageRoute("POST", f"{_STOCK}/adjust", work.book, permission="inventory.adjust"),
    PageRoute("GET", f"{_STOCK}/transfer", work.book_page, permission="inventory.transfer"),
    PageRoute("POST", f"{_STOCK}/transfer", work.book, permission="inventory.transfer"),
    PageRoute("POST", f"{_STOCK}/export", files.export, permission="inventory.export"),
    *files.WIZARD.pages(files.UPLOAD),
    PageRoute("GET", _ONE, stock.detail, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/settings", stock.save_item, permission=_MANAGE),
    PageRoute("POST", f"{_ONE}/safety", stock.save_safety, permission=_MANAGE),
    PageRoute("GET", counts.COUNTS, counts.list_page, permission=_VIEW),
    PageRoute("POST", counts.COUNTS, counts.start, permission="inventory.count"),
    PageRoute("GET", _COUNT, counts.detail, permission=_VIEW),
    PageRoute("POST", f"{_COUNT}/lines", counts.enter, permission="inventory.count"),
    PageRoute("POST", f"{_COUNT}/post", counts.post, permission="inventory.post_count"),
    PageRoute("POST", f"{_COUNT}/cancel", counts.cancel, permission="inventory.count"),
    PageRoute("GET", work.TRANSFERS, work.transfers, permission=_VIEW),
    PageRoute("GET", _TRANSFER, work.transfer, permission=_VIEW),
    PageRoute("POST", f"{_TRANSFER}/receive", work.receive_transfer, permission="inventory.transfer"),
    PageRoute("POST", f"{_TRANSFER}/cancel", work.cancel_transfer, permission="inventory.transfer"),
    PageRoute("GET", work.RECEIPTS, work.receipts, permission=_VIEW),
    PageRoute("GET", f"{work.RECEIPTS}/new", work.new_receipt, permission="inventory.receive"),
    PageRoute("POST", f"{work.RECEIPTS}/new", work.expect, permission="inventory.receive"),
    PageRoute("POST", f"{work.RECEIPTS}/{{receipt_id}}/arrive", work.arrive, permission="inventory.receive"),
    PageRoute("GET", work.LOCATIONS, work.locations, permission=_VIEW),
    PageRoute("POST", f"{work.LOCATIONS}/settings", work.save_settings, permission=_MANAGE),
    PageRoute("GET", f"{work.LOCATIONS}/new", work.new_location, permission=_MANAGE),
    PageRoute("POST", f"{work.LOCATIONS}/new", work.create_location, permission=_MANAGE),
    PageRoute("GET", _LOCATION, work.edit_location, permission=_MANAGE),
    PageRoute("POST", _LOCATION, work.save_location, permission=_MANAGE),
)
