"""The states of a product and what leads from one to another."""

from __future__ import annotations

from typing import Final

from hanse.domains.catalog.errors import ProductIncomplete, ProductInvalidTransition
from hanse.domains.catalog.types import Product, ProductKind, ProductStatus, VariantStatus
from hanse.kit.errors import FieldError

_S = ProductStatus
# action: (states it starts from, state it ends in)
TRANSITIONS: Final = {
    "submit": ((_S.DRAFT,), _S.IN_REVIEW),
    "return": ((_S.IN_REVIEW, _S.ACTIVE), _S.DRAFT),
    "activate": ((_S.DRAFT, _S.IN_REVIEW, _S.ARCHIVED), _S.ACTIVE),
    "archive": ((_S.DRAFT, _S.IN_REVIEW, _S.ACTIVE), _S.ARCHIVED),
    "restore": ((_S.ARCHIVED,), _S.DRAFT),
}
WORDS: Final = {
    _S.DRAFT: "a draft",
    _S.IN_REVIEW: "in review",
    _S.ACTIVE: "active",
    _S.ARCHIVED: "archived",
}


def next_status(present: ProductStatus, action: str) -> ProductStatus:
    """The state after `action`. Raises ProductInvalidTransition."""
    begins, ends = TRANSITIONS[action]
    if present not in begins:
        raise ProductInvalidTransition(f"The product is {WORDS[present]}, so this cannot be done")
    return ends


def possible_actions(present: ProductStatus) -> tuple[str, ...]:
    """What can be done from a state, by name."""
    return tuple(action for action, (begins, _) in TRANSITIONS.items() if present in begins)


def check_complete(product: Product, option_count: int) -> None:
    """Refuse to sell what cannot be ordered. Raises ProductIncomplete with one sentence per gap."""
    gaps = []
    active = [variant for variant in product.variants if variant.status is VariantStatus.ACTIVE]
    if not active:
        gaps.append(FieldError("variants", "Add at least one variant with an SKU", "required"))
    if product.kind is ProductKind.CONFIGURABLE and option_count == 0:
        gaps.append(FieldError("options", "Add at least one option to choose, or make it a simple product", "required"))
    if product.kind is ProductKind.BUNDLE:
        gaps += [
            FieldError("variants", f"Say what the bundle {variant.sku} holds", "required")
            for variant in active
            if not variant.components
        ]
    if gaps:
        raise ProductIncomplete(gaps[0].message, fields=gaps)
