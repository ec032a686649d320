"""What can go wrong, as exceptions: each carries the stable code, the sentence and the fields of the API's problem."""

from __future__ import annotations

from typing import Any

import msgspec


class FieldProblem(msgspec.Struct, frozen=True):
    """One thing wrong with one field; `path` is dotted from the root of what was sent."""

    path: str
    message: str
    code: str


class Problem(msgspec.Struct, frozen=True):
    """A problem+json body."""

    title: str = ""
    status: int = 0
    code: str = ""
    detail: str = ""
    errors: list[FieldProblem] = []
    extra: dict[str, Any] = {}


class NotReached(Exception):
    """No answer came: the address is wrong, or the network or the installation is down."""


class ApiError(Exception):
    """The API refused. `code` is for programs, `message` for people, `request_id` for support."""

    def __init__(self, status: int, problem: Problem, request_id: str, retry_after: float | None) -> None:
        self.status = status
        self.code = problem.code
        self.title = problem.title
        self.message = problem.detail or problem.title or f"HTTP {status}"
        self.fields = tuple(problem.errors)
        self.extra = problem.extra
        self.request_id = request_id
        self.retry_after = retry_after
        super().__init__(f"{self.message} ({self.code or status})")

    def of_field(self, path: str) -> FieldProblem | None:
        """What is wrong with one field, if anything."""
        return next((field for field in self.fields if field.path == path), None)


class Unauthenticated(ApiError):
    """401: no credential, or one that is not valid."""


class Forbidden(ApiError):
    """403: the caller may not do this."""


class NotFound(ApiError):
    """404: not there, or not the caller's to see."""


class Conflict(ApiError):
    """409: not possible in the present state."""


class StaleVersion(ApiError):
    """412: somebody changed it since it was read."""


class Invalid(ApiError):
    """422: some of the input cannot be accepted; see `fields`."""


class TooManyRequests(ApiError):
    """429: wait `retry_after` seconds."""


class Unavailable(ApiError):
    """503: busy, or being restored."""


class ServerFailed(ApiError):
    """Any other 5xx: a fault of the installation, logged there under `request_id`."""


_KINDS: dict[int, type[ApiError]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: StaleVersion,
    422: Invalid,
    429: TooManyRequests,
    503: Unavailable,
}


def error_from(status: int, body: bytes, request_id: str, retry_after: float | None) -> ApiError:
    """The exception for an answer of 400 or more, whatever its body is."""
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        problem = Problem(status=status)
    kind = _KINDS.get(status, ServerFailed if status >= 500 else ApiError)
    return kind(status, problem, request_id, retry_after)
