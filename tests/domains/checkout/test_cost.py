"""What checkout costs the database: as many statements for five hundred lines as for one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest_asyncio

from hanse.domains.checkout.api import add_lines, get_cart, get_checkout, preview_checkout, submit_checkout
from hanse.domains.checkout.types import AddCartLines, CartId, CartLineInput, SubmitCart
from hanse.kit.ids import uuid7
from hanse.kit.money import UnitPrice
from hanse.platform.authz import Principal, PrincipalKind
from hanse.platform.context import Ctx, system_principal
from hanse.testing.installation import Business
from tests.domains.checkout.shop import NEW_ENTRY, Shop, made, open_shop, uuid_of


@pytest_asyncio.fixture
async def shop(business: Business) -> Shop:
    shop = await open_shop(business)
    variants = [{"sku": f"HB-{number:03}", "is_stocked": False} for number in range(500)]
    product = await made(shop.owner, "/v1/products", {"name": "Hex bolt", "variants": variants})
    await made(shop.owner, f"/v1/products/{product['id']}/activate")
    entry: dict[str, Any] = {"list": shop.price_list, "unit": "C62", "micros": UnitPrice.parse("1.25", "EUR").micros}
    async with business.open() as ctx:
        rows = [
            {**entry, "id": uuid7(), "variant": uuid_of(variant["id"]), "now": ctx.now}
            for variant in product["variants"]
        ]
        await ctx.db.many(NEW_ENTRY, rows)
    return shop


async def statements(shop: Shop, work: Callable[[Ctx], Awaitable[Any]]) -> int:
    """How many statements a piece of work of the buyer takes, audit and events among them."""
    assert shop.buyer.member_id is not None
    grants = system_principal(["*"]).grants
    who = Principal(kind=PrincipalKind.MEMBER, member_id=shop.buyer.member_id.uuid, grants=grants)
    async with shop.business.open(who) as ctx:
        await work(ctx)
    return ctx.db.statements


async def test_a_thousand_lines_cost_what_one_costs(shop: Shop) -> None:
    assert (
        await shop.submit(await shop.cart(("HB-000", "1")))
    ).status_code == 200  # the first takes a block of numbers
    few, many = CartId.parse(await shop.cart()), CartId.parse(await shop.cart())
    one = AddCartLines(lines=[CartLineInput(sku="HB-000")])
    all_of_them = AddCartLines(lines=[CartLineInput(sku=f"HB-{number:03}") for number in range(500)])
    assert await statements(shop, lambda ctx: add_lines(ctx, few, one)) == await statements(
        shop, lambda ctx: add_lines(ctx, many, all_of_them)
    )
    for read in (get_cart, get_checkout, preview_checkout):
        small, large = [await statements(shop, lambda ctx, c=cart, r=read: r(ctx, c)) for cart in (few, many)]  # type: ignore[misc]
        assert small == large, read
    sent = []
    for cart in (few, many):
        async with shop.business.open() as ctx:
            seen = (await get_checkout(ctx, cart)).fingerprint
        wanted = SubmitCart(fingerprint=seen)
        sent.append(await statements(shop, lambda ctx, c=cart, w=wanted: submit_checkout(ctx, c, w)))  # type: ignore[misc]
    assert sent[0] == sent[1]
    assert sent[0] <= 16
