"""Builds who has to agree to what: approval policies, and the cost centres and budgets of a buying organization."""

from __future__ import annotations

from typing import Any, Final

from hanse.demo.world import World
from hanse.domains.approvals import api as approvals
from hanse.domains.approvals.types import ListPolicies, SavePolicy
from hanse.domains.checkout import api as checkout
from hanse.domains.checkout.types import CreateBudget, CreateCostCentre, SaveCheckoutRules
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

CENTRES: Final = (
    ("4100", "Hull and outfitting", "60000.00"),
    ("4200", "Machinery", "25000.00"),
    ("9000", "Yard safety", "1500.00"),
)


async def is_there(world: World, ctx: Ctx) -> bool:
    """Whether there is a policy yet."""
    return bool((await approvals.list_policies(ctx, ListPolicies(limit=1))).items)


async def build(world: World, ctx: Ctx) -> None:
    """Policies by the owner of the business, budgets by the administrator of its partner."""
    owner = await world.acting(ctx, "owner")
    for policy in _policies(world):
        await approvals.create_policy(owner, convert(policy, SavePolicy))
    await _budgets(world, ctx)


def _member(world: World, key: str) -> dict[str, Any]:
    return {"kind": "member", "member_id": str(world.members[key])}


def _level(name: str, *groups: dict[str, Any], hours: int = 48) -> dict[str, Any]:
    return {"name": name, "groups": list(groups), "timeout_hours": hours, "remind_hours": hours // 2}


def _policies(world: World) -> list[dict[str, Any]]:
    head = {"label": "Management", "resolvers": [_member(world, "owner")]}
    sales = {"label": "Head of sales", "resolvers": [_member(world, "sales")]}
    buyers = {"label": "Approver of the company", "resolvers": [{"kind": "organization_approver"}]}
    if world.plan.handle != "nordhaven":
        return [
            {
                "name": "Offers above 10,000",
                "subject_kind": "quote",
                "condition": "subject.total > 1000000",
                "levels": [_level("Weaving master", head)],
            }
        ]
    finance = {"label": "Finance", "resolvers": [_member(world, "approver")]}
    return [
        {
            "name": "Offers above 50,000",
            "subject_kind": "quote",
            "condition": "subject.total > 5000000",
            "levels": [_level("Head of sales", sales), _level("Finance", finance, hours=24)],
        },
        {
            "name": "Margin below 15 %",
            "subject_kind": "quote",
            "condition": "subject.margin_basis_points < 1500",
            "priority": 50,
            "levels": [_level("Management", head)],
        },
        {
            "name": "Baltic: orders above 5,000",
            "subject_kind": "order_request",
            "condition": "subject.total > 500000",
            "organization_id": str(world.organizations["baltic"]),
            "levels": [_level("Group procurement", buyers)],
        },
        {
            "name": "Beyond the budget",
            "subject_kind": "order_request",
            "condition": "subject.is_over_budget",
            "priority": 50,
            "levels": [_level("Company", buyers)],
        },
    ]


async def _budgets(world: World, ctx: Ctx) -> None:
    key, place = ("company", "rostock") if world.plan.handle == "nordhaven" else ("hoteladmin", "harbour")
    chief = await world.acting(ctx, key)
    currency = world.plan.currency
    centres = (
        ("4100", "Hull and outfitting", "60000.00"),
        ("4200", "Machinery", "25000.00"),
        ("9000", "Yard safety", "1500.00"),
    )
    for code, name, limit in centres:
        centre = await checkout.create_cost_centre(
            chief, CreateCostCentre(organization_id=world.organizations[place], code=code, name=name)
        )
        budget = {
            "cost_centre_id": str(centre.id),
            "period": "quarter",
            "limit": {"amount": limit, "currency": currency},
        }
        await checkout.create_budget(chief, convert(budget, CreateBudget))
    rules = SaveCheckoutRules(requires_po_number=True, requires_cost_centre=False)
    await checkout.save_checkout_rules(chief, world.organizations[place], rules)
