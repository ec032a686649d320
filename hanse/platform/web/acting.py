"""What a page does when an action is refused: the form once more, or the page one came from, with a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from hanse.kit.errors import HanseError, NotFound, Unauthenticated
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form
from hanse.platform.web.pages import RolledBack, redirect
from hanse.platform.web.requests import PageRequest, Redirect
from hanse.platform.web.shell import Flash

T = TypeVar("T")


async def attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """Run an action with the form's data; a refusal stays on the form's page instead of becoming an error page."""
    try:
        return await form.submit(action)
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        form.status = error.status
        form.message = error.message
        for item in error.fields:
            form.errors.setdefault(item.path, []).append(item.message)
        return None


async def press(
    ctx: Ctx, request: PageRequest, action: Callable[[], Awaitable[Any]], done: Redirect, back: str = ""
) -> Redirect:
    """Run what a button stands for and go on; a refusal undoes all of it and is said on the page one came from."""
    try:
        await action()
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        again = Redirect(back or done.to, Flash(message=error.message, tone="critical"))
        raise RolledBack(redirect(ctx.services, request, again)) from error
    return done


def flash(message: str, tone: str = "positive") -> Flash:
    """A message after a change."""
    return Flash(message=message, tone=tone)
