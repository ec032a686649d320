"""What an organization may buy, at its prices and with its stock: a whole basket in one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar
from uuid import UUID

from hanse.domains.catalog.api import find_sellables, price_options
from hanse.domains.catalog.types import SELLABLES_LIMIT, FindSellables, OptionsPriced, PriceOptions, Sellable, VariantId
from hanse.domains.checkout.rules.quantities import SaleLimits, near_skus, sku_key, unit_name, whole_step
from hanse.domains.checkout.types import OrganizationId, UnitChoice
from hanse.domains.inventory.api import get_availability
from hanse.domains.inventory.types import Availability, GetAvailability
from hanse.kit.errors import Invalid
from hanse.kit.quantity import QUANTITY_SCALE
from hanse.platform.context import Ctx

T = TypeVar("T")

# More than this of one line is a slip of the finger; it keeps every sum within what can be stored.
QUANTITY_MAXIMUM: Final = 1_000_000_000 * QUANTITY_SCALE
SUGGESTED_LINES: Final = 30
AVAILABILITY_LIMIT: Final = 2_000


class Articles:
    """What was found, by id and by article number as the catalogue compares it."""

    def __init__(self, found: Iterable[Sellable] = ()) -> None:
        self.by_id: dict[VariantId, Sellable] = {}
        self.by_key: dict[str, Sellable] = {}
        for one in found:
            self.by_id[one.variant_id] = one
            self.by_key[one.sku_key] = one

    def find(self, variant_id: VariantId | None, sku: str | None) -> Sellable | None:
        """The article of a line that names one or the other."""
        if variant_id is not None:
            return self.by_id.get(variant_id)
        return self.by_key.get(sku_key(sku)) if sku else None


async def find_articles(
    ctx: Ctx, organization_id: OrganizationId, variant_ids: Sequence[VariantId] = (), skus: Sequence[str] = ()
) -> Articles:
    """What the organization may buy of these; what is not there may not be bought, or does not exist."""
    found: list[Sellable] = []
    for some in portions(variant_ids, SELLABLES_LIMIT):
        found += await find_sellables(ctx, FindSellables(organization_id=organization_id, variant_ids=some))
    for keys in portions((key[:80] for sku in skus if (key := sku_key(sku))), SELLABLES_LIMIT):
        found += await find_sellables(ctx, FindSellables(organization_id=organization_id, skus=keys))
    return Articles(found)


def remember_path(ctx: Ctx, organization_id: OrganizationId, path: Sequence[UUID]) -> None:
    """Save the catalogue a statement: the way up from an organization that was read with a cart a moment ago."""
    ctx.caches.setdefault("catalog.paths", {})[organization_id.uuid] = tuple(path)


async def suggest(ctx: Ctx, organization_id: OrganizationId, unknown: Sequence[str]) -> dict[str, list[str]]:
    """Article numbers one slip away from unknown ones that the organization may buy; for the first few of them."""
    near = {sku: near_skus(sku[:80]) for sku in list(dict.fromkeys(unknown))[:SUGGESTED_LINES]}
    wanted = list(dict.fromkeys(key for keys in near.values() for key in keys))[: 4 * SELLABLES_LIMIT]
    if not wanted:
        return {}
    found = await find_articles(ctx, organization_id, skus=wanted)
    return {sku: [found.by_key[key].sku for key in keys if key in found.by_key][:5] for sku, keys in near.items()}


async def availability_of(ctx: Ctx, variant_ids: Iterable[VariantId]) -> dict[VariantId, Availability]:
    """What may be promised of variants, as the business shows it to its buyers."""
    reader = ctx.as_system("Carts", ("availability.view",))
    found: dict[VariantId, Availability] = {}
    for some in portions(variant_ids, AVAILABILITY_LIMIT):
        for one in await get_availability(reader, GetAvailability(variant_ids=some)):
            found[one.variant_id] = one
    return found


def portions(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, each once, in lists of at most `size`."""
    distinct = list(dict.fromkeys(items))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]


async def priced_options(
    ctx: Ctx, organization_id: OrganizationId, article: Sellable, options: dict[str, str]
) -> OptionsPriced:
    """What chosen options of a configurable article cost, read once per choice and unit of work. Raises Invalid."""
    known: dict[object, OptionsPriced] = ctx.caches.setdefault("checkout.options", {})
    key = (organization_id, article.product_id, tuple(sorted(options.items())))
    if key not in known:
        wanted = PriceOptions(choices=options, organization_id=organization_id)
        known[key] = await price_options(ctx, article.product_id, wanted)
    return known[key]


def refusal_of(error: Invalid) -> str:
    """What is wrong with the options of a line, in one sentence."""
    return "; ".join(item.message for item in error.fields) or error.message


def limits_of(article: Sellable) -> list[SaleLimits]:
    """The units of an article with their limits, for the rules."""
    return [
        SaleLimits(
            unit=one.unit,
            ratio_numerator=one.ratio_numerator,
            ratio_denominator=one.ratio_denominator,
            minimum=one.minimum.units if one.minimum else None,
            maximum=min(one.maximum.units if one.maximum else QUANTITY_MAXIMUM, QUANTITY_MAXIMUM),
            step=one.step.units if one.step else whole_step(one.unit),
            is_default=one.is_default,
        )
        for one in article.units
    ]


def choices_of(article: Sellable) -> list[UnitChoice]:
    """The units of an article as people choose them."""
    return [
        UnitChoice(
            unit=one.unit,
            name=unit_name(one.unit),
            minimum=one.minimum,
            maximum=one.maximum,
            step=one.step,
            is_default=one.is_default,
        )
        for one in article.units
    ]
