"""Shopping lists as they are given and taken. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.types.carts import CartLineInput, CartProblem, Path, UnitChoice, owned_subject
from hanse.domains.checkout.types.values import LINES_MAXIMUM, CartId, CartName, ListId
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class ShoppingListSummary(Data, frozen=True, kw_only=True):
    """A shopping list in a list."""

    id: ListId
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str
    name: str
    is_shared: bool
    line_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return owned_subject("shopping_list", self.id, self.path, self.owner_member_id, is_shared=self.is_shared)


class ShoppingListLine(Data, frozen=True, kw_only=True):
    """Something on a list, with today's price; what may no longer be bought is not shown with its name."""

    variant_id: VariantId
    sku: str
    name: str
    product_handle: str
    quantity: Quantity
    unit_name: str
    units: list[UnitChoice]
    note: str
    unit_price: UnitPrice | None
    stock_text: str
    problems: list[CartProblem]


class ShoppingList(Data, frozen=True, kw_only=True):
    """A shopping list with its lines."""

    id: ListId
    organization_id: OrganizationId
    organization_name: str
    owner_member_id: MemberId | None
    owner_name: str
    name: str
    is_shared: bool
    lines: list[ShoppingListLine]
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return owned_subject("shopping_list", self.id, self.path, self.owner_member_id, is_shared=self.is_shared)


class CreateShoppingList(Input, frozen=True, kw_only=True):
    """A new list; `from_cart_id` fills it with the lines of a basket."""

    organization_id: OrganizationId | None = None
    name: CartName
    is_shared: bool = False
    from_cart_id: CartId | None = None


class UpdateShoppingList(Input, frozen=True, kw_only=True):
    """What a list is called and who sees it."""

    name: CartName | UnsetType = UNSET
    is_shared: bool | UnsetType = UNSET


class SaveListLines(Input, frozen=True, kw_only=True):
    """Lines to put on a list; one that is there already gets the new quantity."""

    lines: Annotated[list[CartLineInput], Meta(min_length=1, max_length=LINES_MAXIMUM)]


class RemoveListLines(Input, frozen=True, kw_only=True):
    """Which articles to take off; none named means all."""

    variant_ids: Annotated[list[VariantId], Meta(max_length=LINES_MAXIMUM)] = []


class SavedListLines(Data, frozen=True, kw_only=True):
    """What became of lines put on a list."""

    list_id: ListId
    version: int
    saved: int
    refused: int
    problems: Annotated[dict[str, CartProblem], Meta(description="What is wrong, by place in the call")]


class ListToCart(Input, frozen=True, kw_only=True):
    """Which basket the list goes into; none makes a new one with the list's name."""

    cart_id: CartId | None = None


class ShoppingListFilter(PageQuery, frozen=True, kw_only=True):
    """Which lists, newest change first."""

    organization: OrganizationId | None = None
