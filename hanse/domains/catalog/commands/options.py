"""The options of configurable products, saved as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.commands.products import touch_product
from hanse.domains.catalog.queries.options import load_options
from hanse.domains.catalog.queries.products import lock_product
from hanse.domains.catalog.rules.options import check_definition, effects_of
from hanse.domains.catalog.types import (
    OptionId,
    OptionRuleId,
    ProductId,
    ProductKind,
    ProductOptions,
    SaveOptions,
)
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

CLEAR_OPTIONS: Final = "DELETE FROM product_options WHERE product_id = ANY(%(ids)s)"
CLEAR_RULES: Final = "DELETE FROM option_rules WHERE product_id = ANY(%(ids)s)"
INSERT_OPTIONS: Final = """
INSERT INTO product_options (id, product_id, key, label, help, is_required, choices, position)
SELECT i.id, i.product_id, i.key, i.label, i.help, i.is_required, i.choices, i.position
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, product_id uuid, key text, label text, help text,
    is_required boolean, choices jsonb, position integer)
"""
INSERT_RULES: Final = """
INSERT INTO option_rules (id, product_id, kind, if_option, if_choice, then_option, then_choices, message, position)
SELECT i.id, i.product_id, i.kind, i.if_option, i.if_choice, i.then_option, i.then_choices, i.message, i.position
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, product_id uuid, kind text, if_option text, if_choice text,
    then_option text, then_choices text[], message text, position integer)
"""


@command("product.save_options", permission="product.update")
async def save_options(ctx: Ctx, product_id: ProductId, data: SaveOptions) -> ProductOptions:
    """Replace the options and rules of a configurable product. Raises Invalid by field, PreconditionFailed."""
    product = await lock_product(ctx, product_id, "product.update")
    ctx.check_version(product.version)
    if data.options and product.kind is not ProductKind.CONFIGURABLE:
        raise Invalid.field("options", "Only a configurable product has options; change its kind first", "not_here")
    check_definition(data.options, data.rules)
    await write_options(ctx, {product_id.uuid: data})
    after = await touch_product(ctx, product)
    options, rules = await load_options(ctx, product_id)
    return ProductOptions(product_id=product_id, options=options, rules=rules, version=after.version)


async def write_options(ctx: Ctx, wanted: Mapping[UUID, SaveOptions]) -> None:
    """Replace checked options and rules of products, a statement for each kind of row."""
    await ctx.db.run(CLEAR_OPTIONS, {"ids": list(wanted)})
    await ctx.db.run(CLEAR_RULES, {"ids": list(wanted)})
    options = [row for product, data in wanted.items() for row in _option_rows(product, data)]
    rules = [row for product, data in wanted.items() for row in _rule_rows(product, data)]
    await ctx.db.run(INSERT_OPTIONS, {"rows": Json(options)})
    await ctx.db.run(INSERT_RULES, {"rows": Json(rules)})


def _option_rows(product: UUID, data: SaveOptions) -> list[dict[str, Any]]:
    return [
        {
            "id": OptionId.new().uuid,
            "product_id": product,
            "key": option.key,
            "label": clean_line(option.label),
            "help": clean_line(option.help),
            "is_required": option.is_required,
            "choices": [
                {
                    "key": choice.key,
                    "label": clean_line(choice.label),
                    "effects": effects_of(choice),
                    "is_default": choice.is_default,
                }
                for choice in option.choices
            ],
            "position": position,
        }
        for position, option in enumerate(data.options)
    ]


def _rule_rows(product: UUID, data: SaveOptions) -> list[dict[str, Any]]:
    return [
        {
            "id": OptionRuleId.new().uuid,
            "product_id": product,
            "kind": rule.kind,
            "if_option": rule.if_option,
            "if_choice": rule.if_choice,
            "then_option": rule.then_option,
            "then_choices": rule.then_choices,
            "message": clean_line(rule.message),
            "position": position,
        }
        for position, rule in enumerate(data.rules)
    ]
