"""Taxes in the settings: the rates of every country with their days, and the classes products are taxed by."""

from __future__ import annotations

from typing import Any

from hanse.domains.regions import api
from hanse.domains.regions.types import (
    CreateTaxClass,
    CreateTaxRate,
    ListTaxClasses,
    ListTaxRates,
    RateState,
    TaxClass,
    TaxClassId,
    TaxRate,
    TaxRateId,
    UpdateTaxClass,
    UpdateTaxRate,
)
from hanse.kit.errors import HanseError
from hanse.kit.scaled import parse_decimal
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.choices import country_options
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Filter, Option, words
from hanse.platform.web.requests import PageRequest, Redirect, View

LIST = "/admin/settings/taxes"
CLASSES = f"{LIST}/classes"
COLUMNS = (
    Column("country", "Country", "custom"),
    Column("tax_class", "Class", "custom"),
    Column("name", "On documents"),
    Column("percent", "Rate", "custom", width="end"),
    Column("state", "State", "status"),
    Column("valid_from", "From", "date", priority=2),
    Column("valid_to", "Until", "date", priority=2, help="The first day on which it no longer applies"),
)
CLASS_COLUMNS = (Column("name", "Class", detail="code"), Column("help", "For"))
LABELS = {
    "country": "Country",
    "subdivision": "State or province",
    "tax_class": "Class",
    "name": "Name on documents",
    "percent": "Rate",
    "rate_micros": "Rate",
    "valid_from": "From",
    "valid_to": "Until",
    "code": "Code",
}


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Rates under filters, and the classes."""
    query = request.query(ListTaxRates)
    page = await api.list_tax_rates(ctx, query)
    classes = (await api.list_tax_classes(ctx, ListTaxClasses(limit=200))).items
    countries = country_options()
    states = [Option(state.value, words(state.value)) for state in RateState]
    options = [Option(item.code, item.name) for item in classes]
    context = {
        "page": page,
        "columns": COLUMNS,
        "classes": classes,
        "class_columns": CLASS_COLUMNS,
        "class_names": {item.code: item.name for item in classes},
        "country_names": {one.value: one.label for one in countries},
        "filters": [
            Filter("country", "Country", "one", countries, query.country),
            Filter("tax_class", "Class", "one", options, query.tax_class),
            Filter("state", "State", "one", states, query.state.value if query.state else None),
        ],
        "may_manage": ctx.may("tax_rate.manage"),
        "may_manage_classes": ctx.may("tax_class.manage"),
    }
    return View("regions/taxes.html", context)


async def new_rate_page(ctx: Ctx, request: PageRequest) -> View:
    """An empty rate, or one that follows another from today on."""
    ctx.authorize("tax_rate.manage")
    values = {name: request.argument(name) for name in ("country", "subdivision", "tax_class", "name")}
    return await _rate_view(ctx, Form({**values, "tax_class": values["tax_class"] or "standard"}), None)


def _with_rate(request: PageRequest) -> list[tuple[str, str]]:
    """The posted fields with the percentage as millionths; what cannot be read is left to the form to refuse."""
    pairs = [
        (name, value)
        for name, value in request.fields
        if isinstance(value, str) and name not in ("percent", "_version")
    ]
    text = request.field("percent").strip().replace(",", ".").removesuffix("%").strip()
    try:
        pairs.append(("rate_micros", str(parse_decimal(text, 4))))
    except HanseError:
        pairs.append(("rate_micros", text))
    return pairs


def _shown(form: Form[Any], request: PageRequest) -> Form[Any]:
    """The form as it was typed, with what is wrong with the rate at its own field."""
    form.values["percent"] = request.field("percent")
    if "rate_micros" in form.errors:
        del form.errors["rate_micros"]
        form.errors["percent"] = ["Write the rate as a number with up to 4 decimals, such as 8.875"]
    return form


async def create_rate(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set the rate."""
    form = Form.read(CreateTaxRate, _with_rate(request))
    if await attempt(form, lambda data: api.create_tax_rate(ctx, data)) is None:
        return await _rate_view(ctx, _shown(form, request), None)
    return Redirect(LIST, flash("The rate is set; one that applied without end is ended on its first day"))


async def rate_page(ctx: Ctx, request: PageRequest) -> View:
    """One rate."""
    rate = await api.get_tax_rate(ctx, request.id("tax_rate_id", TaxRateId))
    return await _rate_view(ctx, Form.of(rate), rate)


async def save_rate(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Correct the rate."""
    identity = request.id("tax_rate_id", TaxRateId)
    form = Form.read(UpdateTaxRate, _with_rate(request))
    if await attempt(form, lambda data: api.update_tax_rate(ctx, identity, data)) is None:
        return await _rate_view(ctx, _shown(form, request), await api.get_tax_rate(ctx, identity))
    return Redirect(LIST, flash("The rate is saved"))


async def delete_rate(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove a rate."""
    identity = request.id("tax_rate_id", TaxRateId)
    done = Redirect(LIST, flash("The rate is gone"))
    return await press(ctx, request, lambda: api.delete_tax_rate(ctx, identity), done, f"{LIST}/{identity}")


async def _rate_view(ctx: Ctx, form: Form[Any], rate: TaxRate | None) -> View:
    classes = (await api.list_tax_classes(ctx, ListTaxClasses(limit=200))).items
    countries = country_options()
    context = {
        "form": form,
        "rate": rate,
        "country_name": next((one.label for one in countries if rate and one.value == rate.country), ""),
        "class_name": next((item.name for item in classes if rate and item.code == rate.tax_class), ""),
        "countries": countries,
        "classes": [Option(item.code, item.name) for item in classes],
        "labels": LABELS,
        "post": f"{LIST}/{rate.id}" if rate else f"{LIST}/new",
    }
    return View("regions/rate.html", context, status=form.status if form.status >= 400 else 200)


async def new_class_page(ctx: Ctx, request: PageRequest) -> View:
    """An empty class."""
    ctx.authorize("tax_class.manage")
    return _class_view(Form(), None)


async def create_class(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the class."""
    form = request.form(CreateTaxClass)
    if await attempt(form, lambda data: api.create_tax_class(ctx, data)) is None:
        return _class_view(form, None)
    return Redirect(LIST, flash("The class is added; until it has rates, the standard ones apply to it"))


async def class_page(ctx: Ctx, request: PageRequest) -> View:
    """One own class."""
    found = await api.get_tax_class(ctx, request.id("tax_class_id", TaxClassId))
    return _class_view(Form.of(found), found)


async def save_class(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Name the class otherwise."""
    identity = request.id("tax_class_id", TaxClassId)
    form = request.form(UpdateTaxClass)
    if await attempt(form, lambda data: api.update_tax_class(ctx, identity, data)) is None:
        found = await api.get_tax_class(ctx, identity)
        await show_conflict(ctx, form, Form.of(found), "tax_class", identity)
        return _class_view(form, found)
    return Redirect(LIST, flash("The class is saved"))


async def delete_class(ctx: Ctx, request: PageRequest) -> Redirect:
    """Remove a class."""
    identity = request.id("tax_class_id", TaxClassId)
    done = Redirect(LIST, flash("The class is gone"))
    return await press(ctx, request, lambda: api.delete_tax_class(ctx, identity), done, f"{CLASSES}/{identity}")


def _class_view(form: Form[Any], tax_class: TaxClass | None) -> View:
    context = {
        "form": form,
        "tax_class": tax_class,
        "labels": LABELS,
        "post": f"{CLASSES}/{tax_class.id}" if tax_class else f"{CLASSES}/new",
    }
    return View("regions/class.html", context, status=form.status if form.status >= 400 else 200)
