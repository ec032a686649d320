"""Lists of orders: every combination of filters, pages that never skip, counts, other people's orders absent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hanse.domains.orders.queries.lists import SHAPES, flags_of
from hanse.domains.orders.types import ListOrders
from hanse.platform.authz import Scope
from hanse.testing.installation import Business
from tests.domains.orders.buying import line, partner, place

FILTERS = {
    "status": "status=placed&status=on_hold",
    "backordered": "backordered=true",
    "wants_cancellation": "wants_cancellation=true",
    "from": "placed_from=2026-01-01",
    "to": "placed_to=2026-12-31",
    "found": "q=10001",
}


async def test_every_combination_of_filters_is_a_statement_that_works(business: Business) -> None:
    buyer = await partner(business.owner)
    await place(business, buyer, line(None, "1"))
    person = await business.join("buyer", buyer)
    wanted = [flags for flags in SHAPES if not flags & {"places", "seen"}]
    for number, flags in enumerate(wanted):
        query = "&".join(FILTERS[name] for name in sorted(flags))
        sort = "placed" if number % 2 else "-placed"
        for reader in (business.owner, person):
            answer = await reader.get(f"/v1/orders?{query}&sort={sort}&limit=1")
            assert answer.status_code == 200, answer.text
            expected = 0 if flags & {"backordered", "wants_cancellation"} else 1
            assert len(answer.json()["items"]) == expected, flags


async def test_pages_show_each_order_once_in_both_orders(business: Business) -> None:
    buyers = [await partner(business.owner, f"Buyer {number}") for number in range(2)]
    for number in range(7):
        business.installation.clock.advance(timedelta(minutes=number % 2))
        await place(business, buyers[number % 2], line(None, "1"))
    admin = await business.join("company_admin", buyers[0])
    for reader, total in ((business.owner, 7), (admin, 4)):
        for sort in ("placed", "-placed"):
            seen: list[str] = []
            cursor = ""
            while True:
                answer = (await reader.get(f"/v1/orders?limit=2&sort={sort}{cursor}")).json()
                seen += [item["number"] for item in answer["items"]]
                if answer["next"] is None:
                    break
                cursor = f"&cursor={answer['next']}"
            assert len(seen) == len(set(seen)) == total
    counts = (await admin.get("/v1/order-counts")).json()
    assert counts["statuses"]["placed"] == 4


async def test_a_foreign_organization_as_filter_shows_nothing(business: Business, other_business: Business) -> None:
    mine, other = await partner(business.owner), await partner(business.owner, "Other")
    await place(business, other, line(None, "1"))
    person = await business.join("buyer", mine)
    assert (await person.get(f"/v1/orders?organization={other}")).json()["items"] == []
    assert (await person.get("/v1/orders?q=Other")).json()["items"] == []
    assert len((await business.owner.get("/v1/orders?q=othe")).json()["items"]) == 1
    assert (await other_business.owner.get("/v1/orders?q=10001")).json()["items"] == []


@pytest.mark.parametrize("scope", [Scope(everything=True), Scope(own_member_id=None, organizations=())])
def test_own_orders_are_looked_for_among_all(scope: Scope) -> None:

    assert ("places" in flags_of(scope, ListOrders())) is not scope.everything
