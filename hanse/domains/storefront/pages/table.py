"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.storefront.pages import catalogue, public
from hanse.domains.storefront.pages.parts import COMPARE, ROOT
from hanse.platform.registry import PageRoute

_VIEW = "product.view"

PAGES = (
    PageRoute("GET", ROOT, catalogue.list_page, permission=_VIEW),
    PageRoute("GET", COMPARE, catalogue.compare_page, permission=_VIEW),
    PageRoute("POST", "/app/catalogue-lines", catalogue.add, permission=_VIEW),
    PageRoute("POST", "/app/quote-requests", catalogue.ask_quote, permission="quote.create"),
    PageRoute("GET", f"{ROOT}/{{handle_of_product}}", catalogue.product_page, permission=_VIEW),
    PageRoute("GET", "/app/products/{product_id}", catalogue.open_one, permission=_VIEW),
    PageRoute("GET", "/t/{handle}/catalogue", public.list_page, "public"),
    PageRoute("GET", "/t/{handle}/catalogue/{handle_of_product}", public.product_page, "public"),
)
