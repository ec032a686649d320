"""Pure decisions of onboarding: how a step stands given the facts, when an application is complete, who may decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from hanse.domains.organizations.errors import RequesterCannotDecide
from hanse.domains.organizations.types.onboarding import CheckName, Step, StepDefinition, StepKind, StepStatus
from hanse.domains.organizations.types.values import TaxIdStatus
from hanse.kit.errors import FieldError, Invalid

BY_FACTS: Final = frozenset({StepKind.TAX_ID, StepKind.ADDRESS, StepKind.CONTACT, StepKind.BANK, StepKind.CHECK})
BY_WORD: Final = frozenset({StepKind.TERMS, StepKind.TRAINING})


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an applicant at this moment."""

    tax_ids: tuple[TaxIdStatus, ...] = ()
    addresses: int = 0
    contacts: int = 0
    has_bank_account: bool = False
    email_confirmed: bool | None = None  # None: there is no applicant to ask about
    same_tax_ids: int = 0
    same_names: int = 0


class Standing(msgspec.Struct, frozen=True):
    """How a step stands, and a sentence when it needs one."""

    status: StepStatus
    message: str = ""


DONE: Final = Standing(StepStatus.DONE)
TODO: Final = Standing(StepStatus.TODO)


def standing(kind: StepKind, check: CheckName | None, facts: Facts) -> Standing:
    """How a step that follows from facts stands. Only for the kinds in BY_FACTS."""
    if kind is StepKind.TAX_ID:
        return _tax_id(facts)
    if kind is StepKind.CHECK:
        return _CHECKS[check or CheckName.NAME_UNIQUE](facts)
    present = {
        StepKind.ADDRESS: facts.addresses > 0,
        StepKind.CONTACT: facts.contacts > 0,
        StepKind.BANK: facts.has_bank_account,
    }
    return DONE if present[kind] else TODO


def _tax_id(facts: Facts) -> Standing:
    good = [status for status in facts.tax_ids if status is not TaxIdStatus.REFUSED]
    if good:
        return DONE
    return Standing(StepStatus.FAILED, "The register does not know this number; correct it") if facts.tax_ids else TODO


def _email_confirmed(facts: Facts) -> Standing:
    if facts.email_confirmed is None:
        return Standing(StepStatus.WAITING, "Nobody of the applicant has a log-in yet")
    if facts.email_confirmed:
        return DONE
    return Standing(StepStatus.WAITING, "Open the link in the mail we sent to confirm the address")


def _tax_id_confirmed(facts: Facts) -> Standing:
    if TaxIdStatus.CONFIRMED in facts.tax_ids:
        return DONE
    if not facts.tax_ids:
        return Standing(StepStatus.WAITING, "Waits for a tax number")
    if TaxIdStatus.PENDING in facts.tax_ids:
        return Standing(StepStatus.WAITING, "The register is being asked; this takes a minute")
    if TaxIdStatus.UNREACHABLE in facts.tax_ids:
        return Standing(StepStatus.FAILED, "The register cannot be reached right now; it is asked again by itself")
    if TaxIdStatus.REFUSED in facts.tax_ids:
        return Standing(StepStatus.FAILED, "The register does not know this number")
    return Standing(StepStatus.FAILED, "No register can be asked about this number; a person has to look at it")


def _tax_id_unique(facts: Facts) -> Standing:
    if not facts.tax_ids:
        return Standing(StepStatus.WAITING, "Waits for a tax number")
    if facts.same_tax_ids:
        return Standing(StepStatus.FAILED, "Another partner has the same tax number; a person has to look at it")
    return DONE


def _name_unique(facts: Facts) -> Standing:
    if facts.same_names:
        return Standing(StepStatus.FAILED, "Another partner has the same name; a person has to look at it")
    return DONE


_CHECKS: Final = {
    CheckName.EMAIL_CONFIRMED: _email_confirmed,
    CheckName.TAX_ID_CONFIRMED: _tax_id_confirmed,
    CheckName.TAX_ID_UNIQUE: _tax_id_unique,
    CheckName.NAME_UNIQUE: _name_unique,
}


def is_complete(steps: Iterable[Step]) -> bool:
    """Whether nothing is left to do for the applicant.

    A failed check does not hold an application up, since a person decides about it; one that waits does, since its
    answer comes by itself.
    """
    return all(
        step.status is StepStatus.DONE or (step.kind is StepKind.CHECK and step.status is StepStatus.FAILED)
        for step in steps
        if step.is_required
    )


def may_approve_itself(steps: Iterable[Step], approves_automatically: bool) -> bool:
    """Whether no person is needed: the template allows it, and every step, optional checks too, is done."""
    return approves_automatically and all(
        step.status is StepStatus.DONE for step in steps if step.is_required or step.kind is StepKind.CHECK
    )


def missing_steps(steps: Iterable[Step]) -> list[str]:
    """Labels of the required steps that are not done."""
    return [step.label for step in steps if step.is_required and step.status is not StepStatus.DONE]


def refuse_requesters(decider: Iterable[UUID | None], requesters: Iterable[UUID | None]) -> None:
    """Nobody decides about an application they made or filled in, nor while acting for such a person.

    Raises RequesterCannotDecide.
    """
    if {member for member in decider if member} & {member for member in requesters if member}:
        raise RequesterCannotDecide()


def check_steps(steps: Sequence[StepDefinition]) -> list[StepDefinition]:
    """The steps of a template when they fit together. Raises Invalid with a sentence for each that does not."""
    wrong: list[FieldError] = []
    seen: set[str] = set()
    for position, step in enumerate(steps):
        if step.key in seen:
            wrong.append(FieldError(f"steps.{position}.key", f"Two steps have the key {step.key}"))
        seen.add(step.key)
        if (step.kind is StepKind.CHECK) != (step.check is not None):
            wrong.append(FieldError(f"steps.{position}.check", "Choose what is checked, for automatic checks only"))
        if step.kind is StepKind.TERMS and not step.body.strip() and not step.url:
            wrong.append(FieldError(f"steps.{position}.body", "Write the terms, or give the address where they stand"))
        if step.url and urlsplit(step.url).scheme != "https":
            wrong.append(FieldError(f"steps.{position}.url", "Give a web address that starts with https://"))
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return list(steps)
