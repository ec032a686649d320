"""What can be done with `storefront`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import AsyncTransport, Call, address


class StorefrontOperations:
    """What can be done with `storefront`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add_to_cart(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddToCart]
    ) -> models.AddedToCart:
        """Put one article into a cart: the named one, else one's own newest, else a new one.

        Needs the right `cart.edit`.

        Refused with: `forbidden`, `not_found`, `conflict`, `lines_refused`.
        """
        call = Call(method="POST", path="/v1/storefront/cart-lines", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.AddedToCart)

    async def add_to_list(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddToList]
    ) -> models.AddedToList:
        """Put one article onto a shopping list: the named one, else one's own newest, else a new one.

        Needs the right `shopping_list.edit`.

        Refused with: `forbidden`, `not_found`, `lines_refused`.
        """
        call = Call(method="POST", path="/v1/storefront/list-lines", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.AddedToList)

    async def find_product(self, **query: Unpack[inputs.StorefrontFindProductQuery]) -> models.ShopProductDetail:
        """Read one product by the handle of its address.

        Needs the right `product.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path="/v1/storefront/product", query=query)
        return await self._transport.send(call, models.ShopProductDetail)

    async def get_product(
        self, product_id: str, **query: Unpack[inputs.StorefrontGetProductQuery]
    ) -> models.ShopProductDetail:
        """Read one product at the buyer's own prices.

        see.

        Needs the right `product.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/storefront/products/{product_id}", product_id=product_id), query=query
        )
        return await self._transport.send(call, models.ShopProductDetail)

    async def get_setup(self) -> models.Setup:
        """Say what a business still lacks before it can sell.

        Needs the right `tenant.update`.
        """
        call = Call(method="GET", path="/v1/storefront/setup")
        return await self._transport.send(call, models.Setup)

    async def list_products(self, **query: Unpack[inputs.StorefrontListProductsQuery]) -> models.ShopPage:
        """List products with their variants, the buyer's own prices and stock; what may not be seen is not counted
        either.

        Partners see their own organization's catalogue; staff any organization's, or without one what everybody
        sees.

        Needs the right `product.view`.

        Refused with: `forbidden`, `not_found`, `invalid_input`, `prices_not_ready`.
        """
        call = Call(method="GET", path="/v1/storefront/products", query=query)
        return await self._transport.send(call, models.ShopPage)

    async def order_figures(self, **query: Unpack[inputs.StorefrontOrderFiguresQuery]) -> models.OrderFigures:
        """Say what was ordered by day or month, by the calendar of the business.

        Needs the right `order.view`.
        """
        call = Call(method="GET", path="/v1/storefront/order-figures", query=query)
        return await self._transport.send(call, models.OrderFigures)

    async def quote_figures(self, **query: Unpack[inputs.StorefrontQuoteFiguresQuery]) -> models.QuoteFigures:
        """Say how many quotes are open, what they are worth, and how long nothing happened to them; for staff.

        Needs the right `quote.view_internal`.
        """
        call = Call(method="GET", path="/v1/storefront/quote-figures", query=query)
        return await self._transport.send(call, models.QuoteFigures)

    async def quote_product(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.QuoteProduct]
    ) -> models.Quote:
        """Begin a request for a quote with one article; it stays a draft to be completed and sent.

        Needs the right `quote.create`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/storefront/product-quotes", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Quote)

    async def request_quote(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.RequestQuote]
    ) -> models.Quote:
        """Ask for a quote of a cart or a shopping list; everything in one transaction.

        Needs the right `quote.create`.

        Refused with: `not_found`, `nothing_to_quote`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/storefront/quote-requests", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Quote)
