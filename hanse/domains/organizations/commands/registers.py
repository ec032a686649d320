"""Asking the European register of VAT numbers (VIES), outside any transaction, and keeping its answer as proof.

When the register is out of reach the number says so and the job asks again later; nothing waits for it.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.organizations.commands.onboarding import touch_onboarding
from hanse.domains.organizations.events import TaxIdChecked
from hanse.domains.organizations.queries.parts import TAX_ID_BY_ID
from hanse.domains.organizations.rules.tax_numbers import register_parts
from hanse.domains.organizations.types import TaxId, TaxIdId, TaxIdStatus
from hanse.kit.errors import Unavailable
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.jobs import RunningJob
from hanse.platform.outbound.client import OutboundRequest
from hanse.platform.outbound.errors import OutboundFailed, OutboundRefused
from hanse.platform.services import Services

REGISTER: Final = "VIES"
ADDRESS: Final = "https://ec.europa.eu/taxation_customs/vies/rest-api/ms/{country}/vat/{number}"
SET_ANSWER = """
UPDATE organization_tax_ids SET status = %(status)s, checked_at = %(now)s, checked_by = %(by)s, answer = %(answer)s,
    updated_at = %(now)s
WHERE id = %(id)s AND number = %(number)s
"""
_KEPT: Final = ("isValid", "requestDate", "userError", "name", "address", "requestIdentifier", "vatNumber")
_TEXT_MAXIMUM: Final = 500


class RegisterUnreachable(Unavailable):
    code = "register_unreachable"
    title = "The register of VAT numbers cannot be reached right now; it is asked again by itself"


class Answer(msgspec.Struct, frozen=True):
    """What the register said: the new state, and the proof to keep."""

    status: TaxIdStatus
    proof: dict[str, Any]


async def ask_register(services: Services, job: RunningJob) -> None:
    """Look one number up and keep the answer. Raises RegisterUnreachable, so that the job is tried again later."""
    tax_id_id = TaxIdId.parse(job.payload["tax_id_id"])
    async with job.open() as ctx:
        tax_id = await ctx.db.maybe(TAX_ID_BY_ID, {"id": tax_id_id}, into=TaxId)
    if tax_id is None:
        return
    answer = await look_up(services, tax_id)
    async with job.open() as ctx:
        await keep_answer(ctx, tax_id, answer)
    if answer.status is TaxIdStatus.UNREACHABLE:
        raise RegisterUnreachable()


async def look_up(services: Services, tax_id: TaxId) -> Answer:
    """Ask the register; never raises for what it does wrong."""
    country, number = register_parts(tax_id.country, tax_id.number)
    request = OutboundRequest(url=ADDRESS.format(country=country, number=number), max_response_bytes=64_000)
    try:
        response = await services.http.send(request)
        if not response.is_success:
            return Answer(TaxIdStatus.UNREACHABLE, {"reason": f"The register answered with status {response.status}"})
        body = response.json(dict[str, Any])
    except (OutboundFailed, OutboundRefused) as error:  # the address is ours: a network that lacks it may get it yet
        return Answer(TaxIdStatus.UNREACHABLE, {"reason": error.message})
    return read_answer(body)


def read_answer(body: dict[str, Any]) -> Answer:
    """Understand the answer; error words other than VALID and INVALID mean that a country did not answer."""
    proof: dict[str, Any] = {name: _short(body[name]) for name in _KEPT if name in body}
    error = str(body.get("userError", ""))
    if body.get("isValid") is True:
        return Answer(TaxIdStatus.CONFIRMED, proof)
    if body.get("isValid") is False and error in ("", "INVALID", "VALID"):
        return Answer(TaxIdStatus.REFUSED, proof)
    return Answer(TaxIdStatus.UNREACHABLE, {**proof, "reason": "The country's own register did not answer"})


def _short(value: Any) -> Any:
    return value if isinstance(value, bool) or value is None else str(value)[:_TEXT_MAXIMUM]


async def keep_answer(ctx: Ctx, tax_id: TaxId, answer: Answer) -> None:
    """Store the proof and tell of it."""
    parameters = {
        "id": tax_id.id,
        "number": tax_id.number,
        "status": answer.status,
        "by": REGISTER,
        "answer": Json(answer.proof),
        "now": ctx.now,
    }
    if not await ctx.db.run(SET_ANSWER, parameters):
        return
    ctx.record(
        "organization",
        tax_id.organization_id,
        label=tax_id.number,
        before={"status": tax_id.status},
        after={"status": answer.status, "checked_by": REGISTER},
    )
    event = TaxIdChecked(organization_id=tax_id.organization_id, tax_id_id=tax_id.id, status=answer.status)
    ctx.emit(event)
    await touch_onboarding(ctx, tax_id.organization_id)
