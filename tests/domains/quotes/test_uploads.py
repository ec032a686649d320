"""Many lines at once: files and pasted text, row by row, in a number of statements that does not grow."""

from __future__ import annotations

import base64
import io
from typing import Any

import xlsxwriter

from hanse.domains.access.types import OrganizationId
from hanse.domains.quotes.api import add_lines, create_quote
from hanse.domains.quotes.types import AddLines, CreateQuote, QuoteLineInput
from hanse.kit.quantity import Quantity
from hanse.testing.installation import Business
from tests.domains.quotes.deals import deal, lines, made, money


def sheet(rows: list[list[Any]]) -> str:
    """A workbook, in base64."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return base64.b64encode(content.getvalue()).decode()


async def test_a_workbook_gives_lines_and_says_what_is_wrong_by_row(business: Business) -> None:
    trade = await deal(business)
    quote = await trade.quote(lines=[])
    rows = [
        ["Wunschpreis", "Artikelnummer", "Menge", "Einheit"],
        [8.5, trade.skus[0], 10, "pcs"],
        ["", "NO-SUCH", 4, ""],
        ["", trade.skus[1].lower(), 2.5, ""],
        ["", "", 3, ""],
    ]
    body = {"name": "wanted.xlsx", "content": sheet(rows)}
    answer = await made(trade.buyer, f"/v1/quotes/{quote['id']}/lines/upload", body)
    assert answer["added"] == 2
    assert [(one["row"], one["path"], one["code"]) for one in answer["problems"]] == [
        (3, "rows.3.sku", "unknown_sku"),
        (5, "rows.5.sku", "required"),
    ]
    found = await lines(trade.buyer, quote)
    assert (found[0]["target_price"], found[1]["quantity"]) == (money("8.50"), {"value": "2.5", "unit": "C62"})


async def test_a_file_without_the_right_columns_says_so(business: Business) -> None:
    trade = await deal(business)
    quote = await trade.quote(lines=[])
    content = base64.b64encode(b"colour,size\nred,5\n").decode()
    path = f"/v1/quotes/{quote['id']}/lines/upload"
    answer = await trade.buyer.post(path, {"name": "a.csv", "content": content})
    assert answer.status_code == 422
    assert "SKU" in answer.json()["detail"]
    for body in ({}, {"text": "A 1", "name": "a.csv", "content": content}):
        assert (await trade.buyer.post(path, body)).status_code == 422


async def test_three_hundred_lines_take_as_many_statements_as_three(business: Business) -> None:
    trade = await deal(business, articles=300)
    organization = OrganizationId.parse(trade.organization)
    counted: dict[int, list[int]] = {}
    for amount in (3, 300):
        wanted = [QuoteLineInput(sku=sku, quantity=Quantity.whole(2, "C62")) for sku in trade.skus[:amount]]
        async with business.open() as ctx:
            quote = await create_quote(ctx, CreateQuote(organization_id=organization))
            before = ctx.db.statements
            result = await add_lines(ctx, quote.id, AddLines(lines=wanted))
            counted[amount] = [ctx.db.statements - before]
            assert (result.added, result.problems) == (amount, [])
    assert counted[3] == counted[300]
    assert counted[300][0] <= 16
