"""What the rows of a policy's condition can ask for, taken from the facts its kind of subject declares."""

from __future__ import annotations

from typing import Final

from hanse.domains.approvals.pages.parts import kind_label
from hanse.domains.approvals.ports import organization_tree, subject_kinds
from hanse.domains.approvals.types import OrganizationId, SubjectKind
from hanse.kit.currencies import EXPONENTS, list_currencies
from hanse.platform.authz import Attribute
from hanse.platform.context import Ctx
from hanse.platform.web.conditions import Builder, Wording, Written, sentence, show_text, written
from hanse.platform.web.format import Formatter
from hanse.platform.web.requests import PageRequest

NAME: Final = "condition"
_LIMIT: Final = (("actor.approval_limit", "the approval limit of who asks"),)
_STANDARD: Final = (
    Attribute(path="subject.is_internal", label="Was asked for by staff", kind="yes/no"),
    Attribute(path="actor.on_behalf", label="Was asked for by staff on behalf of a buyer", kind="yes/no"),
    Attribute(path="actor.email", label="E-mail address of who asks", kind="text"),
)


async def wording_of(ctx: Ctx, kind: str) -> Wording:
    """The attributes of a kind of subject, and how its conditions are read back."""
    found = next((one for one in subject_kinds(ctx) if one.kind == kind), None)
    currency = ctx.tenant.currency
    attributes = [_amount(found, EXPONENTS[currency]), *_declared(found, EXPONENTS[currency])]
    if any(one.kind == "organization" for one in attributes):
        places = await organization_tree(ctx).find(ctx, "", None, 200)
        names = tuple((str(OrganizationId(identity)), name) for identity, name in places)
        attributes = [_choosing(one, names) if one.kind == "organization" else one for one in attributes]
    return Wording(
        noun=kind_label(ctx, kind).lower(),
        attributes=(*attributes, *_STANDARD),
        currencies=(currency, *(one.code for one in list_currencies() if one.code != currency)),
        formatter=Formatter(ctx.locale, ctx.tenant.timezone, ctx.now),
    )


def _amount(kind: SubjectKind | None, exponent: int) -> Attribute:
    """The amount that limits are compared with: as money, or in minor units of whatever currency it is in."""
    main = "total" if kind and "total" in kind.facts else "weighed"
    label = kind.facts[main][1] if kind and main in kind.facts else "Amount, with what was asked for beside it"
    return Attribute(
        path="subject.amount",
        label=label,
        kind="money",
        minor=f"subject.{main}",
        exponent=exponent,
        rivals=_LIMIT,
        is_main=True,
    )


def _declared(kind: SubjectKind | None, exponent: int) -> list[Attribute]:
    if kind is None:
        return []
    codes = tuple((one.code, f"{one.code} - {one.name}") for one in list_currencies())
    return [
        Attribute(
            path=f"subject.{name}",
            label=label,
            kind=unit,
            choices=codes if unit == "currency" else kind.choices.get(name, ()),
            exponent=exponent,
        )
        for name, (unit, label) in kind.facts.items()
        if name != "total"
    ]


def _choosing(attribute: Attribute, choices: tuple[tuple[str, str], ...]) -> Attribute:
    return Attribute(path=attribute.path, label=attribute.label, kind=attribute.kind, choices=choices)


async def stored(ctx: Ctx, kind: str, text: str) -> Builder:
    """The builder of a stored condition."""
    return show_text(NAME, text, await wording_of(ctx, kind))


async def in_words(ctx: Ctx, kind: str, text: str) -> str:
    """A condition in words; "" when only its expression says it."""
    return sentence(text, await wording_of(ctx, kind))


async def posted(ctx: Ctx, kind: str, request: PageRequest, action: str) -> Written:
    """The condition of a posted form, after what its buttons do to it."""
    return written(NAME, request.fields, action, await wording_of(ctx, kind))
