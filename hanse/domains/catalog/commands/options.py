"""The options of configurable products, saved as a whole."""

from __future__ import annotations

from typing import Any, Final

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

INSERT_OPTIONS: Final = """
INSERT INTO product_options (id, product_id, key, label, help, is_required, choices, position)
SELECT i.id, %(product)s, i.key, i.label, i.help, i.is_required, i.choices, i.position
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, key text, label text, help text, is_required boolean, choices jsonb,
    position integer)
"""
INSERT_RULES: Final = """
INSERT INTO option_rules (id, product_id, kind, if_option, if_choice, then_option, then_choices, message, position)
SELECT i.id, %(product)s, i.kind, i.if_option, i.if_choice, i.then_option, i.then_choices, i.message, i.position
FROM jsonb_to_recordset(%(rows)s) AS i (id uuid, kind text, if_option text, if_choice text, then_option text,
    then_choices text[], message text, position integer)
"""


@command("product.save_options", permission="product.update")
async def save_options(ctx: Ctx, product_id: ProductId, data: SaveOptions) -> ProductOptions:
    """Replace the options and rules of a configurable product. Raises Invalid by field, PreconditionFailed."""
    product = await lock_product(ctx, product_id, "product.update")
    ctx.check_version(product.version)
    if data.options and product.kind is not ProductKind.CONFIGURABLE:
        raise Invalid.field("options", "Only a configurable product has options; change its kind first", "not_here")
    check_definition(data.options, data.rules)
    await ctx.db.run("DELETE FROM product_options WHERE product_id = %(id)s", {"id": product_id})
    await ctx.db.run("DELETE FROM option_rules WHERE product_id = %(id)s", {"id": product_id})
    await ctx.db.run(INSERT_OPTIONS, {"product": product_id, "rows": Json(_option_rows(data))})
    await ctx.db.run(INSERT_RULES, {"product": product_id, "rows": Json(_rule_rows(data))})
    after = await touch_product(ctx, product)
    options, rules = await load_options(ctx, product_id)
    return ProductOptions(product_id=product_id, options=options, rules=rules, version=after.version)


def _option_rows(data: SaveOptions) -> list[dict[str, Any]]:
    return [
        {
            "id": OptionId.new().uuid,
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


def _rule_rows(data: SaveOptions) -> list[dict[str, Any]]:
    return [
        {
            "id": OptionRuleId.new().uuid,
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
