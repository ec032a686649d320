"""Two price lists beside each other."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import head_of
from hanse.domains.pricing.types import PriceListId
from hanse.domains.pricing.types.lists import CompareLists, FilterPriceLists
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, View

ONLY = (Option("different", "What differs"), Option("missing", "What one of them lacks"), Option("all", "Everything"))


async def compare_page(ctx: Ctx, request: PageRequest) -> View:
    """Choose another list, and see what differs."""
    item = await api.get_price_list(ctx, request.id("price_list_id", PriceListId))
    others = (await api.list_price_lists(ctx, FilterPriceLists(limit=200))).items
    chosen, only = request.argument("other"), request.argument("only") or "different"
    page, other = None, None
    if chosen:
        values = {"other": chosen, "only": only, "limit": "100"}
        if request.argument("cursor"):
            values["cursor"] = request.argument("cursor")
        query = convert(values, CompareLists, strict=False)
        assert query.other is not None
        other = await api.get_price_list(ctx, query.other)
        page = await api.compare_price_lists(ctx, item.id, query)
    context = {
        **head_of(ctx, item, "compare"),
        "form": Form({"other": chosen, "only": only}),
        "others": [Option(str(one.id), one.name, one.currency) for one in others if one.id != item.id],
        "only": ONLY,
        "other": other,
        "page": page,
    }
    return View("pricing/compare.html", context)
