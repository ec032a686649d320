"""The prices of a version on a page: each against the version before, a field to paste many, and one to raise all."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.figures import chosen_version, contract_id, head_of
from hanse.domains.contracts.pages.pasted import number_of, read_lines
from hanse.domains.contracts.pages.rooms import last_day
from hanse.domains.contracts.types import Contract, ListContractVersions
from hanse.domains.contracts.types.prices import (
    AdjustContractPrices,
    ContractPrice,
    FilterContractPrices,
    SaveContractPrices,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.scaled import parse_decimal
from hanse.kit.units import UNITS
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Filter, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

COLUMNS: Final = (
    Column("code", "Item", detail="name"),
    Column("minimum", "From", "custom", width="end", priority=2),
    Column("unit_price", "Price", "custom", width="end"),
    Column("previous", "Before", "custom", width="end", priority=2),
    Column("origin", "Against before", "custom", priority=3),
    Column("clause_label", "Clause", priority=3),
)
ORIGINS: Final = (Option("changed", "Changed"), Option("new", "New"), Option("kept", "Kept"))


async def prices_page(ctx: Ctx, request: PageRequest) -> View:
    """What the version says of prices, a page at a time."""
    contract = await api.get_contract(ctx, contract_id(request))
    return await _shown(ctx, request, contract)


async def paste(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write every pasted line, or none and say what to mend in which line."""
    contract = await api.get_contract(ctx, contract_id(request))
    version_id = chosen_version(request, contract)
    if version_id is None:
        raise NotFound()
    text, replace = request.field("lines"), bool(request.field("replace"))
    entries, places, wrong = read_lines(text)
    if not entries and not wrong:
        wrong = ["Paste some lines first"]
    typed = {"lines": text, "replace": "true" if replace else ""}
    form: Form[Any] = Form(typed)
    if not wrong:
        form = Form.from_builtins(SaveContractPrices, {"entries": entries, "replace": replace})
        saved = await attempt(form, lambda data: api.save_contract_prices(ctx, version_id, data))
        if saved is not None:
            said = f"{saved.written} written, {saved.removed} taken out; {saved.total} prices in all"
            return Redirect(_back(request, contract), flash(said))
        wrong = _line_errors(form, places)
        form.values, form.errors, form.message = typed, {}, ""
    return await _shown(ctx, request, contract, paste_form=form, wrong=wrong)


async def adjust(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Raise or lower every amount by the percentage typed."""
    contract = await api.get_contract(ctx, contract_id(request))
    version_id = chosen_version(request, contract)
    if version_id is None:
        raise NotFound()
    typed = {"percent": request.field("percent")}
    form: Form[Any] = Form(typed)
    try:
        form = Form.from_builtins(AdjustContractPrices, {"uplift_micros": _micros(typed["percent"])})
        saved = await attempt(form, lambda data: api.adjust_contract_prices(ctx, version_id, data))
        if saved is not None:
            return Redirect(_back(request, contract), flash(f"{saved.written} prices have another amount"))
        problem = next(iter(form.errors.values()), [form.message])[0]
    except Invalid as error:
        problem = error.message
    form.values, form.errors, form.message = typed, {"percent": [problem]}, ""
    return await _shown(ctx, request, contract, adjust_form=form)


async def _shown(
    ctx: Ctx,
    request: PageRequest,
    contract: Contract,
    *,
    paste_form: Form[Any] | None = None,
    adjust_form: Form[Any] | None = None,
    wrong: list[str] | None = None,
) -> View:
    head = head_of(ctx, request, contract, "prices")
    version_id = chosen_version(request, contract)
    if version_id is None:
        raise NotFound()
    version = await api.get_version(ctx, version_id)
    query = request.query(FilterContractPrices)
    may_edit = version.may_edit and head["is_staff"]
    context = {
        **head,
        "version": version,
        "versions": (await api.list_versions(ctx, contract.id, _ALL)).items,
        "page": await api.list_contract_prices(ctx, version_id, query),
        "counts": await api.count_contract_prices(ctx, version_id),
        "last_instant": last_day,
        "terms": {term.version_id: term for term in await api.list_published_terms(ctx, contract.id)},
        "conflicts": await api.list_price_conflicts(ctx, version_id) if head["is_staff"] else [],
        "columns": [one for one in COLUMNS if version.based_on_id or one.key not in ("previous", "origin")],
        "filters": [Filter("origin", "Against before", "one", ORIGINS, query.origin)] if version.based_on_id else [],
        "may_edit": may_edit,
        "paste_form": paste_form or Form({}),
        "adjust_form": adjust_form or Form({}),
        "wrong": wrong or [],
        "unit_name": _unit_name,
        "share": _share,
    }
    failed = bool(wrong) or adjust_form is not None
    return View("contracts/prices.html", context, status=422 if failed else 200)


_ALL: Final = ListContractVersions(limit=50)


def _back(request: PageRequest, contract: Contract) -> str:
    version = request.argument("version")
    return f"/admin/contracts/{contract.id}/prices" + (f"?version={version}" if version else "")


def _unit_name(code: str) -> str:
    return UNITS[code].name.lower() if code in UNITS else code


def _share(row: ContractPrice) -> str | None:
    """How much an amount is above the one before, in percent with one place."""
    if row.unit_price is None or row.previous is None or not row.previous.micros:
        return None
    permille = round((row.unit_price.micros - row.previous.micros) * 1000 / row.previous.micros)
    return f"{permille / 10:+.1f} %" if permille else None


def _micros(text: str) -> int:
    """A percentage as typed, in millionths: 3 or -2.5. Raises Invalid."""
    sign, typed = 1, text.replace("%", "").strip().replace("\u2212", "-")
    if typed.startswith(("-", "+")):
        sign, typed = (-1 if typed[0] == "-" else 1), typed[1:].strip()
    if not typed:
        raise Invalid("Type a percentage, such as 3 or -2.5")
    return sign * parse_decimal(number_of(typed), 4)


def _line_errors(form: Form[Any], places: list[int]) -> list[str]:
    """The errors of entries as sentences that name the pasted line."""
    found: list[str] = []
    for path, messages in form.errors.items():
        parts = path.split(".")
        if len(parts) > 1 and parts[0] == "entries" and parts[1].isdigit():
            found.extend(f"Line {places[int(parts[1])]}: {message}" for message in messages)
        else:
            found.extend(messages)
    return [*found, *([form.message] if form.message and not found else [])]
