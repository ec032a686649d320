"""Quick order: pasted lines or a file against the catalogue; nothing is kept."""

from __future__ import annotations

import asyncio
import io
from typing import Final

from hanse.domains.checkout.errors import NothingReadable
from hanse.domains.checkout.queries.articles import find_articles, limits_of, suggest
from hanse.domains.checkout.queries.visibility import own_organization, path_of
from hanse.domains.checkout.rules.pasted import PastedLine, read_rows, read_text
from hanse.domains.checkout.rules.quantities import QuantityRefused, read_quantity
from hanse.domains.checkout.rules.refusals import problem_of, unknown_article
from hanse.domains.checkout.types import (
    LINES_MAXIMUM,
    CartProblem,
    OrganizationId,
    QuickLine,
    QuickOrder,
    QuickOrderRead,
)
from hanse.kit.errors import Invalid
from hanse.kit.tables import TableLimits, TableUnreadable
from hanse.kit.tables.csv_in import detect_encoding
from hanse.kit.tables.xlsx_in import read_xlsx
from hanse.platform.authz import Subject
from hanse.platform.commands import query
from hanse.platform.context import Ctx

LIMITS: Final = TableLimits(rows=LINES_MAXIMUM + 100, columns=50, cell=2_000, expanded=64 * 1024 * 1024)
_WORKBOOK: Final = b"PK\x03\x04"


@query("cart.read_quick_order", permission="cart.view")
async def read_quick_order(ctx: Ctx, data: QuickOrder) -> QuickOrderRead:
    """Say what pasted lines or a file mean: article, quantity and unit, or a sentence for each that cannot be ordered.

    A thousand lines take two statements. Raises NothingReadable, Invalid, NotFound, TableUnreadable and its kin.
    """
    organization_id = own_organization(ctx, data.organization_id)
    path = await path_of(ctx, organization_id, "cart.view")
    ctx.authorize("cart.view", Subject(kind="cart", organizations=tuple(path)))
    if data.file:
        pasted = await asyncio.to_thread(read_file, data.file)
    else:
        pasted = read_text(data.text)
    if not pasted:
        raise NothingReadable()
    if len(pasted) > LINES_MAXIMUM:
        raise Invalid.field("text", f"These are {len(pasted):,} lines; send {LINES_MAXIMUM:,} at most at once")
    lines = await look_up(ctx, organization_id, pasted)
    bad = sum(line.problem is not None for line in lines)
    return QuickOrderRead(organization_id=organization_id, lines=lines, good=len(lines) - bad, bad=bad)


def read_file(content: bytes) -> list[PastedLine]:
    """The lines of a CSV or XLSX file, with or without a header. Blocking."""
    file = io.BytesIO(content)
    if content.startswith(_WORKBOOK):
        _, records = read_xlsx(file, None, LIMITS)
        return read_rows((record.number, record.texts) for record in records)
    try:
        text = content.decode(detect_encoding(file, LIMITS))
    except (UnicodeDecodeError, LookupError):
        raise TableUnreadable("This is neither a CSV nor an XLSX file") from None
    return read_text(text)


async def look_up(ctx: Ctx, organization_id: OrganizationId, pasted: list[PastedLine]) -> list[QuickLine]:
    """Find the articles of lines and check their quantities."""
    articles = await find_articles(ctx, organization_id, skus=[line.sku for line in pasted if line.sku])
    unknown = [line.sku for line in pasted if line.sku and articles.find(None, line.sku) is None]
    near = await suggest(ctx, organization_id, unknown) if unknown else {}
    lines = []
    for line in pasted:
        article = articles.find(None, line.sku)
        quantity, problem = None, None
        if line.problem:
            problem = CartProblem(code="not_understood", message=line.problem, field="text")
        elif article is None:
            problem = unknown_article(line.sku, near.get(line.sku, []))
        elif article.needs_options:
            message = "This is made to your choice; choose its options on its own page"
            problem = CartProblem(code="options_needed", message=message, field="options")
        else:
            try:
                quantity = read_quantity(line.quantity, line.unit, limits_of(article))
            except QuantityRefused as error:
                problem = problem_of(error, "quantity")
        lines.append(
            QuickLine(
                number=line.number,
                text=line.text,
                sku=article.sku if article else line.sku,
                name=article.name if article else "",
                variant_id=article.variant_id if article else None,
                quantity=quantity,
                problem=problem,
            )
        )
    return lines
