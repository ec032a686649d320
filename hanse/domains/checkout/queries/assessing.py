"""Everything the governance check looks at: a cart's lines, prices, stock, tax, details, budgets and credit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from hanse.domains.approvals.api import hold_splitting, prepare_approval, splitting_since
from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.policies import PO_NUMBER_REQUIRED, TERMS
from hanse.domains.checkout.queries.articles import limits_of
from hanse.domains.checkout.queries.budgets import CentreBudgets, budgets_for
from hanse.domains.checkout.queries.carts import Basket, ask_lines, build_line, look_up
from hanse.domains.checkout.queries.heads import CartHead, ask_details
from hanse.domains.checkout.queries.requests import SUBJECT_KIND
from hanse.domains.checkout.rules.budgets import judge
from hanse.domains.checkout.rules.freezing import hash_of
from hanse.domains.checkout.rules.governance import BasketFacts, CreditFacts
from hanse.domains.checkout.rules.quantities import stock_quantity
from hanse.domains.checkout.rules.wording import terms_words
from hanse.domains.checkout.types import CartLine, CartProblem, OrderLineProblem, OrganizationId
from hanse.domains.checkout.types.frozen import FrozenBasket, FrozenComponent, FrozenLine
from hanse.domains.inventory.api import preview_allocation
from hanse.domains.inventory.types import AllocateStock, StockComponent, StockDemand
from hanse.domains.organizations.types import OrganizationStatus
from hanse.domains.regions.api import calculate_tax, read_rates
from hanse.domains.regions.errors import TaxRateMissing
from hanse.domains.regions.types import CalculateTax, TaxLine, TaxResult, TaxTotal
from hanse.domains.tenants.api import ask_settings, setting
from hanse.kit.money import Money
from hanse.platform.context import Ctx
from hanse.platform.db.transaction import Asked

LOCK_CREDIT: Final = "SELECT id FROM organizations WHERE id = %(id)s FOR NO KEY UPDATE"
# What is ordered and not completed, and what waits for approval; in the currency of the limit.
OPEN_ORDERS: Final = """
SELECT (SELECT coalesce(sum(o.gross_minor), 0)::bigint FROM orders o WHERE o.organization_id = %(id)s
        AND o.status = ANY('{placed,confirmed,in_fulfilment,on_hold}'::text[]) AND o.currency = %(currency)s)
    + (SELECT coalesce(sum(r.total_minor), 0)::bigint FROM order_requests r WHERE r.organization_id = %(id)s
        AND r.status = 'pending' AND r.currency = %(currency)s AND r.id IS DISTINCT FROM %(except)s) AS total
"""
# What counts beside an order against splitting: everything asked for and not taken back or refused. Summed only where a
# policy may want to know.
BESIDE: Final = """
SELECT coalesce(sum(r.total_minor), 0)::bigint FROM order_requests r
WHERE r.organization_id = %(organization)s AND r.created_at > %(since)s AND r.currency = %(currency)s
    AND r.status IN ('pending', 'placed', 'cancelled', 'failed')
    AND EXISTS (SELECT FROM approval_policies p WHERE p.subject_kind = %(kind)s AND p.is_active)
