"""The plan of one business for measuring: its people and partners, by number."""

from __future__ import annotations

from typing import Final

from hanse.demo.plan import BusinessPlan, Partner, Person, Place
from hanse.demo.scale.sizes import Scale, Size

STAFF: Final = (
    Person("owner", "Business owner", "owner"),
    *(Person(f"approver{number}", f"Approver {number}", "admin") for number in range(1, 9)),
)


def plans_of(scale: Scale) -> list[tuple[BusinessPlan, Size]]:
    """Every business with its size, the largest first."""
    return [
        (plan_of(number, size), size)
        for number in range(scale.businesses)
        for size in [scale.main if number == 0 else scale.others]
    ]


def plan_of(number: int, size: Size) -> BusinessPlan:
    """The plan of one; every fifth partner belongs to a price group."""
    handle = f"bench-{number:02}"
    buyers = [
        Person(f"buyer{one:02}", f"Buyer {one:02}", "buyer", at=f"partner{one:03}")
        for one in range(size.buyers + size.requesters)
    ]
    return BusinessPlan(
        handle=handle,
        name=f"Bench {number:02} Trading",
        kind="distributor",
        currency="EUR",
        timezone="Europe/Berlin",
        locale="en-GB",
        accent="#1d4ed8",
        tagline="Rows to measure with",
        about="",
        domain=f"{handle}.example",
        people=(*(STAFF if number == 0 else STAFF[:1]), *buyers),
        partners=tuple(_partner(one) for one in range(size.organizations)),
    )


def _partner(number: int) -> Partner:
    above = f"partner{number // 10 * 10:03}" if number % 10 in (7, 8, 9) and number >= 50 else None
    place = Place(f"Quay {number + 1}", f"{20000 + number}", "Hamburg", "DE")
    return Partner(f"partner{number:03}", f"Partner {number:03} GmbH", ("buyer",), place=place, above=above)
