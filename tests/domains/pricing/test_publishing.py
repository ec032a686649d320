"""Lists that another part of the business publishes: in use at once, named in the trace, ended at an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from hanse.domains.organizations.types import OrganizationId
from hanse.domains.pricing.api import end_prices, publish_prices
from hanse.domains.pricing.types import (
    EndPrices,
    EntryKind,
    Layer,
    PriceListId,
    PriceSource,
    PublishedEntry,
    PublishPrices,
    TargetKind,
)
from hanse.kit.ids import uuid7
from hanse.kit.structs import to_json
from hanse.testing.installation import START
from tests.domains.pricing.shop import Shop

RIGHTS = ("price_list.activate", "price_list.view")


async def publish(shop: Shop, buyer: str, name: str, price: int, since: datetime = START) -> PriceListId:
    """A contract's list with one price for M6."""
    entry = PublishedEntry(
        id=uuid7(),
        target=TargetKind.VARIANT,
        target_id=shop.variants["M6"],
        unit="C62",
        minimum=0,
        kind=EntryKind.FIXED,
        amount_micros=price * 1_000_000,
        clause="4.1 Prices",
    )
    data = PublishPrices(
        name=name,
        layer=Layer.CONTRACT,
        source=PriceSource(kind="contract", id="ctr_1", label=name),
        organization_id=OrganizationId.parse(buyer),
        currency="GBP",
        starts_at=since,
        entries=to_json([entry]).decode(),
    )
    async with shop.business.open() as ctx:
        made = await publish_prices(ctx.as_system("Contract", RIGHTS), data)
    assert made.entries == 1
    return made.id


async def test_a_published_list_is_the_price_at_once_names_its_source_and_ends_at_its_instant(shop: Shop) -> None:
    buyer = await shop.partner("Buyer")
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}])
    first = await publish(shop, buyer, "C-1, version 1", 8)
    later = START + timedelta(days=10)
    second = await publish(shop, buyer, "C-1, version 2", 7, later)
    found = await shop.ask("M6", organization_id=buyer)
    assert (found["unit_price"]["amount"], found["layer"]) == ("8.00", "contract")
    source = found["trace"]["candidates"][0]["source"]
    assert source == {"kind": "contract", "id": "ctr_1", "label": "C-1, version 1", "clause": "4.1 Prices"}
    assert found["trace"]["candidates"][1]["source"] is None
    person = await shop.buyer(buyer)
    assert await shop.price("M6", by=person) == "8.00"

    async with shop.business.open() as ctx:
        system = ctx.as_system("Contract", RIGHTS)
        assert (await end_prices(system, EndPrices(lists=[first, second], at=later))).ended == 2
    days = {
        day: await shop.price("M6", organization_id=buyer, at=(START + timedelta(days=day)).isoformat())
        for day in (9, 10)
    }
    assert days == {9: "8.00", 10: "10.00"}


async def test_nobody_changes_a_published_list_by_hand(shop: Shop) -> None:
    buyer = await shop.partner("Buyer")
    made = await publish(shop, buyer, "C-2, version 1", 8)
    listed = (await shop.owner.get(f"/v1/price-lists/{made}")).json()
    assert listed["source"]["label"] == "C-2, version 1"
    answers = (
        await shop.owner.post(f"/v1/price-lists/{made}/entries", {"entries": [{"sku": "M6", "price": "1"}]}),
        await shop.owner.post(f"/v1/price-lists/{made}/archive"),
        await shop.owner.patch(f"/v1/price-lists/{made}", {"name": "Mine"}),
    )
    assert {answer.status_code for answer in answers} == {409}
    assert "come from contract C-2, version 1" in answers[0].json()["detail"]
