"""What identity's pages share: forms with passwords, cookies between two steps, refusals shown in place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec

from hanse.domains.identity.errors import ConfirmItIsYou, SessionLimitedToTenant
from hanse.kit.errors import HanseError, Invalid
from hanse.kit.structs import to_json
from hanse.platform.context import Ctx
from hanse.platform.http.auth import is_secure
from hanse.platform.http.messages import Reply, cookie
from hanse.platform.limits import refusal_headers
from hanse.platform.services import Services
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

T = TypeVar("T")
CHALLENGE_COOKIE: Final = "hanse_challenge"
CHALLENGE_SECONDS: Final = 10 * 60


def read_form(request: PageRequest, kind: type[T]) -> Form[T]:
    """The posted fields that the form has; what password managers and the page's own steps add is left out."""
    known = set(kind.__struct_encode_fields__)  # type: ignore[attr-defined]
    return Form.read(
        kind, [(name, value) for name, value in request.fields if name in known and isinstance(value, str)]
    )


def secret_form(request: PageRequest, kind: type[T], *secrets: str) -> Form[T]:
    """The posted form with passwords exactly as they were typed; forms trim other text. They are never shown again."""
    form = read_form(request, kind)
    typed = {name: request.field(name) for name in secrets if request.field(name)}
    if form.data is not None and typed:
        form.data = msgspec.structs.replace(form.data, **typed)  # type: ignore[type-var]
    for name in secrets:
        form.values.pop(name, None)
    return form


async def attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """Run a proof; a refusal of any kind stays on the form's page instead of becoming an error page."""
    try:
        return await form.submit(action)
    except (ConfirmItIsYou, SessionLimitedToTenant):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        form.status = error.status
        form.message = error.message
        form.refusal = error  # type: ignore[attr-defined]
        return None


def refused(template: str, form: Form[Any], context: dict[str, Any]) -> View:
    """The page again with what has to be mended."""
    view = View(template, {**context, "form": form}, status=form.status if form.status >= 400 else 422)
    refusal = getattr(form, "refusal", None)
    if refusal is not None:
        view.headers.extend(refusal_headers(refusal))
    return view


def with_next(path: str, target: str) -> str:
    """An address that remembers where to go afterwards."""
    return f"{path}?next={quote(target, safe='')}" if target and target != "/" else path


def challenge_cookie(services: Services, token: str | None) -> tuple[str, str]:
    """Keeps (or removes) the challenge between password and second factor; scripts cannot read it."""
    name = challenge_name(services)
    age = CHALLENGE_SECONDS if token else 0
    return cookie(name, token or "", secure=is_secure(services), max_age=age)


def challenge_name(services: Services) -> str:
    """The cookie's name, with the prefix that keeps other hosts from setting it wherever https is used."""
    return f"__Host-{CHALLENGE_COOKIE}" if is_secure(services) else CHALLENGE_COOKIE


def challenge_of(ctx: Ctx, request: PageRequest) -> str:
    """The challenge this browser is at; empty when there is none."""
    value = request.web.cookies.get(challenge_name(ctx.services), "")
    return value if len(value) <= 200 and value.isascii() else ""


def json_answer(value: Any, headers: list[tuple[str, str]] | None = None) -> Reply:
    """An answer for the page's own script."""
    return Reply(to_json(value), headers=[("cache-control", "no-store"), *(headers or [])])


def credential_of(request: PageRequest) -> dict[str, Any]:
    """The browser's passkey answer, sent as JSON text in a form field. Raises Invalid."""
    text = request.field("credential")
    try:
        value = msgspec.json.decode(text) if 0 < len(text) <= 20_000 else None
    except (msgspec.DecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Invalid.field("credential", "The browser sent no passkey", "required")
    return value


def ask_again(error: HanseError, back: str) -> Redirect:
    """Where a sensitive change goes when the proof is missing or old."""
    if isinstance(error, SessionLimitedToTenant):
        return Redirect(with_next("/account/confirm", back), Flash(message=error.message, tone="caution"))
    return Redirect(with_next("/account/confirm", back))
