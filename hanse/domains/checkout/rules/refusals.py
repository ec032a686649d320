"""Refusals of lines in the words of a cart. Pure."""

from __future__ import annotations

from hanse.domains.checkout.rules.quantities import QuantityRefused
from hanse.domains.checkout.types import CartProblem


def problem_of(error: QuantityRefused, field: str) -> CartProblem:
    """A refused quantity as the problem of a line."""
    return CartProblem(code=error.reason, message=error.message, field=field, accepted=error.accepted)


def unknown_article(sku: str, near: list[str]) -> CartProblem:
    """An article number that cannot be ordered, with those that look like it."""
    if not sku:
        return CartProblem(code="unknown_article", message="Name an article by its number", field="sku")
    meant = f"; did you mean {' or '.join(near[:3])}?" if near else "; compare it with the catalogue"
    message = f"There is no article {sku[:40]} to order{meant}"
    return CartProblem(code="unknown_article", message=message, field="sku", suggestions=near)
