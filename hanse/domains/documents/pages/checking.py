"""The public page where anybody learns whether a PDF is one that the business sealed, and unchanged."""

from __future__ import annotations

from typing import Any

from hanse.domains.documents import api
from hanse.domains.documents.types import CheckDocument, DocumentCheck
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, View

_TEMPLATE = "documents/verify.html"


async def page(ctx: Ctx, request: PageRequest) -> View:
    """Where a file is chosen."""
    return View(_TEMPLATE, _context(ctx, Form(), None, ""))


async def check(ctx: Ctx, request: PageRequest) -> View:
    """What the check of the file comes to. The file is gone with the answer."""
    file = request.file("content")
    form: Form[Any] = Form.from_builtins(CheckDocument, {"content": file.content if file else b""})
    form.values = {}
    if file is None:
        form.errors, form.data = {"content": ["Choose a PDF first"]}, None
    found = await attempt(form, lambda data: api.check_document(ctx, data))
    name = (file.filename or "") if file else ""
    if found is None:
        return refused(_TEMPLATE, form, _context(ctx, form, None, name))
    return View(_TEMPLATE, _context(ctx, form, found, name))


def _context(ctx: Ctx, form: Form[Any], found: DocumentCheck | None, name: str) -> dict[str, Any]:
    return {"form": form, "found": found, "file_name": name[:200], "root": f"/t/{ctx.tenant.handle}/verify"}
