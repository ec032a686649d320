"""What can be done with `approval_policy`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class ApprovalPolicyOperations:
    """What can be done with `approval_policy`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SavePolicy]) -> models.Policy:
        """Add a policy for what is submitted from now on.

        Needs the right `approval_policy.manage`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/approval-policies", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Policy)

    def delete(self, policy_id: str, *, version: int) -> None:
        """Take a policy away.

        Needs the right `approval_policy.manage`.

        Refused with: `not_found`, `stale_version`.
        """
        call = Call(
            method="DELETE", path=address("/v1/approval-policies/{policy_id}", policy_id=policy_id), version=version
        )
        return self._transport.send(call, type(None))

    def get(self, policy_id: str) -> models.Policy:
        """Read one policy.

        Needs the right `approval_policy.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/approval-policies/{policy_id}", policy_id=policy_id))
        return self._transport.send(call, models.Policy)

    def list(self, **query: Unpack[inputs.ApprovalPolicyListQuery]) -> Page[models.Policy]:
        """List the policies by kind of subject, then priority.

        Needs the right `approval_policy.view`.
        """
        call = Call(method="GET", path="/v1/approval-policies", query=query)
        return self._transport.send(call, Page[models.Policy])

    def list_all(self, **query: Unpack[inputs.ApprovalPolicyListQuery]) -> Iterator[models.Policy]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/approval-policies", query={**query, "cursor": cursor}), Page[models.Policy]
            ),
        )

    def simulate(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.Simulate]) -> models.Simulation:
        """What a policy would have done to the newest subjects of its kind, beside or in place of the present ones.

        Needs the right `approval_policy.simulate`.

        Refused with: `bad_condition`.
        """
        call = Call(method="POST", path="/v1/approval-simulations", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Simulation)

    def update(self, policy_id: str, *, version: int, **data: Unpack[inputs.SavePolicy]) -> models.Policy:
        """Change a policy for what is submitted from now on.

        Needs the right `approval_policy.manage`.

        Refused with: `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/approval-policies/{policy_id}", policy_id=policy_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Policy)
