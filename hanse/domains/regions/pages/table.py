"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.regions.pages import regions, taxes
from hanse.platform.registry import PageRoute

_REGION = f"{regions.LIST}/{{region_id}}"
_RATE = f"{taxes.LIST}/{{tax_rate_id}}"
_CLASS = f"{taxes.CLASSES}/{{tax_class_id}}"

PAGES = (
    PageRoute("GET", regions.LIST, regions.list_page, permission="tax_rate.view"),
    PageRoute("GET", f"{regions.LIST}/new", regions.new_page, permission="region.manage"),
    PageRoute("POST", f"{regions.LIST}/new", regions.create, permission="region.manage"),
    PageRoute("GET", _REGION, regions.edit_page, permission="region.manage"),
    PageRoute("POST", _REGION, regions.save, permission="region.manage"),
    PageRoute("POST", f"{_REGION}/delete", regions.delete, permission="region.manage"),
    PageRoute("GET", taxes.LIST, taxes.list_page, permission="tax_rate.view"),
    PageRoute("GET", f"{taxes.LIST}/new", taxes.new_rate_page, permission="tax_rate.manage"),
    PageRoute("POST", f"{taxes.LIST}/new", taxes.create_rate, permission="tax_rate.manage"),
    PageRoute("GET", f"{taxes.CLASSES}/new", taxes.new_class_page, permission="tax_class.manage"),
    PageRoute("POST", f"{taxes.CLASSES}/new", taxes.create_class, permission="tax_class.manage"),
    PageRoute("GET", _CLASS, taxes.class_page, permission="tax_class.manage"),
    PageRoute("POST", _CLASS, taxes.save_class, permission="tax_class.manage"),
    PageRoute("POST", f"{_CLASS}/delete", taxes.delete_class, permission="tax_class.manage"),
    PageRoute("GET", _RATE, taxes.rate_page, permission="tax_rate.manage"),
    PageRoute("POST", _RATE, taxes.save_rate, permission="tax_rate.manage"),
    PageRoute("POST", f"{_RATE}/delete", taxes.delete_rate, permission="tax_rate.manage"),
)
