"""What the home page of a new business begins with: the steps to its first sale, until all that are needed are done."""

from __future__ import annotations

from typing import Final

from hanse.domains.storefront import api
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart
from hanse.platform.web.parts import Step

# What is asked, why, the verb of its button, where; the last says that one can sell without it.
_STEPS: Final = (
    ("taxes", "Tax rates", "What your documents charge, by country.", "Add a rate", "/admin/settings/taxes", False),
    ("products", "Products", "Enter a few, or bring all of them in a file.", "Add products", "/admin/products", False),
    ("prices", "Prices", "One list for everybody is enough to begin.", "Make a list", "/admin/price-lists", False),
    ("places", "Where stock lies", "A warehouse or a shop.", "Add a place", "/admin/locations", False),
    ("partners", "The first partner", "Whom you sell to.", "Add a partner", "/admin/organizations", False),
    ("face", "Your colours and logo", "On pages, in mails and on papers.", "Choose", "/admin/settings/branding", True),
    (
        "colleagues",
        "Your colleagues",
        "Each with exactly the rights they need.",
        "Invite",
        "/admin/invitations/new",
        True,
    ),
)


async def load_setup(ctx: Ctx) -> HomePart:
    """The steps, in the order that makes each of them easy; nothing once a business can sell."""
    found = await api.get_setup(ctx)
    done = {name: bool(getattr(found, name)) for name, *_ in _STEPS}
    if all(done[name] for name, *_, optional in _STEPS if not optional):
        return HomePart()
    first = next(name for name, *_ in _STEPS if not done[name])
    steps = []
    for name, label, detail, verb, href, optional in _STEPS:
        state = "done" if done[name] else "current" if name == first else "todo"
        steps.append(Step(label, state, detail, href, verb, optional))
    return HomePart(steps=steps)
