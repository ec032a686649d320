"""The page of staff about what documents are sealed with."""

from __future__ import annotations

from typing import Any

from hanse.domains.documents import api
from hanse.domains.documents.types import CreateCertificate, ListCertificates, UploadCertificate
from hanse.domains.identity.errors import ConfirmItIsYou
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

ROOT = "/admin/sealing"
_TEMPLATE = "documents/certificates.html"
_ASK = Redirect(f"/account/confirm?next={ROOT}", flash("Confirm that it is you, then repeat this", "caution"))


async def page(ctx: Ctx, request: PageRequest) -> View:
    """The certificate in use, how to change it, and the earlier ones."""
    return View(_TEMPLATE, {**await _context(ctx), "form": Form()})


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Have a certificate made."""
    form = request.form(CreateCertificate)
    try:
        made = await attempt(form, lambda data: api.create_certificate(ctx, data))
    except ConfirmItIsYou:
        return _ASK
    if made is None:
        return refused(_TEMPLATE, form, await _context(ctx))
    return Redirect(ROOT, flash("Documents are sealed with the new certificate from now on"))


async def upload(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take a certificate from a file."""
    file = request.file("content")
    body = {"content": file.content if file else b"", "password": request.field("password")}
    form: Form[Any] = Form.from_builtins(UploadCertificate, body)
    form.values = {}
    if file is None:
        form.errors = {"content": ["Choose the file of the certificate"]}
        form.data = None
    made = await attempt(form, lambda data: api.upload_certificate(ctx, data))
    if made is None:
        return refused(_TEMPLATE, form, await _context(ctx))
    return Redirect(ROOT, flash("Documents are sealed with the uploaded certificate from now on"))


async def _context(ctx: Ctx) -> dict[str, Any]:
    found = (await api.list_certificates(ctx, ListCertificates(limit=100))).items
    return {
        "present": next((one for one in found if one.retired_at is None), None),
        "earlier": [one for one in found if one.retired_at is not None],
        "root": ROOT,
        "may_create": ctx.may_anywhere("signing_certificate.create"),
        "may_upload": ctx.may_anywhere("signing_certificate.upload"),
        "check_at": f"{ctx.services.settings.public_url.rstrip('/')}/t/{ctx.tenant.handle}/verify",
        "now": ctx.now,
    }
