"""How failures are told: each with the code, status and field paths REST gives, under `extensions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from graphql import GraphQLError

from hanse.kit.errors import HanseError, NotFound
from hanse.platform.db.errors import translate
from hanse.platform.http.frame import InternalError

log = structlog.get_logger("hanse.graphql")


class DocumentInvalid(HanseError):
    """The document is not GraphQL, or asks for what the schema does not have."""

    status = 400
    code = "graphql_document_invalid"
    title = "The document cannot be run as it stands"


def name_failure(error: Exception) -> HanseError:
    """A driver's failure or a defect as one of ours; a defect is logged and says nothing of itself."""
    named = translate(error)
    if named is None:
        log.error("operation_failed", error=type(error).__name__, exc_info=error)
        return InternalError()
    return named


def formatted(error: GraphQLError, failure: HanseError) -> dict[str, Any]:
    """One entry of `errors`, whose cause is `failure`."""
    told: dict[str, Any] = {"message": failure.title if failure.status == NotFound.status else failure.message}
    if isinstance(failure, DocumentInvalid):
        told["message"] = error.message
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        told["path"] = error.path
    told["extensions"] = details(failure)
    return told


def details(failure: HanseError) -> dict[str, Any]:
    """What programs go by: the stable code, the status REST would give, and what is wrong with which field."""
    found: dict[str, Any] = {"code": failure.code, "status": failure.status, "type": f"/docs/errors#{failure.code}"}
    if failure.status != NotFound.status:
        if failure.fields:
            found["fields"] = [
                {"path": item.path, "message": item.message, "code": item.code} for item in failure.fields
            ]
        if failure.extra:
            found["extra"] = failure.extra
    if failure.retry_after is not None:
        found["retry_after"] = failure.retry_after
    return found


def cause_of(error: GraphQLError) -> HanseError:
    """The failure behind an error: one of ours, a wrong document, or a defect in what was returned."""
    original = error.original_error
    while isinstance(original, GraphQLError) and original.original_error is not None:
        original = original.original_error
    if isinstance(original, HanseError):
        return original
    if original is None or isinstance(original, GraphQLError):
        if error.path is None:
            return DocumentInvalid(error.message)
        return name_failure(original or error)
    return name_failure(original)


def worst(failures: Sequence[HanseError]) -> HanseError | None:
    """The failure on our side that the whole answer stands for, if there is one."""
    return max((one for one in failures if one.status >= 500), key=lambda one: one.status, default=None)
