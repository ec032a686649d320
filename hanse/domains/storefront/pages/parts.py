"""What the catalogue's pages share: words for stock and units, filters from counts, and small refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from hanse.domains.catalog.types import OptionChoice
from hanse.domains.storefront.types import ShopPage, ShopQuery
from hanse.kit.errors import HanseError, NotFound, Unauthenticated
from hanse.kit.money import MICROS, UnitPrice
from hanse.kit.ranges import write_range
from hanse.kit.structs import convert
from hanse.kit.units import UNITS
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash, in_short
from hanse.platform.web.pages import RolledBack, redirect
from hanse.platform.web.parts import Filter, Option
from hanse.platform.web.requests import PageRequest, Redirect
from hanse.platform.web.shell import Flash

ROOT: Final = "/app/catalogue"
COMPARE: Final = "/app/catalogue-compare"
STOCK: Final = {
    "in_stock": ("In stock", "positive"),
    "low": ("Low stock", "caution"),
    "backorder": ("On back-order", "info"),
    "out": ("Out of stock", "critical"),
    "not_stocked": ("Made to order", "info"),
}
SORTS: Final = (
    Option("relevance", "Best match"),
    Option("name", "Name"),
    Option("price", "Price, lowest first"),
    Option("-price", "Price, highest first"),
    Option("-updated", "Newest change"),
)
_FACET: Final = "f."
_RANGE: Final = "r."


def unit_name(code: str) -> str:
    """A unit in words."""
    unit = UNITS.get(code)
    return unit.name if unit else code


def read_query(request: PageRequest, limit: int = 24) -> ShopQuery:
    """The address as the list's own query; facets are `f.<key>` there, ranges `r.<key>`. Raises Invalid."""
    facets = [
        f"{name[len(_FACET) :]}={value}" for name, value in request.web.query if name.startswith(_FACET) and value
    ]
    keys = dict.fromkeys(name[len(_RANGE) :].rpartition("_")[0] for name, _ in request.web.query if name[:2] == _RANGE)
    price = "..".join(request.argument(f"price_{end}").strip() for end in ("from", "to"))
    said = {key: [request.argument(f"{_RANGE}{key}_{end}").strip() for end in ("from", "to")] for key in keys if key}
    ranges = [text for key, (least, most) in said.items() if (text := write_range(key, least, most))]
    body: dict[str, Any] = {"with_counts": True, "limit": limit, "facets": facets, "ranges": ranges}
    if price != "..":
        body["price"] = price
    for name in ("q", "category", "sort", "cursor"):
        if request.argument(name):
            body[name] = request.argument(name)
    return convert(body, ShopQuery)


def filters_of(page: ShopPage, query: ShopQuery, *, by_price: bool) -> list[Filter]:
    """Category, price, facets and order as filters, with how much each would leave."""
    categories = [Option(str(one.id), one.name, f"{one.count:,}") for one in page.categories or ()]
    found = [Filter("category", "Category", "one", categories, str(query.category) if query.category else None)]
    if price := _price_filter(page, query):
        found.append(price)
    chosen_ranges = dict(text.partition("=")[::2] for text in query.ranges)
    for facet in page.facets or ():
        label = f"{facet.label} ({unit_name(facet.unit)})" if facet.unit else facet.label
        if facet.least is not None:
            span = f"There are values from {facet.least} to {facet.most}."
            chosen_range = _in_words(chosen_ranges.get(facet.key, ""))
            found.append(Filter(f"{_RANGE}{facet.key}", label, "number_range", value=chosen_range, help=span))
            continue
        options = [Option(one.value, one.value, f"{one.count:,}") for one in facet.values]
        chosen = [one.value for one in facet.values if one.is_chosen]
        found.append(Filter(f"{_FACET}{facet.key}", label, "choice", options, chosen or None))
    sorts = [one for one in SORTS if by_price or "price" not in one.value]
    found.append(Filter("sort", "Sorted by", "one", sorts, None if query.sort == "relevance" else query.sort))
    return [one for one in found if one.options or one.kind == "number_range"]


def _price_filter(page: ShopPage, query: ShopQuery) -> Filter | None:
    """The reader's own prices: two fields, and ranges of round numbers with how many each would leave."""
    prices = page.prices
    if prices is None or (prices.least is None and query.price is None):
        return None
    span = f"Your prices go from {prices.least} to {prices.most}." if prices.least else "Nothing found has a price."
    if prices.on_request:
        span += f" {prices.on_request:,} on request fit no range."
    steps = [
        Option(
            f"{_plain(step.least)}..{_plain(UnitPrice(step.below.micros - 1, page.currency))}",
            f"{step.least.amount} to under {step.below.amount}",
            f"{step.count:,}",
        )
        for step in prices.steps
    ]
    shown = steps if len(steps) > 1 else []
    known = {step.value: step.label for step in steps}
    chosen = known.get(query.price or "") or _in_words(query.price or "")
    return Filter("price", f"Your price ({page.currency})", "number_range", shown, chosen, span)


def _plain(price: UnitPrice) -> str:
    """An amount as a number field takes it."""
    whole, rest = divmod(price.micros, MICROS)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _in_words(bounds: str) -> str | None:
    """A range as its chip says it; an end just below a round number is that number."""
    least, _, most = bounds.partition("..")
    if not least and not most:
        return None
    if most.endswith("." + "9" * 6):
        most = f"under {int(most.partition('.')[0]) + 1}"
    return f"{least} to {most}" if least and most else (f"from {least}" if least else f"up to {most}")


def words() -> Mapping[str, Any]:
    """What every template of the catalogue needs."""
    return {"stock_words": STOCK, "unit_name": unit_name, "effect_text": effect_text}


def effect_text(choice: OptionChoice) -> str:
    """What a choice does to the price, behind its name."""
    parts = []
    for effect in choice.effects:
        sign = "+" if effect.amount >= 0 else "-"
        if effect.kind == "percent":
            whole, rest = divmod(abs(effect.amount), 100)
            parts.append(f"{sign}{whole}{f'.{rest:02d}'.rstrip('0') if rest else ''} %")
        elif effect.currency:
            parts.append(f"{sign}{UnitPrice(abs(effect.amount), effect.currency)}")
    return f" ({', '.join(parts)})" if parts else ""


async def press(ctx: Ctx, request: PageRequest, action: Callable[[], Awaitable[Flash]], back: str) -> Redirect:
    """Run what a button stands for and say what came of it; a refusal undoes all of it and is said where one was."""
    try:
        said = await action()
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        again = Redirect(back, flash(in_short(error), "critical"))
        raise RolledBack(redirect(ctx.services, request, again)) from error
    return Redirect(back, said)
