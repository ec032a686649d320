"""How far a contract's commitments are, with their forecast, and the form that writes those of a version."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.figures import (
    PACES,
    PERIODS,
    amount_words,
    base_of,
    chosen_version,
    contract_id,
    estimate_words,
    head_of,
)
from hanse.domains.contracts.pages.pasted import number_of
from hanse.domains.contracts.types import Contract, ContractVersion
from hanse.domains.contracts.types.commitments import (
    Commitment,
    CommitmentPeriodId,
    CommitmentProgress,
    ListDrawdowns,
    SaveCommitments,
    Utilisation,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.scaled import format_decimal, parse_decimal
from hanse.kit.text import normalise
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form, touched_of
from hanse.platform.web.parts import Action, Option, Series, words
from hanse.platform.web.requests import PageRequest, Redirect, View

OF: Final = (
    Option("whole", "Everything"),
    Option("product", "Product (handle)"),
    Option("category", "Category (handle)"),
    Option("sku", "Article (SKU)"),
)
PERIOD_OPTIONS: Final = (
    Option("month", "Month"),
    Option("quarter", "Quarter"),
    Option("year", "Year"),
    Option("term", "Whole term"),
)
SHORTFALLS: Final = (
    Option("none", "Note it"),
    Option("bill", "Bill it"),
    Option("extend", "Add it to the next period"),
)
FIELDS: Final = ("key", "name", "of", "code", "amount", "unit", "period", "shortfall", "rate", "rebates")
EMPTY: Final = 2
EARLY: Final = 50
"""Thousandths of a period before which a straight line says nothing yet."""


async def commitments_page(ctx: Ctx, request: PageRequest) -> View:
    """Each commitment in force: how far it is, where it leads to, and what its periods came to."""
    contract = await api.get_contract(ctx, contract_id(request))
    version_id = chosen_version(request, contract)
    head = head_of(ctx, request, contract, "commitments")
    version = await api.get_version(ctx, version_id) if version_id else None
    found = await api.get_progress(ctx, contract.id)
    may_edit = bool(version and version.may_edit and head["is_staff"])
    change = Action("Change commitments", f"{head['root']}/commitments/edit", icon="pencil")
    context = {
        **head,
        "version": version,
        "agreed": await api.list_commitments(ctx, version.id) if version else [],
        "progress": [_progress(one) for one in found],
        "usage": _usage(await api.get_utilisation(ctx, contract.id)),
        "paces": PACES,
        "periods": PERIODS,
        "amount": lambda text, commitment: amount_words(ctx, text, commitment),
        "estimate": lambda text, commitment: estimate_words(ctx, text, commitment),
        "early": EARLY,
        "may_edit": may_edit,
        "primary": change if may_edit else None,
    }
    return View("contracts/commitments.html", context)


async def drawdowns_page(ctx: Ctx, request: PageRequest) -> View:
    """Which order lines drew on a period."""
    contract = await api.get_contract(ctx, contract_id(request))
    period_id = request.id("commitment_period_id", CommitmentPeriodId)
    for one in await api.get_progress(ctx, contract.id):
        period = next((period for period in one.periods if period.id == period_id), None)
        if period is not None:
            query = request.query(ListDrawdowns)
            context = {
                **head_of(ctx, request, contract, "commitments"),
                "page_name": one.commitment.name,
                "commitment": one.commitment,
                "period": period,
                "page": await api.list_drawdowns(ctx, period_id, query),
                "amount": lambda text: amount_words(ctx, text, one.commitment),  # noqa: B023 - used before the next
                "orders": base_of(request).replace("contracts", "orders"),
            }
            return View("contracts/drawdowns.html", context)
    raise NotFound()


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The commitments of the version on its way, to be written."""
    contract, version = await _version(ctx, request)
    rows = [_typed(one) for one in await api.list_commitments(ctx, version.id)]
    return _form(ctx, request, contract, version, Form(_flat([*rows, *({} for _ in range(EMPTY))])), [])


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write them all; one whose name is empty is taken out."""
    contract, version = await _version(ctx, request)
    rows = _posted(request)
    typed: Form[Any] = Form(_flat(rows))
    bodies, places, wrong = [], [], []
    for number, row in enumerate(rows):
        if not row["name"].strip():
            continue
        try:
            bodies.append(_body(row, contract.currency))
            places.append(number)
        except Invalid as error:
            wrong.append(f"{row['name']}: {error.message}")
    if not wrong:
        form = Form.from_builtins(SaveCommitments, {"commitments": bodies})
        saved = await attempt(form, lambda data: api.save_commitments(ctx, version.id, data))
        if saved is not None:
            root = head_of(ctx, request, contract, "commitments")["root"]
            return Redirect(f"{root}/commitments", flash("The commitments are saved"))
        if form.conflict is not None:
            typed.conflict, typed.touched = form.conflict, touched_of(request.fields)
            typed.status, typed.message = form.status, form.message
            return _form(ctx, request, contract, version, typed, [])
        wrong = _sentences(form, [rows[place]["name"] for place in places])
    typed.status = 422
    return _form(ctx, request, contract, version, typed, wrong)


async def _version(ctx: Ctx, request: PageRequest) -> tuple[Contract, ContractVersion]:
    contract = await api.get_contract(ctx, contract_id(request))
    version_id = chosen_version(request, contract)
    if version_id is None:
        raise NotFound()
    return contract, await api.get_version(ctx, version_id)


def _form(
    ctx: Ctx, request: PageRequest, contract: Contract, version: ContractVersion, form: Form[Any], wrong: list[str]
) -> View:
    count = len({name.split(".")[1] for name in form.values if name.startswith("row.")})
    context = {
        **head_of(ctx, request, contract, "commitments"),
        "version": version,
        "form": form,
        "rows": range(count),
        "wrong": wrong,
        "of_options": OF,
        "period_options": PERIOD_OPTIONS,
        "shortfall_options": SHORTFALLS,
    }
    return View("contracts/commitments_edit.html", context, status=form.status)


def _flat(rows: list[dict[str, str]]) -> dict[str, str]:
    defaults = {"of": "whole", "period": "year", "shortfall": "none"}
    return {
        f"row.{number}.{name}": row.get(name, defaults.get(name, ""))
        for number, row in enumerate(rows)
        for name in FIELDS
    }


def _posted(request: PageRequest) -> list[dict[str, str]]:
    rows = []
    for number in range(60):
        row = {name: request.field(f"row.{number}.{name}") for name in FIELDS}
        if not any(row.values()):
            break
        rows.append(row)
    return rows


def _typed(one: Commitment) -> dict[str, str]:
    """A commitment as its fields hold it."""
    rate = format_decimal(one.shortfall_rate_micros, 4, 0) if one.measure == "value" else ""
    if one.shortfall_price is not None:
        rate = one.shortfall_price.amount
    return {
        "key": one.key,
        "name": one.name,
        "of": "sku" if one.of == "variant" else one.of,
        "code": one.of_code,
        "amount": one.amount,
        "unit": one.unit if one.measure == "quantity" else "",
        "period": one.period,
        "shortfall": one.shortfall,
        "rate": rate if one.shortfall == "bill" else "",
        "rebates": "\n".join(f"{tier.reached}; {format_decimal(tier.rate_micros, 4, 0)} %" for tier in one.rebates),
    }


def _body(row: dict[str, str], currency: str) -> dict[str, Any]:
    """A commitment as its fields say it. Raises Invalid."""
    amount, unit, rate = number_of(row["amount"].strip()), row["unit"].strip().upper(), row["rate"].strip()
    body: dict[str, Any] = {
        "key": row["key"] or _key(row["name"]),
        "name": row["name"],
        "period": row["period"],
        "shortfall": row["shortfall"],
        "rebates": [_rebate(line) for line in row["rebates"].splitlines() if line.strip()],
    }
    if row["of"] != "whole":
        body[row["of"]] = row["code"].strip()
    if unit:
        body["quantity"] = {"value": amount, "unit": unit}
        if row["shortfall"] == "bill" and rate:
            body["shortfall_price"] = {"amount": number_of(rate), "currency": currency}
    else:
        body["value"] = {"amount": amount, "currency": currency}
        if row["shortfall"] == "bill" and rate:
            body["shortfall_rate_micros"] = parse_decimal(number_of(rate.removesuffix("%").strip()), 4)
    return body


def _rebate(line: str) -> dict[str, Any]:
    reached, _, rate = line.partition(";")
    if not rate.strip():
        raise Invalid("Write a rebate as amount; percentage, such as 5000; 2")
    micros = parse_decimal(number_of(rate.replace("%", "").strip()), 4)
    return {"reached": number_of(reached.strip()), "rate_micros": micros}


def _key(name: str) -> str:
    """A key from a name: bolts a quarter becomes bolts-a-quarter."""
    letters = (letter if letter.isascii() and letter.isalnum() else " " for letter in normalise(name))
    plain = "-".join("".join(letters).split())
    return (plain if plain[:1].isalpha() else f"c-{plain}")[:60].rstrip("-")


def _sentences(form: Form[Any], names: list[str]) -> list[str]:
    found = []
    for path, messages in form.errors.items():
        parts = path.split(".")
        name = names[int(parts[1])] if len(parts) > 1 and parts[1].isdigit() else ""
        found += [f"{name}, {words(parts[-1]).lower()}: {message}" if name else message for message in messages]
    return found or [form.message]


def _progress(one: CommitmentProgress) -> dict[str, Any]:
    """A commitment with the period that matters now, and its chart of asked and drawn."""
    running = next((period for period in one.periods if period.is_running), None)
    latest = (running or one.periods[-1]).starts_on
    shown = [period for period in one.periods if period.starts_on <= latest]
    return {
        "commitment": one.commitment,
        "running": running or one.periods[-1],
        "periods": shown or one.periods[:1],
        "labels": [_label(period.starts_on) for period in shown],
        "series": [
            Series("Drawn", [float(period.drawn) for period in shown]),
            Series("Asked", [float(period.asked) for period in shown], "neutral"),
        ],
    }


def _label(day: date) -> str:
    return day.strftime("%b %Y")


def _usage(found: Utilisation) -> dict[str, Any]:
    return {
        "currency": found.currency,
        "total": found.months[-1].total if found.months else None,
        "labels": [_label(one.month) for one in found.months],
        "series": [Series("In the month", [float(one.value.amount) for one in found.months])],
    }
