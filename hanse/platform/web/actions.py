"""What every page does with a refusal: a form keeps what was typed, a button goes back and says why.

Not here: reading forms (forms.py), drawing them, or anything a single domain knows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from hanse.kit.errors import HanseError, NotFound, Unauthenticated
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form
from hanse.platform.web.pages import RolledBack, redirect
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

T = TypeVar("T")


async def attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """Run an action with the form's data; a refusal stays on the form's page instead of becoming an error page.

    Gives None when refused: answer then with `refused`, which also undoes what was begun.
    """
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


def refused(template: str, form: Form[Any], context: Mapping[str, Any]) -> View:
    """The page of a form again, with what was typed and what to mend; its status undoes the attempt."""
    return View(template, {**context, "form": form}, status=form.status if form.status >= 400 else 422)


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
        again = Redirect(back or done.to, flash(in_short(error), "critical"))
        raise RolledBack(redirect(ctx.services, request, again)) from error
    return done


def in_short(error: HanseError) -> str:
    """One line for a refusal: the first thing to mend, and how many more there are."""
    if not error.fields:
        return error.message
    more = len(error.fields) - 1
    return error.fields[0].message + (f" (and {more} more)" if more else "")


def flash(message: str, tone: str = "positive") -> Flash:
    """A message after a change."""
    return Flash(message=message, tone=tone)
