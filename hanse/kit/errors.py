"""The named failures of Hanse: each carries an HTTP status, a stable code and a sentence a person can act on.

Surfaces turn them into problem+json, a page or a CLI exit. Domain packages subclass the ready-made kinds here;
nothing in this file knows HTTP libraries or SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One thing wrong with one input field; `path` is dotted from the body's root, empty for the whole input."""

    path: str
    message: str
    code: str = "invalid"


class ExplainedError(Exception):
    """A failure whose text is one sentence that says what to do; programs print it and end, without a stack."""


class HanseError(ExplainedError):
    """A failure with a meaning: `status` (HTTP), `code` (stable, for programs), `message` (for people)."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: Iterable[FieldError] = (),
        retry_after: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message or self.title)
        self.message = message or self.title
        self.fields = tuple(fields)
        self.retry_after = retry_after
        self.extra = dict(extra or {})


class Unauthenticated(HanseError):
    status = 401
    code = "unauthenticated"
    title = "Log in or send a valid API key"


class Forbidden(HanseError):
    status = 403
    code = "forbidden"
    title = "Your role does not allow this"


class SecondFactorRequired(Forbidden):
    """The business demands more proof than this session gave; `extra.set_up` is where a person goes on."""

    code = "second_factor_required"
    title = "This business asks everybody for a second factor; set one up at /account/second-factor, then go on"


class NotFound(HanseError):
    """Also the answer for what may not be known: absent, foreign and malformed ids are indistinguishable."""

    status = 404
    code = "not_found"
    title = "There is nothing here, or it is not yours to see"


class Conflict(HanseError):
    status = 409
    code = "conflict"
    title = "This is not possible in the present state"


class PreconditionFailed(HanseError):
    status = 412
    code = "stale_version"
    title = "Somebody changed this since you read it; load it again and repeat your change"


class PayloadTooLarge(HanseError):
    status = 413
    code = "payload_too_large"
    title = "This is larger than what is accepted"


class UnsupportedMedia(HanseError):
    status = 415
    code = "unsupported_media_type"
    title = "This kind of content is not accepted here"


class Invalid(HanseError):
    status = 422
    code = "invalid_input"
    title = "Some of the input cannot be accepted"

    @classmethod
    def field(cls, path: str, message: str, code: str = "invalid") -> Invalid:
        """Make the common case: exactly one field is wrong."""
        return cls(message, fields=(FieldError(path, message, code),))


class PreconditionRequired(HanseError):
    status = 428
    code = "version_required"
    title = "Say which version you decided on: send the ETag of what you read as If-Match (GraphQL: expectedVersion)"


class TooManyRequests(HanseError):
    """`refused` is what the limiter said: name, limit and decision, for the headers that tell the client."""

    refused: Any = None
    status = 429
    code = "too_many_requests"
    title = "Too many attempts; wait a little and try again"


class Unavailable(HanseError):
    status = 503
    code = "unavailable"
    title = "The service is busy or being restored; try again in a moment"
