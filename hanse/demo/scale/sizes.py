"""How large the worlds for measuring are. Data only.

The four form a square: ten times the rows of the largest business, ten times the businesses, and both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Size:
    """One business. Every product has two variants, and ten price entries for each variant."""

    products: int
    organizations: int
    buyers: int  # each at an organization of their own; an eighth more ask approvers for every order
    orders: int

    @property
    def requesters(self) -> int:
        """Buyers all of whose orders need approval, at organizations of their own after those of the others."""
        return self.buyers // 4

    @property
    def own_lists(self) -> int:
        """How many organizations have a price list of their own; every buyer's is one of them."""
        return self.buyers + self.requesters


@dataclass(frozen=True, slots=True)
class Scale:
    """A world: its largest business, and how large the many others are."""

    main: Size
    others: Size
    businesses: int


_OTHERS: Final = Size(products=200, organizations=10, buyers=4, orders=1_000)
_SMALL: Final = Size(products=1_000, organizations=60, buyers=32, orders=10_000)
_LARGE: Final = Size(products=10_000, organizations=200, buyers=32, orders=100_000)
_TINY: Final = Size(products=20, organizations=6, buyers=4, orders=60)

SCALES: Final[Mapping[str, Scale]] = {
    "tiny": Scale(main=_TINY, others=_TINY, businesses=2),
    "small": Scale(main=_SMALL, others=_OTHERS, businesses=2),
    "rows": Scale(main=_LARGE, others=_OTHERS, businesses=2),
    "tenants": Scale(main=_SMALL, others=_OTHERS, businesses=20),
    "bench": Scale(main=_LARGE, others=_OTHERS, businesses=20),
}
