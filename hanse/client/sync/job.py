"""What can be done with `job`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class JobOperations:
    """What can be done with `job`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list_failed(self, **query: Unpack[inputs.JobListFailedQuery]) -> Page[models.FailedJob]:
        """List background jobs that failed for good, newest first; those sent back to work only when asked for.

        Needs the right `job.view`.
        """
        call = Call(method="GET", path="/v1/failed-jobs", query=query)
        return self._transport.send(call, Page[models.FailedJob])

    def list_failed_all(self, **query: Unpack[inputs.JobListFailedQuery]) -> Iterator[models.FailedJob]:
        """Every item of `list_failed`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/failed-jobs", query={**query, "cursor": cursor}), Page[models.FailedJob]
            ),
        )

    def replay(self, dead_job_id: str, *, idempotency_key: str | None = None) -> None:
        """Run a failed job again; of two who ask at once, one does.

        Needs the right `job.replay`.

        Refused with: `job_replay_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/failed-jobs/{dead_job_id}/replay", dead_job_id=dead_job_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, type(None))
