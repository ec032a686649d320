"""A version as an agreement on paper: numbered clauses, tables of prices and commitments, signatures. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from hanse.domains.contracts.types import ContractContent, ContractParty, ContractVersionKind, RenewalMode
from hanse.domains.contracts.types.signatures import Signatory, SignatureMethod
from hanse.domains.documents.types import Agreement, Clause, Column, Fact, Line, Party, SignatureBlock, Table
from hanse.kit.money import Money, UnitPrice
from hanse.kit.units import UnknownUnit, get_unit

PRICES_PRINTED: Final = 2_000
_SIDES: Final = {"seller": "Seller", "buyer": "Buyer"}
_KINDS: Final = {
    ContractVersionKind.ORIGINAL: "",
    ContractVersionKind.AMENDMENT: "Amendment",
    ContractVersionKind.RENEWAL: "Renewal",
}
_PERIODS: Final = {"month": "each month", "quarter": "each quarter", "year": "each year", "term": "over the term"}
_SHORTFALLS: Final = {"none": "is noted", "bill": "is billed", "extend": "is added to the next period"}
_RENEWALS: Final = {
    RenewalMode.NONE: "Ends by itself",
    RenewalMode.MANUAL: "Renewed by agreement",
    RenewalMode.AUTO: "Renews itself",
    RenewalMode.EVERGREEN: "Goes on until notice",
}
_MICROS: Final = 1_000_000


class Words(Struct, frozen=True, kw_only=True):
    """How values are written, in the language and zone of the business."""

    locale: str
    day: Callable[[date], str]
    instant: Callable[[datetime], str]
    amount: Callable[[Any], str]
    percent: Callable[[Decimal], str]


def agreement_of(
    content: ContractContent, signatories: Sequence[Signatory], words: Words, content_hash: str | None
) -> Agreement:
    """The agreement as the template prints it; without a hash it says that it is a draft."""
    kind = _KINDS[content.kind]
    return Agreement(
        title=content.title,
        number=f"{content.number}-{content.version}",
        parties=[_party(party) for party in content.parties],
        facts=_facts(content, words),
        notice=_notice(kind, content_hash),
        clauses=[
            Clause(number=str(number), heading=clause.heading, body=clause.text)
            for number, clause in enumerate(content.clauses, 1)
        ],
        tables=[*_prices(content, words), *_commitments(content, words), *_annexes(content)],
        signatures=[_block(one, words) for one in signatories],
        footer=[f"{content.number}, version {content.version}", f"SHA-256 {content_hash}" if content_hash else "Draft"],
        locale=words.locale,
    )


def _notice(kind: str, content_hash: str | None) -> str:
    draft = "" if content_hash else "This is a draft. It binds nobody until it is approved and signed."
    what = f"{kind} of the agreement between the parties. What it does not change stays in force." if kind else ""
    return " ".join(part for part in (what, draft) if part)


def _party(party: ContractParty) -> Party:
    lines = [party.name, *party.address.splitlines()[:8]]
    if party.registration:
        lines.append(party.registration)
    return Party(label=_SIDES[party.side.value], lines=[line[:300] for line in lines if line.strip()])


def _facts(content: ContractContent, words: Words) -> list[Fact]:
    renewal = _RENEWALS[content.renewal_mode]
    if content.renewal_months and content.renewal_mode in (RenewalMode.AUTO, RenewalMode.EVERGREEN):
        renewal += f", {content.renewal_months} months at a time"
    pairs = [
        ("From", words.day(content.starts_on) if content.starts_on else ""),
        ("Until", words.day(content.ends_on) if content.ends_on else "Open-ended"),
        ("Value", words.amount(content.value) if content.value else ""),
        ("Currency", content.currency if not content.value else ""),
        ("Payment", content.payment_terms),
        ("Notice", f"{content.notice_days} days before the end" if content.notice_days else ""),
        ("Renewal", renewal),
        (
            "Prices on renewal",
            f"change by {words.percent(Decimal(content.uplift_micros) / _MICROS)}" if content.uplift_micros else "",
        ),
    ]
    return [Fact(label=label, value=value[:300]) for label, value in pairs if value]


def _prices(content: ContractContent, words: Words) -> list[Table]:
    if not content.prices:
        return []
    numbers = {clause.key: str(number) for number, clause in enumerate(content.clauses, 1)}
    more = len(content.prices) - PRICES_PRINTED
    lead = "Prices without tax."
    if more > 0:
        lead += f" {more:,} further prices are part of this version; its hash binds them as well."
    return [
        Table(
            title="Prices",
            lead=lead,
            columns=[
                Column(label="Article"),
                Column(label="Name", grows=True),
                Column(label="From", align="right"),
                Column(label="Price", align="right"),
                Column(label="Clause", align="right"),
            ],
            lines=[_price(one, numbers, words) for one in content.prices[:PRICES_PRINTED]],
        )
    ]


def _price(one: Mapping[str, Any], numbers: Mapping[str, str], words: Words) -> Line:
    unit = _unit(str(one.get("unit") or ""))
    minimum = str(one.get("minimum") or "0")
    if one.get("price"):
        price = words.amount(UnitPrice.from_wire(one["price"])) + (f" / {unit}" if unit else "")
    elif one.get("percent_off"):
        price = f"{words.percent(Decimal(str(one['percent_off'])) / 100)} off"
    else:
        price = str(one.get("formula") or "")
    cells = [
        str(one.get("code") or ""),
        str(one.get("name") or ""),
        f"{minimum} {unit}".strip() if minimum != "0" else "",
        price,
        numbers.get(str(one.get("clause") or ""), ""),
    ]
    return Line(cells=[cell[:1_000] for cell in cells])


def _unit(code: str) -> str:
    if not code:
        return ""
    try:
        return get_unit(code).symbol
    except UnknownUnit:
        return code


def _commitments(content: ContractContent, words: Words) -> list[Table]:
    if not content.commitments:
        return []
    return [
        Table(
            title="Commitments",
            lead="What the buyer commits to take.",
            columns=[
                Column(label="Commitment", grows=True),
                Column(label="Amount", align="right"),
                Column(label="Period"),
                Column(label="What is missing"),
            ],
            lines=[_commitment(one, content.currency, words) for one in content.commitments],
        )
    ]


def _commitment(one: Mapping[str, Any], currency: str, words: Words) -> Line:
    unit = str(one.get("unit") or "")
    amount = str(one.get("amount") or "")
    shown = f"{amount} {_unit(unit)}" if unit else words.amount(Money.parse(amount, currency))
    rebates = [
        f"{words.percent(Decimal(tier['rate_micros']) / _MICROS)} back from {tier['reached']} on"
        for tier in one.get("rebates", ())
    ]
    of = str(one.get("of_name") or "everything")
    missing = _SHORTFALLS.get(str(one.get("shortfall")), "")
    if one.get("shortfall_price"):
        missing += f" at {words.amount(UnitPrice.from_wire(one['shortfall_price']))}"
    elif one.get("shortfall_rate_micros"):
        missing += f" at {words.percent(Decimal(one['shortfall_rate_micros']) / _MICROS)}"
    period = _PERIODS.get(str(one.get("period")), "")
    return Line(
        cells=[f"{one.get('name', '')} ({of})"[:1_000], shown, period, missing], note="; ".join(rebates)[:2_000]
    )


def _annexes(content: ContractContent) -> list[Table]:
    if not content.attachments:
        return []
    return [
        Table(
            title="Annexes",
            lead="These files are part of the agreement, byte for byte.",
            columns=[Column(label="File"), Column(label="SHA-256", grows=True)],
            lines=[Line(cells=[one.name, one.sha256]) for one in content.attachments],
        )
    ]


def _block(one: Signatory, words: Words) -> SignatureBlock:
    party = f"For {one.party}"[:300]
    name = f"{one.name}, {one.role}" if one.role else one.name
    if one.signed_at is None:
        return SignatureBlock(party=party, name=name[:300])
    when = words.instant(one.signed_at)
    if one.method is SignatureMethod.PAPER:
        return SignatureBlock(party=party, name=one.signed_name or one.name, evidence=[f"Signed on paper, {when}"])
    evidence = [f"Signed electronically, {when}"]
    if one.role:
        evidence.insert(0, one.role)
    if one.evidence is not None:
        evidence += [f"{one.evidence.email}, from {one.evidence.ip}", f"Request {one.evidence.request_id}"]
    content_hash = one.content_hash or ""
    evidence += [f"Content {content_hash[:32]}", content_hash[32:]]
    return SignatureBlock(party=party, name=one.signed_name or one.name, evidence=[line[:300] for line in evidence])
