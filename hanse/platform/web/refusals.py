"""What an error page says to a person: a title without the words of protocols, what to do now, and the ways on.

The errors themselves speak to programs as well (kit/errors.py); a message made for the occasion goes before the advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hanse.kit.errors import HanseError
from hanse.platform.web.parts import Action

_TITLES: Final = {
    500: "Something went wrong on our side",
    412: "Somebody else saved a change first",
    428: "This page no longer shows the latest state",
}
_ADVICE: Final = {
    403: "If you need it for your work, ask those who give out roles at your company.",
    404: "The address may be mistyped, or what was here has moved. The search of your workspace finds it by name.",
    409: "Go back and load the page again: it shows what can be done now.",
    410: "Links in mails work once and for a limited time. Ask for a new one where you got this one.",
    412: "Nothing of theirs was overwritten. Go back, where your words still stand, and repeat them.",
    413: "Send it in smaller parts.",
    428: "Go back, load the page again and repeat your change on what it shows then.",
    429: "This protects everybody's accounts and the service. Nothing was changed.",
    500: "Nothing was half saved. Try again; if it happens once more, tell us the number below.",
    503: "Nothing was changed.",
}
_LATER: Final = frozenset({429, 500, 503})


def refusal(error: HanseError, *, again: str, home: str, is_known: bool) -> Mapping[str, Any]:
    """The context of an error page; `again` is the address to try once more ("" where that would repeat a change)."""
    start = Action("Go to your workspace", "/") if is_known else Action("Go to the start page", home)
    retry = [Action("Try again", again, icon="refresh-cw")] if again and error.status in _LATER else []
    own = error.message if error.message != error.title else ""
    return {
        "status": error.status,
        "title": _TITLES.get(error.status, error.title),
        "message": own or _ADVICE.get(error.status, ""),
        "fields": [one.message for one in error.fields if one.message != own],
        "actions": [*retry, start],
    }
