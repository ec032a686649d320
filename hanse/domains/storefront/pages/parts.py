"""What the catalogue's pages share: words for stock and units, filters from counts, and small refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from hanse.domains.catalog.types import OptionChoice
from hanse.domains.storefront.types import ShopPage, ShopQuery
from hanse.kit.errors import HanseError, NotFound, Unauthenticated
from hanse.kit.money import UnitPrice
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
    said = {key: [request.argument(f"{_RANGE}{key}_{end}").strip() for end in ("from", "to")] for key in keys if key}
    ranges = [text for key, (least, most) in said.items() if (text := write_range(key, least, most))]
    body: dict[str, Any] = {"with_counts": True, "limit": limit, "facets": facets, "ranges": ranges}
    for name in ("q", "category", "sort", "cursor"):
        if request.argument(name):
            body[name] = request.argument(name)
    return convert(body, ShopQuery)


def filters_of(page: ShopPage, query: ShopQuery, *, by_price: bool) -> list[Filter]:
    """Category, facets and order as filters, with how much each would leave."""
    categories = [Option(str(one.id), one.name, f"{one.count:,}") for one in page.categories or ()]
    found = [Filter("category", "Category", "one", categories, str(query.category) if query.category else None)]
    for facet in page.facets or ():
        label = f"{facet.label} ({unit_name(facet.unit)})" if facet.unit else facet.label
        if facet.least is not None:
            span = f"There are values from {facet.least} to {facet.most}."
            found.append(Filter(f"{_RANGE}{facet.key}", label, "number_range", help=span))
            continue
        options = [Option(one.value, one.value, f"{one.count:,}") for one in facet.values]
        chosen = [one.value for one in facet.values if one.is_chosen]
        found.append(Filter(f"{_FACET}{facet.key}", label, "choice", options, chosen or None))
    sorts = [one for one in SORTS if by_price or "price" not in one.value]
    found.append(Filter("sort", "Sorted by", "one", sorts, None if query.sort == "relevance" else query.sort))
    return [one for one in found if one.options or one.kind == "number_range"]


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
