"""The explanation of a price: what is paid, the layers it came through, and every candidate with why it lost."""

from __future__ import annotations

from typing import Any

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import instant_of, layer_label, quantity_words, unit_name
from hanse.domains.pricing.types import ExplainedPrice, ExplainPrice
from hanse.kit.errors import Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.choices import currency_options
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option
from hanse.platform.web.requests import PageRequest, View

PAGE = "/admin/prices"
CANDIDATES = (
    Column("list_name", "Price list", "custom"),
    Column("layer", "Layer", "custom"),
    Column("target", "Of", "custom", priority=2),
    Column("tier", "From", "custom", priority=2, width="end"),
    Column("unit_price", "Price", "money"),
    Column("outcome", "Outcome", "custom"),
    Column("reason", "Why", priority=2),
)
LADDER = (Column("quantity", "From", "custom", width="end"), Column("unit_price", "Price of one", "money"))
OUTCOMES = {
    "won": ("Paid", "positive"),
    "lost": ("Lost", "neutral"),
    "not_reached": ("Tier not reached", "info"),
    "no_price": ("No price", "caution"),
    "used": ("Used", "info"),
}
LABELS = {
    "sku": "SKU",
    "variant": "SKU",
    "organization": "Organization",
    "organization_id": "Organization",
    "quantity": "Quantity",
    "unit": "Unit",
    "currency": "Currency",
    "at": "On",
}
_FIELDS = ("sku", "organization", "quantity", "unit", "currency", "channel")


async def explain_page(ctx: Ctx, request: PageRequest) -> View:
    """A form that asks by address, so that an explanation can be shared; below it the answer."""
    ctx.authorize("price.explain")
    values = {name: request.argument(name) for name in (*_FIELDS, "at", "variant")}
    form: Form[Any] = Form({**values, "quantity": values["quantity"] or "1"})
    found: ExplainedPrice | None = None
    if values["sku"] or values["variant"]:
        try:
            found = await api.explain_price(ctx, _query(ctx, values))
        except Invalid as error:
            form.fail(error)
    if found is not None:
        form.values["sku"] = found.sku
    known = found.organization_name if found else None
    chosen = Option(values["organization"], known) if known else None
    context = {
        "form": form,
        "found": found,
        "labels": LABELS,
        "chosen": chosen,
        "currencies": currency_options(),
        "columns": CANDIDATES,
        "ladder_columns": LADDER,
        "outcomes": OUTCOMES,
        "layer_label": layer_label,
        "unit_name": unit_name,
        "quantity_words": quantity_words,
        "steps": _steps(found) if found else [],
        "may_lists": ctx.may("price_list.view"),
    }
    return View("pricing/explain.html", context, status=422 if form.errors or form.message else 200)


def _query(ctx: Ctx, values: dict[str, str]) -> ExplainPrice:
    body: dict[str, Any] = {name: values[name] for name in _FIELDS if values[name]}
    if values["variant"] and not values["sku"]:
        body["variant"] = values["variant"]
    if values["at"]:
        body["at"] = instant_of(ctx, values["at"])
    return convert(body, ExplainPrice, strict=False)


def _steps(found: ExplainedPrice) -> list[dict[str, Any]]:
    """Each layer with its price as a share of the highest, and against what was paid without it, from below."""
    highest = max((step.unit_price.micros for step in found.layers if step.unit_price), default=0)
    steps: list[dict[str, Any]] = []
    below: UnitPrice | None = None
    for step in found.layers:
        steps.append(
            {
                "step": step,
                "share": step.unit_price.micros / highest if step.unit_price and highest else 0,
                "label": layer_label(step.layer),
                "change": _against(step.unit_price, below),
            }
        )
        if step.paid is not None:
            below = step.paid
    return steps


def _against(price: UnitPrice | None, below: UnitPrice | None) -> str:
    """How much dearer or cheaper than what would be paid without this layer, in words."""
    if price is None or below is None:
        return ""
    difference = price.micros - below.micros
    if not difference:
        return f"the same as the {below} below it"
    share = f" ({abs(difference) / below.micros * 100:.1f} %)" if below.micros else ""
    return (
        f"{UnitPrice(abs(difference), price.currency)}{share} {'dearer' if difference > 0 else 'off'} against {below}"
    )
