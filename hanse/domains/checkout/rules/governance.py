"""The one decision before an order: details, prices, stock, budget, credit, approval. Facts in, sentences out. Pure.

The checks are in the order people read them. Anything blocked stops; else anything that needs agreement asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hanse.domains.checkout.rules.budgets import BudgetVerdict
from hanse.domains.checkout.types import CheckState, GovernanceCheck, Outcome
from hanse.kit.money import Money


class CreditFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is open with an organization against its limit, in one currency; `limit` None: no limit is set."""

    limit: Money | None
    open_orders: Money


class ApprovalFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the approval policies say of the basket."""

    is_needed: bool
    sentences: tuple[str, ...] = ()


class BasketFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the decision looks at."""

    total: Money
    line_count: int
    line_problems: int
    on_request: int
    price_changes: int
    backordered: int
    is_stock_asked: bool = True
    trading_refusal: str = ""
    missing: tuple[str, ...] = ()
    cost_centre: str = ""
    budgets: tuple[BudgetVerdict, ...] = ()
    budget_currency_missing: bool = False
    credit: CreditFacts | None = None
    payment_terms: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What submitting would do, with each check."""

    outcome: Outcome
    checks: tuple[GovernanceCheck, ...]

    @property
    def blocked(self) -> list[GovernanceCheck]:
        return [check for check in self.checks if check.state is CheckState.BLOCKED]


def is_over_budget(facts: BasketFacts) -> bool:
    """Whether the order goes beyond a budget that may be exceeded with approval."""
    return facts.budget_currency_missing or any(verdict.excess > 0 for verdict in facts.budgets)


def is_over_credit(facts: BasketFacts) -> bool:
    """Whether open orders with this one are more than the credit limit; exactly the limit is within it."""
    return _credit_excess(facts) > 0


def decide(facts: BasketFacts, approval: ApprovalFacts) -> Decision:
    """Put all checks together. What needs agreement without anybody set to give it is blocked, never waved through."""
    needs = is_over_budget(facts) or is_over_credit(facts)
    checks = [*_lines(facts), *_details(facts), *_budgets(facts), *_credit(facts), _approval(approval, needs=needs)]
    states = {check.state for check in checks}
    if CheckState.BLOCKED in states:
        outcome = Outcome.BLOCKED
    elif CheckState.APPROVAL in states:
        outcome = Outcome.APPROVAL
    else:
        outcome = Outcome.ORDER
    return Decision(outcome=outcome, checks=tuple(checks))


def _lines(facts: BasketFacts) -> list[GovernanceCheck]:
    if facts.trading_refusal:
        return [_check("organization", CheckState.BLOCKED, facts.trading_refusal)]
    if facts.line_count == 0:
        return [_check("lines", CheckState.BLOCKED, "There is nothing in this cart; add lines first")]
    checks: list[GovernanceCheck] = []
    if facts.on_request:
        sentence = f"{_lines_of(facts.on_request)} on request: ask for a quote, or take {_them(facts.on_request)} out"
        checks.append(_check("prices", CheckState.BLOCKED, sentence))
    elif facts.price_changes:
        sentence = f"{_counted(facts.price_changes, 'price', 'prices')} changed since last shown; the new ones count"
        checks.append(_check("prices", CheckState.NOTICE, sentence))
    else:
        checks.append(_check("prices", CheckState.OK, "Prices are those you were shown"))
    if facts.line_problems:
        sentence = f"{_lines_of(facts.line_problems)} not to be ordered like this; each says what would be accepted"
        checks.append(_check("stock", CheckState.BLOCKED, sentence))
    elif facts.backordered:
        sentence = f"{_counted(facts.backordered, 'line', 'lines')} will be delivered later, at least in part"
        checks.append(_check("stock", CheckState.NOTICE, sentence))
    else:
        said = "Everything can be delivered" if facts.is_stock_asked else "Stock is promised as the order is placed"
        checks.append(_check("stock", CheckState.OK, said))
    return checks


def _details(facts: BasketFacts) -> list[GovernanceCheck]:
    if facts.missing:
        return [_check("details", CheckState.BLOCKED, sentence) for sentence in facts.missing]
    return [_check("details", CheckState.OK, "Addresses and references are complete")]


def _budgets(facts: BasketFacts) -> list[GovernanceCheck]:
    if facts.budget_currency_missing:
        sentence = f"{facts.cost_centre} has no budget in {facts.total.currency}; this order goes beyond its budgets"
        return [_check("budget", CheckState.APPROVAL, sentence)]
    return [_budget(facts, verdict) for verdict in facts.budgets]


def _budget(facts: BasketFacts, verdict: BudgetVerdict) -> GovernanceCheck:
    state, currency = CheckState.OK, verdict.state.currency
    what = f"The budget of {facts.cost_centre} for this {verdict.state.period.value}"
    percent = verdict.share // 100
    sentence = f"{what} would be {percent} % used"
    if verdict.is_refused:
        state = CheckState.BLOCKED
        sentence = f"{what} would be exceeded by {Money(verdict.excess, currency)}; nothing beyond it is ordered"
    elif verdict.excess:
        state = CheckState.APPROVAL
        sentence = f"{what} would be exceeded by {Money(verdict.excess, currency)}; somebody has to agree"
    return GovernanceCheck(
        kind="budget",
        state=state,
        sentence=sentence,
        share=verdict.share,
        used=Money(verdict.after, currency),
        limit=Money(verdict.state.limit, currency),
    )


def _credit_excess(facts: BasketFacts) -> int:
    credit = facts.credit
    if credit is None or credit.limit is None:
        return 0
    if credit.limit.currency != facts.total.currency:
        return 1  # what cannot be compared is not within the limit
    return max(0, credit.open_orders.minor + facts.total.minor - credit.limit.minor)


def _credit(facts: BasketFacts) -> list[GovernanceCheck]:
    credit = facts.credit
    if credit is None or credit.limit is None:
        return [_check("credit", CheckState.OK, facts.payment_terms or "Invoice after delivery")]
    if credit.limit.currency != facts.total.currency:
        sentence = f"The credit limit is in {credit.limit.currency}, this order in {facts.total.currency}"
        return [_check("credit", CheckState.APPROVAL, f"{sentence}; somebody has to agree")]
    used = Money(credit.open_orders.minor + facts.total.minor, facts.total.currency)
    share = used.minor * 10_000 // credit.limit.minor if credit.limit.minor else 20_000
    excess = _credit_excess(facts)
    state, sentence = CheckState.OK, f"Credit is fine: {share // 100} % of the limit would be in use"
    if excess:
        state = CheckState.APPROVAL
        sentence = f"Open orders would exceed the credit limit by {Money(excess, used.currency)}; somebody has to agree"
    return [GovernanceCheck(kind="credit", state=state, sentence=sentence, share=share, used=used, limit=credit.limit)]


def _approval(approval: ApprovalFacts, *, needs: bool) -> GovernanceCheck:
    if approval.is_needed:
        text = " ".join(approval.sentences) or "Somebody has to agree before this is ordered"
        return _check("approval", CheckState.APPROVAL, text)
    if needs:
        sentence = "It goes beyond a limit, and nobody is set to agree to that; ask us or stay within the limit"
        return _check("approval", CheckState.BLOCKED, sentence)
    return _check("approval", CheckState.OK, "No approval is needed")


def _check(kind: str, state: CheckState, sentence: str) -> GovernanceCheck:
    return GovernanceCheck(kind=kind, state=state, sentence=sentence)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _lines_of(number: int) -> str:
    return "1 line is" if number == 1 else f"{number} lines are"


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def states_of(checks: Sequence[GovernanceCheck]) -> dict[str, str]:
    """The worst state of each kind of check."""
    order = [CheckState.OK, CheckState.NOTICE, CheckState.APPROVAL, CheckState.BLOCKED]
    found: dict[str, CheckState] = {}
    for check in checks:
        present = found.get(check.kind, CheckState.OK)
        found[check.kind] = max(present, check.state, key=order.index)
    return {kind: state.value for kind, state in found.items()}
