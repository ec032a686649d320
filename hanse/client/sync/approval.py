"""What can be done with `approval`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class ApprovalOperations:
    """What can be done with `approval`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def approve(
        self, approval_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.Explain]
    ) -> models.Approval:
        """Approve, in one's own seat or by delegation.

        Needs the right `approval.decide`.
        """
        call = Call(
            method="POST",
            path=address("/v1/approvals/{approval_id}/approve", approval_id=approval_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Approval)

    def comment(
        self, approval_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.WriteComment]
    ) -> models.Approval:
        """Write something that everybody who sees the approval reads.

        Needs the right `approval.comment`.

        Refused with: `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/approvals/{approval_id}/comment", approval_id=approval_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Approval)

    def counts(self) -> models.ApprovalCounts:
        """How many approvals wait for the reader, by delegation too, and how many of them are late.

        Needs the right `approval.view`.
        """
        call = Call(method="GET", path="/v1/approval-counts")
        return self._transport.send(call, models.ApprovalCounts)

    def get(self, approval_id: str) -> models.ApprovalDetail:
        """Read an approval with its frozen document and history; the facts only for staff and those who decide.

        Needs the right `approval.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/approvals/{approval_id}", approval_id=approval_id))
        return self._transport.send(call, models.ApprovalDetail)

    def list(self, **query: Unpack[inputs.ApprovalListQuery]) -> Page[models.Approval]:
        """List the approvals the reader takes part in or may see, newest first.

        Needs the right `approval.view`.
        """
        call = Call(method="GET", path="/v1/approvals", query=query)
        return self._transport.send(call, Page[models.Approval])

    def list_all(self, **query: Unpack[inputs.ApprovalListQuery]) -> Iterator[models.Approval]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/approvals", query={**query, "cursor": cursor}), Page[models.Approval]
            ),
        )

    def preview(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SubmitApproval]
    ) -> models.ApprovalPreview:
        """What submitting anything would need, for whoever looks after policies.

        Needs the right `approval.preview`.
        """
        call = Call(method="POST", path="/v1/approvals/preview", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ApprovalPreview)

    def reassign(
        self, approval_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.Reassign]
    ) -> models.Approval:
        """Give one's decision, or with the right for everybody's another's, to somebody else.

        Needs the right `approval.reassign`.

        Refused with: `cannot_reassign`.
        """
        call = Call(
            method="POST",
            path=address("/v1/approvals/{approval_id}/reassign", approval_id=approval_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Approval)

    def recall(
        self, approval_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.Explain]
    ) -> models.Approval:
        """Take back what one asked for.

        Needs the right `approval.recall`.

        Refused with: `forbidden`, `approval_closed`.
        """
        call = Call(
            method="POST",
            path=address("/v1/approvals/{approval_id}/recall", approval_id=approval_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Approval)

    def reject(
        self, approval_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.WriteComment]
    ) -> models.Approval:
        """Reject and say why; that ends it.

        Needs the right `approval.decide`.
        """
        call = Call(
            method="POST",
            path=address("/v1/approvals/{approval_id}/reject", approval_id=approval_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Approval)
