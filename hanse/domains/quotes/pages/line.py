"""The page of one line: everything that does not fit into the grid. Further offers, alternatives, and why it costs
what it costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import frame, percent, quote_id
from hanse.domains.quotes.pages.working import all_lines
from hanse.domains.quotes.types import AddLines, LineChange, Quote, QuoteLine, QuoteLineId, UpdateLines
from hanse.kit.errors import HanseError, Invalid, NotFound
from hanse.kit.structs import convert
from hanse.kit.tables.values import read_number
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

OFFER_ROWS: Final = 4


async def line_page(ctx: Ctx, request: PageRequest) -> View:
    """One line as the reader may see it."""
    quote = await api.get_quote(ctx, quote_id(request))
    line, others = await _find(ctx, request, quote)
    return View("quotes/line.html", _context(request, quote, line, others, Form(_values(line))))


async def _find(ctx: Ctx, request: PageRequest, quote: Quote) -> tuple[QuoteLine, list[QuoteLine]]:
    """The line of the address, and the alternatives to it."""
    wanted = request.id("line_id", QuoteLineId)
    lines = await all_lines(ctx, quote.id)
    line = lines.get(str(wanted))
    if line is None:
        raise NotFound()
    return line, [other for other in lines.values() if other.alternative_of == line.id]


def _values(line: QuoteLine) -> dict[str, Any]:
    values: dict[str, Any] = {
        "description": line.description,
        "lead_time_days": "" if line.lead_time_days is None else line.lead_time_days,
        "name": line.name,
    }
    for place, offer in enumerate(line.offers[:OFFER_ROWS], 1):
        values |= {f"offer_quantity.{place}": offer.quantity.value, f"offer_price.{place}": offer.unit_price.amount}
    return values


def _context(
    request: PageRequest, quote: Quote, line: QuoteLine, others: list[QuoteLine], form: Form[Any]
) -> dict[str, Any]:
    return {
        **frame(request, quote),
        "line": line,
        "others": others,
        "form": form,
        "rows": range(1, OFFER_ROWS + 1),
        "candidates": (line.trace or {}).get("candidates", []),
        "percent": percent,
    }


async def save_line(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the line, and add an alternative when one is named."""
    quote = await api.get_quote(ctx, quote_id(request))
    line, others = await _find(ctx, request, quote)
    form: Form[Any] = Form({name: value for name, value in request.fields if isinstance(value, str)})
    try:
        change = convert({"id": str(line.id), **_change(form, quote, line)}, LineChange)
        added = _alternative(form, line)
    except HanseError as error:
        form.message = error.message
        form.status = 422
        return View("quotes/line.html", _context(request, quote, line, others, form), status=422)
    form.data = change

    async def save(data: LineChange) -> Quote:
        after = await api.update_lines(ctx, quote.id, UpdateLines(lines=[data]))
        if added is not None:
            ctx.origin = replace(ctx.origin, expected_version=after.version)
            await api.add_lines(ctx, quote.id, added)
        return after

    saved = await attempt(form, save)
    root = frame(request, quote)["root"]
    if saved is None:
        await show_conflict(ctx, form, Form(_values(line)), "quote", quote.id)
        return View("quotes/line.html", _context(request, quote, line, others, form), status=form.status)
    return Redirect(f"{root}/lines/{line.id}", flash("The line is saved"))


def _change(form: Form[Any], quote: Quote, line: QuoteLine) -> dict[str, Any]:
    typed = {name: str(value).strip() for name, value in form.values.items()}
    change: dict[str, Any] = {}
    if "description" in typed and typed["description"] != line.description:
        change["description"] = typed["description"]
    if typed.get("sku"):
        change["sku"] = typed["sku"]
    elif line.variant_id is None and typed.get("name") and typed["name"] != line.name:
        change["name"] = typed["name"]
    if "lead_time_days" in typed:
        change["lead_time_days"] = int(typed["lead_time_days"]) if typed["lead_time_days"].isdecimal() else None
    if "offer_quantity.1" in typed:
        change["offers"] = _offers(typed, quote, line)
    return change


def _offers(typed: dict[str, str], quote: Quote, line: QuoteLine) -> list[dict[str, Any]]:
    """The rows that are filled in; further ones than the form shows stay."""
    found = []
    for place in range(1, OFFER_ROWS + 1):
        amount, price = typed.get(f"offer_quantity.{place}", ""), typed.get(f"offer_price.{place}", "")
        if not amount and not price:
            continue
        if not amount or not price:
            raise Invalid(f"Further offer {place} needs both a quantity and a price")
        found.append(
            {
                "quantity": {"value": _number(amount), "unit": line.quantity.unit},
                "unit_price": {"amount": _number(price), "currency": quote.currency},
            }
        )
    kept = line.offers[OFFER_ROWS:]
    return found + [{"quantity": one.quantity.to_wire(), "unit_price": one.unit_price.to_wire()} for one in kept]


def _alternative(form: Form[Any], line: QuoteLine) -> AddLines | None:
    sku = str(form.values.get("alternative_sku", "")).strip()
    if not sku:
        return None
    amount = str(form.values.get("alternative_quantity", "")).strip()
    unit = line.quantity.unit
    value = _number(amount) if amount else line.quantity.value
    wanted = {"sku": sku, "quantity": {"value": value, "unit": unit}, "alternative_of": str(line.id)}
    return convert({"lines": [wanted], "all_or_nothing": True}, AddLines)


def _number(text: str) -> str:
    return read_number(text, None if "," in text else "point")
