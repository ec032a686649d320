"""What can be done with `budget`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class BudgetOperations:
    """What can be done with `budget`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateBudget]) -> models.Budget:
        """Limit what is bought at a cost centre in each month, quarter or year, in one currency.

        What is under way from before does not count.

        Needs the right `budget.manage`.

        Refused with: `not_found`, `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/budgets", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Budget)

    def get(self, budget_id: str) -> models.BudgetHistory:
        """Read one budget with its last twelve periods and what the present one is made of.

        Needs the right `budget.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/budgets/{budget_id}", budget_id=budget_id))
        return self._transport.send(call, models.BudgetHistory)

    def list(self, **query: Unpack[inputs.BudgetListQuery]) -> Page[models.Budget]:
        """List the budgets the reader may see, with what is used of the present period.

        Needs the right `budget.view`.
        """
        call = Call(method="GET", path="/v1/budgets", query=query)
        return self._transport.send(call, Page[models.Budget])

    def list_all(self, **query: Unpack[inputs.BudgetListQuery]) -> Iterator[models.Budget]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/budgets", query={**query, "cursor": cursor}), Page[models.Budget]
            ),
        )

    def update(self, budget_id: str, *, version: int, **data: Unpack[inputs.UpdateBudget]) -> models.Budget:
        """Change a limit from now on; what is committed already stays.

        Needs the right `budget.manage`.

        Refused with: `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH", path=address("/v1/budgets/{budget_id}", budget_id=budget_id), body=data, version=version
        )
        return self._transport.send(call, models.Budget)
