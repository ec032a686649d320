"""Failures on the wire: problem+json (RFC 9457) with a stable code, field paths, and a sentence a person can act on."""

from __future__ import annotations

from typing import Any

from hanse.kit.errors import HanseError
from hanse.kit.structs import to_json
from hanse.platform.http.messages import PROBLEM, Reply
from hanse.platform.limits import refusal_headers


def problem(error: HanseError, request_id: str) -> Reply:
    """Answer one failure. A 404 carries nothing that depends on what was asked for, except the request id header."""
    body: dict[str, Any] = {
        "type": f"/docs/errors#{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
    }
    if error.message != error.title and error.status != 404:
        body["detail"] = error.message
    if error.fields:
        body["errors"] = [{"path": item.path, "message": item.message, "code": item.code} for item in error.fields]
    if error.extra and error.status != 404:
        body["extra"] = error.extra
    headers = [("cache-control", "no-store")]
    headers.extend(refusal_headers(error))
    if error.status == 401:
        headers.append(("www-authenticate", 'Bearer realm="hanse"'))
    return Reply(to_json(body), status=error.status, content_type=PROBLEM, headers=headers)
