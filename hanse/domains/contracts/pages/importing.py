"""Bringing in a contract that was signed elsewhere: the file and its key terms."""

from __future__ import annotations

from typing import Any

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import DESK
from hanse.domains.contracts.types import RenewalMode
from hanse.domains.contracts.types.papers import ImportContract
from hanse.domains.organizations.api import list_organizations
from hanse.domains.organizations.types import OrganizationFilter
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Option
from hanse.platform.web.requests import PageRequest, Redirect, View

_TEMPLATE = "contracts/import.html"
_MODES = {
    RenewalMode.NONE: "It ends by itself",
    RenewalMode.MANUAL: "It is renewed by agreement",
    RenewalMode.AUTO: "It renews itself unless notice is given",
    RenewalMode.EVERGREEN: "It goes on until notice is given",
}


async def page(ctx: Ctx, request: PageRequest) -> View:
    """The form."""
    values = {"organization_id": request.argument("organization"), "currency": ctx.tenant.currency}
    return View(_TEMPLATE, {**await _context(ctx), "form": Form(values)})


async def bring_in(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the contract in as signed on paper."""
    typed = request.form(ImportContract)
    file = request.file("content")
    body: dict[str, Any] = _nested(typed.values)
    if file is not None:
        body |= {
            "name": (file.filename or "file")[-200:],
            "content_type": file.content_type or "",
            "content": file.content,
        }
    form: Form[Any] = Form.from_builtins(ImportContract, body)
    form.values = typed.values
    if file is None:
        form.errors = {name: found for name, found in form.errors.items() if name not in ("name", "content")}
        form.errors["content"] = ["Choose the file of the contract"]
        form.data = None
    made = await attempt(form, lambda data: api.import_contract(ctx, data))
    if made is None:
        return refused(_TEMPLATE, form, await _context(ctx))
    return Redirect(f"{DESK}/{made.id}", flash(f"{made.number} is here; check its prices, then put it into force"))


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """Typed values as the body of the call: what was left empty is not given, an amount is one value."""
    body = {name: value for name, value in values.items() if value != "" and not name.startswith("value.")}
    if values.get("value.amount"):
        body["value"] = {
            "amount": values["value.amount"],
            "currency": values.get("currency") or values.get("value.currency"),
        }
    return body


async def _context(ctx: Ctx) -> dict[str, Any]:
    found = await list_organizations(ctx, OrganizationFilter(limit=200, sort="name"))
    return {
        "organizations": [Option(str(one.id), one.name) for one in found.items],
        "modes": [Option(mode.value, label) for mode, label in _MODES.items()],
        "base": DESK,
        "currency": ctx.tenant.currency,
    }
