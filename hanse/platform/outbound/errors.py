"""What can go wrong on the way out. The sentences tell nothing about our own network; logs carry the reason."""

from __future__ import annotations

from hanse.kit.errors import Invalid, Unavailable


class OutboundRefused(Invalid):
    """The address may not be called. The same sentence for private, unknown and malformed hosts: it is no oracle."""

    code = "address_not_allowed"
    title = "This address cannot be called: give the http or https address of a system on the public internet"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class OutboundFailed(Unavailable):
    """The other system gave no usable answer.

    `reason` is one of dns, connect, tls, timeout, protocol, closed. `maybe_sent` is True when the request may have
    reached the other side, so repeat it only with the same idempotency key.
    """

    code = "remote_unavailable"
    title = "The other system did not answer properly; try again later"

    def __init__(self, reason: str, *, maybe_sent: bool = False, retry_after: int | None = None) -> None:
        super().__init__(retry_after=retry_after)
        self.reason = reason
        self.maybe_sent = maybe_sent


class OutboundTooLarge(OutboundFailed):
    """The answer was larger than the caller allows; reading stopped at the limit."""

    code = "remote_answer_too_large"
    title = "The other system answered with more data than is accepted"

    def __init__(self) -> None:
        super().__init__("too_large", maybe_sent=True)


class OutboundPaused(OutboundFailed):
    """The other system failed repeatedly and is left alone for a while; nothing was sent."""

    code = "remote_paused"
    title = "The other system is failing; it is tried again in a moment"

    def __init__(self, retry_after: int) -> None:
        super().__init__("paused", retry_after=retry_after)


class OutboundBusy(OutboundFailed):
    """Too many requests to this one system are under way; nothing was sent."""

    code = "remote_busy"
    title = "The other system is slow and many requests to it are waiting; try again in a moment"

    def __init__(self) -> None:
        super().__init__("busy", retry_after=1)
