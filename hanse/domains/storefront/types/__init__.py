"""What the storefront speaks of, as it is given and taken: the one place other modules take these names from."""

from __future__ import annotations

from hanse.domains.storefront.types.basket import (
    AddedToCart,
    AddedToList,
    AddToCart,
    AddToList,
    QuoteProduct,
    RequestQuote,
)
from hanse.domains.storefront.types.figures import (
    OrderFigure,
    OrderFigures,
    OrderFiguresQuery,
    QuoteAge,
    QuoteFigures,
    QuoteFiguresQuery,
)
from hanse.domains.storefront.types.products import (
    ChosenPrice,
    FindShopProduct,
    PriceSpan,
    PriceStep,
    ShopAs,
    ShopFact,
    ShopOffer,
    ShopPage,
    ShopProduct,
    ShopProductDetail,
    ShopQuery,
    ShopTier,
    ShopVariant,
    Stock,
)
from hanse.domains.storefront.types.setup import Setup

__all__ = [
    "AddToCart",
    "AddToList",
    "AddedToCart",
    "AddedToList",
    "ChosenPrice",
    "FindShopProduct",
    "OrderFigure",
    "OrderFigures",
    "OrderFiguresQuery",
    "PriceSpan",
    "PriceStep",
    "QuoteAge",
    "QuoteFigures",
    "QuoteFiguresQuery",
    "QuoteProduct",
    "RequestQuote",
    "Setup",
    "ShopAs",
    "ShopFact",
    "ShopOffer",
    "ShopPage",
    "ShopProduct",
    "ShopProductDetail",
    "ShopQuery",
    "ShopTier",
    "ShopVariant",
    "Stock",
]