"""


class Assessed(msgspec.Struct, kw_only=True):
    """What was found out about a cart before it is ordered."""

    head: CartHead
    basket: Basket
    lines: list[CartLine]
    details: dict[str, Any]
    taxes: TaxResult | None
    centre: CentreBudgets
    facts: BasketFacts
    problems: list[OrderLineProblem]
    terms: str
    requires_po_number: bool
    fingerprint: str
    beside: Money  # what was asked for beside it, against splitting

    @property
    def currency(self) -> str:
        return self.basket.currency

    @property
    def net(self) -> Money:
        return self.taxes.net if self.taxes else self.lines_total

    @property
    def tax(self) -> Money:
        return self.taxes.tax if self.taxes else Money.zero(self.currency)

    @property
    def total(self) -> Money:
        return self.taxes.gross if self.taxes else self.lines_total

    @property
    def rates(self) -> list[TaxTotal]:
        return self.taxes.rates if self.taxes else []

    @property
    def lines_total(self) -> Money:
        return Money.sum((line.total for line in self.lines if line.total is not None), self.currency)


async def assess(
    ctx: Ctx, head: CartHead, *, lock: bool = False, rows: Asked | None = None, details: dict[str, Any] | None = None
) -> Assessed:
    """Gather what the check looks at. With `lock`, budgets and credit are held until the transaction ends.

    `rows` are the cart's lines and `details` how it is to be ordered, for whoever asked for them together with it.
    """
    asked = await ask_details(ctx, head.id) if details is None else None
    await ask_settings(ctx)
    lines_of_cart = await (rows or await ask_lines(ctx, head.id)).all()
    if details is None and asked is not None:
        details = await asked.maybe()
    assert details is not None
    currency = head.currency or head.organization_currency or ctx.tenant.currency
    basket, _, centre, credit, beside = await ctx.db.side_by_side(
        look_up(ctx.branch(), head, lines_of_cart, to_order=lock),
        _read_rates(ctx.branch(), details),
        budgets_for(ctx.branch(), head.cost_centre_id, currency, lock=lock),
        _credit(ctx.branch(), head, lock=lock),
        _beside(ctx.branch(), head, currency, lock=lock),
    )
    lines = [build_line(basket, key) for key in range(len(basket.rows))]
    missing = _missing(head, details, await setting(ctx, PO_NUMBER_REQUIRED))
    problems = [OrderLineProblem(line_id=line.id, sku=line.sku, problem=one) for line in lines for one in line.problems]
    if not lock and not problems:
        problems = await stock_problems(ctx, head, basket, lines)
    if basket.priced.is_mixed:
        missing.append("Some prices hold tax and others do not; order them in separate carts")
    taxes = None
    try:
        taxes = await _taxes(ctx, basket, lines, details)
    except TaxRateMissing as error:
        missing.append(error.message)
    found = Assessed(
        head=head,
        basket=basket,
        lines=lines,
        details=details,
        taxes=taxes,
        centre=centre,
        facts=_NO_FACTS,
        problems=problems,
        terms=str(await setting(ctx, TERMS)),
        requires_po_number=bool(details["requires_po"] or await setting(ctx, PO_NUMBER_REQUIRED)),
        fingerprint="",
        beside=Money(beside, basket.currency),
    )
    found.fingerprint = fingerprint_of(found)
    found.facts = msgspec.structs.replace(_facts(found, tuple(missing), credit), is_stock_asked=not lock)
    return found


async def _read_rates(ctx: Ctx, details: Mapping[str, Any]) -> None:
    if details["shipping"] is not None:
        await read_rates(ctx, details["shipping"]["country"], subdivision(details["shipping"]))


async def _beside(ctx: Ctx, head: CartHead, currency: str, *, lock: bool) -> int:
    """What approval needs to know: the policies, and what counts beside it.

    With `lock`, orders of the organization wait for one another from here on.
    """
    key = evasion_key(head)
    since = await splitting_since(ctx)
    if lock:
        await hold_splitting(ctx, key)
    values = {"organization": head.organization_id, "since": since, "currency": currency, "kind": SUBJECT_KIND}
    sum_asked = await ctx.db.soon(BESIDE, values)
    await prepare_approval(ctx, SUBJECT_KIND, head.organization_id, head.path)
    return int(await sum_asked.value())


def evasion_key(head: CartHead) -> str:
    """Orders of one organization add up, whoever sends them and from however many carts."""
    return f"{SUBJECT_KIND}:{head.organization_id}"


def _missing(head: CartHead, details: Mapping[str, Any], tenant_requires_po: bool) -> list[str]:
    missing = []
    if details["shipping"] is None:
        missing.append("Choose where it is delivered")
    if details["billing"] is None and details["shipping"] is None:
        missing.append("Choose where the invoice goes")
    if not head.po_number and (tenant_requires_po or details["requires_po"]):
        missing.append("Write your PO number")
    if head.cost_centre_id is not None and details["centre"] is None:
        missing.append("The cost centre is not active any more; choose another one")
    if head.cost_centre_id is None and details["requires_centre"]:
        missing.append("Choose a cost centre")
    return missing


async def _taxes(ctx: Ctx, basket: Basket, lines: list[CartLine], details: Mapping[str, Any]) -> TaxResult | None:
    if details["shipping"] is None:
        return None
    taxed = []
    for key, line in enumerate(lines):
        article = basket.articles.by_id.get(line.variant_id)
        if line.total is not None and article is not None:
            taxed.append(TaxLine(key=key, net=line.total, tax_class=article.tax_class))
    return await calculate_tax(
        ctx,
        CalculateTax(
            country=details["shipping"]["country"],
            region=subdivision(details["shipping"]),
            is_inclusive=basket.priced.is_tax_inclusive,
            currency=basket.currency,
            lines=taxed,
        ),
    )


def subdivision(address: Mapping[str, Any]) -> str:
    """The state of an address where it is written as a code; tax knows no other spelling."""
    text = str(address.get("region") or "").strip().upper()
    return text if 0 < len(text) <= 3 and text.isalnum() and text.isascii() else ""


async def stock_problems(ctx: Ctx, head: CartHead, basket: Basket, lines: list[CartLine]) -> list[OrderLineProblem]:
    """Which lines stock could not serve now, summed over the whole basket with bundles taken apart."""
    demands = demands_of(basket)
    if not demands:
        return []
    reader = ctx.as_system("Carts", ("availability.view",))
    wanted = AllocateStock(
        source_kind="cart", source_id=str(head.id), lines=demands, allow_backorder=head.allows_backorder
    )
    found = []
    for error in await preview_allocation(reader, wanted):
        place = int(error.path.split(".")[1])
        line = lines[demands[place].line_key]
        problem = CartProblem(code=error.code, message=error.message, field="quantity")
        found.append(OrderLineProblem(line_id=line.id, sku=line.sku, problem=problem))
    return found


def demands_of(basket: Basket) -> list[StockDemand]:
    """What the lines of a cart take of the stock, in stock units."""
    demands = []
    for key, row in enumerate(basket.rows):
        article = basket.articles.by_id.get(VariantId(row["variant_id"]))
        if article is None:
            continue
        limit = next((one for one in limits_of(article) if one.unit == row["unit"]), None)
        if limit is None:
            continue
        components = [StockComponent(variant_id=part.variant_id, quantity=part.quantity) for part in article.components]
        quantity = stock_quantity(basket.quantity(key), limit, article.stock_unit)
        demands.append(
            StockDemand(line_key=key, variant_id=article.variant_id, quantity=quantity, components=components)
        )
    return demands


async def _credit(ctx: Ctx, head: CartHead, *, lock: bool) -> CreditFacts | None:
    if head.credit_limit_minor is None or head.credit_currency is None:
        return None
    if lock:
        await ctx.db.later(LOCK_CREDIT, {"id": head.organization_id})
    return await credit_of(ctx, head.organization_id, Money(head.credit_limit_minor, head.credit_currency))


async def credit_of(ctx: Ctx, organization_id: OrganizationId, limit: Money, besides: Any = None) -> CreditFacts:
    """What is open with an organization against a limit, without one request."""
    wanted = {"id": organization_id, "currency": limit.currency, "except": besides}
    return CreditFacts(limit=limit, open_orders=Money(await ctx.db.value(OPEN_ORDERS, wanted), limit.currency))


def _facts(found: Assessed, missing: tuple[str, ...], credit: CreditFacts | None) -> BasketFacts:
    head, lines = found.head, found.lines
    refusal = ""
    if head.organization_status is not OrganizationStatus.ACTIVE:
        state = head.organization_status.value.replace("_", " ")
        refusal = f"{head.organization_name} is {state}, so nothing new can be ordered for it"
    states = [state for _, state in found.centre.states]
    return BasketFacts(
        total=found.total,
        line_count=len(lines),
        line_problems=len({problem.line_id for problem in found.problems}),
        on_request=sum(line.unit_price is None and not line.problems for line in lines),
        price_changes=sum(line.previous_price is not None for line in lines),
        backordered=sum(line.stock in ("out", "backorder") for line in lines) if head.allows_backorder else 0,
        trading_refusal=refusal,
        missing=missing,
        cost_centre=found.details["centre"] or "",
        budgets=tuple(judge(found.total.minor, states)),
        budget_currency_missing=found.centre.is_currency_missing,
        credit=credit,
        payment_terms=terms_words(head.payment_days),
    )


_NO_FACTS: Final = BasketFacts(
    total=Money.zero("EUR"), line_count=0, line_problems=0, on_request=0, price_changes=0, backordered=0
)


def fingerprint_of(found: Assessed) -> str:
    """What was shown, as one text: any change of lines, prices, addresses, references or totals makes another."""
    head, basket = found.head, found.basket
    lines = [
        [
            str(row["variant_id"]),
            row["unit"],
            row["quantity"],
            row["option_key"],
            row["note"],
            line.unit_price.micros if line.unit_price else None,
        ]
        for row, line in zip(basket.rows, found.lines, strict=True)
    ]
    return hash_of(
        {
            "cart": str(head.id),
            "lines": lines,
            "currency": basket.currency,
            "inclusive": basket.priced.is_tax_inclusive,
            "billing": found.details["billing"],
            "shipping": found.details["shipping"],
            "po": head.po_number,
            "centre": found.details["centre"],
            "on": head.requested_on.isoformat() if head.requested_on else None,
            "note": head.note,
            "backorder": head.allows_backorder,
            "days": head.payment_days,
            "total": found.total.minor,
        }
    )


def freeze(found: Assessed) -> FrozenBasket:
    """The basket as it is kept; only for one whose lines all have a price and an article."""
    head, details = found.head, found.details
    demands = {demand.line_key: demand for demand in demands_of(found.basket)}
    lines = []
    for key, line in enumerate(found.lines):
        article, price = found.basket.articles.by_id[line.variant_id], found.basket.priced.by_key[key]
        assert line.unit_price is not None
        assert line.total is not None
        demand = demands[key]
        lines.append(
            FrozenLine(
                key=key,
                variant_id=line.variant_id,
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                stock_quantity=demand.quantity,
                components=[
                    FrozenComponent(variant_id=part.variant_id, quantity=part.quantity) for part in demand.components
                ],
                unit_price=line.unit_price,
                total=line.total,
                tax_class=article.tax_class,
                options_label=line.options_label,
                note=line.note,
                trace=price.trace,
            )
        )
    return FrozenBasket(
        currency=found.currency,
        is_tax_inclusive=found.basket.priced.is_tax_inclusive,
        country=details["shipping"]["country"],
        region=subdivision(details["shipping"]),
        billing_address=details["billing"] or details["shipping"],
        shipping_address=details["shipping"],
        po_number=head.po_number,
        cost_centre_id=head.cost_centre_id,
        cost_centre=details["centre"] or "",
        requested_on=head.requested_on,
        payment_days=head.payment_days,
        note=head.note,
        allows_backorder=head.allows_backorder,
        net=found.net,
        tax=found.tax,
        total=found.total,
        lines=lines,
    )


def without_traces(basket: FrozenBasket) -> FrozenBasket:
    """The basket without why its prices are what they are."""
    lines = [msgspec.structs.replace(line, trace=None) for line in basket.lines]
    return msgspec.structs.replace(basket, lines=lines)
