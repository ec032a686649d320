"""Figures of orders and quotes, and the home pages that show them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from hanse.domains.storefront.rules.periods import AGES, age_of, starts_of
from hanse.testing.installation import Business, Client
from tests.domains.storefront.shop import partner, priced, sell

ORDERS, QUOTES = "/v1/storefront/order-figures", "/v1/storefront/quote-figures"


async def entered(client: Client, organization: str, amount: str, currency: str) -> dict[str, Any]:
    """An order of one free line."""
    body = {
        "organization_id": organization,
        "currency": currency,
        "lines": [
            {
                "name": "Work",
                "quantity": {"value": "1", "unit": "C62"},
                "unit_price": {"amount": amount, "currency": currency},
            }
        ],
        "shipping_address": {"line1": "Dock Road 41", "city": "Hull", "country": "GB"},
    }
    answer = await client.post("/v1/orders", body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_orders_are_summed_by_day_and_month_within_what_one_sees(business: Business) -> None:
    owner, currency = business.owner, business.tenant.currency
    buyer, north = await partner(business)
    other, south = await partner(business, "South Works")
    for organization, amount in ((north, "100.00"), (north, "20.50"), (south, "7.00")):
        await entered(owner, organization, amount, currency)
    staff = (await owner.get(ORDERS)).json()
    assert (staff["count"], staff["total"]["amount"], len(staff["points"])) == (3, "127.50", 30)
    assert staff["points"][-1]["count"] == 3
    own = (await buyer.get(ORDERS, params={"step": "month", "periods": 3})).json()
    assert [(point["count"], point["total"]["amount"]) for point in own["points"]] == [
        (0, "0.00"),
        (0, "0.00"),
        (2, "120.50"),
    ]
    assert (await other.get(ORDERS)).json()["total"]["amount"] == "7.00"
    assert (await owner.get(ORDERS, params={"currency": "JPY"})).json()["count"] == 0
    for wrong in ({"periods": 0}, {"periods": 1000}, {"step": "year"}, {"currency": "x"}):
        assert (await owner.get(ORDERS, params=wrong)).status_code == 422


async def test_open_quotes_are_counted_by_age_for_staff(business: Business) -> None:
    product = await sell(business.owner, "Hex bolt", "HB-1")
    variant = product["variants"][0]["id"]
    await priced(business, {variant: "2.00"})
    buyer, _ = await partner(business)
    added = (await buyer.post("/v1/storefront/cart-lines", {"variant_id": variant, "quantity": {"value": "50"}})).json()
    await buyer.post("/v1/storefront/quote-requests", {"cart_id": added["cart_id"], "submits": True})
    found = (await business.owner.get(QUOTES)).json()
    assert found["count"] == 1
    assert [age["count"] for age in found["ages"]] == [1, 0, 0, 0, 0]
    assert (await buyer.get(QUOTES)).status_code == 403


async def test_homes_show_orders_and_figures(business: Business) -> None:
    owner = business.owner
    buyer, north = await partner(business)
    assert "Your first order" in (await buyer.page("/app")).text
    first = (await owner.page("/admin")).text
    assert "Ready for the first order" in first
    assert "Add products" in first
    order = await entered(owner, north, "100.00", business.tenant.currency)
    home = (await buyer.page("/app")).text
    assert order["number"] in home
    assert "What you spend" in home
    staff = (await owner.page("/admin")).text
    assert "day by day" in staff
    assert "By days without a step" not in staff


@pytest.mark.parametrize(
    ("step", "periods", "expected"),
    [
        ("day", 2, [date(2026, 2, 28), date(2026, 3, 1)]),
        ("month", 3, [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]),
        ("month", 4, [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]),
    ],
)
def test_periods_end_today(step: Any, periods: int, expected: list[date]) -> None:
    assert starts_of(date(2026, 3, 1), step, periods) == expected


def test_every_age_has_its_place() -> None:
    places = [age_of(timedelta(days=days)) for days in (-1, 0, 2, 3, 7, 8, 14, 15, 30, 31, 4_000)]
    assert places == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert len(AGES) == 5
