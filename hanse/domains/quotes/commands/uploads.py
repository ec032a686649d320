"""Lines from a file or from pasted text: what can be read and bought is added, and every other row says why not."""

from __future__ import annotations

import io

from hanse.domains.quotes.commands.lines import finish_adding, open_quote, take_lines
from hanse.domains.quotes.rules.reading import Parsed, Refused, columns_of, read_paste, read_table
from hanse.domains.quotes.types import LINES_MAXIMUM, LineProblem, LinesAdded, QuoteId, UploadLines
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.tables.reading import open_table
from hanse.kit.tables.rows import TableLimits
from hanse.platform.commands import command
from hanse.platform.context import Ctx

LIMITS = TableLimits(rows=LINES_MAXIMUM, columns=100, cell=8_000, expanded=64_000_000, shared_text=16_000_000)
PROBLEMS_MAXIMUM = 1_000


@command("quote.upload_lines", permission="quote.update")
async def upload_lines(ctx: Ctx, quote_id: QuoteId, data: UploadLines) -> LinesAdded:
    """Add lines of a CSV or XLSX file, or of pasted text; each row that cannot be taken is listed with the reason.

    Raises TableUnreadable, TableTooLarge, TooManyLines, NotYourTurn, PreconditionFailed.
    """
    record = await open_quote(ctx, quote_id)
    rows = _read(data, record.quote.currency)
    parsed = [row for row in rows if isinstance(row, Parsed)]
    loose = {position for position, row in enumerate(parsed) if row.is_default_unit}
    added, errors = await take_lines(ctx, record, [row.line for row in parsed], loose)
    problems = [_unread(row) for row in rows if isinstance(row, Refused)]
    problems += [_untaken(parsed, error) for error in errors]
    problems.sort(key=lambda problem: problem.row)
    return await finish_adding(ctx, record, added, problems[:PROBLEMS_MAXIMUM])


def _read(data: UploadLines, currency: str) -> list[Parsed | Refused]:
    if (data.content is None) == (data.text is None):
        raise Invalid.field("content", "Send either a file or pasted text", "required")
    if data.text is not None:
        found = read_paste(data.text, currency)
        if len(found) > LINES_MAXIMUM:
            raise Invalid.field("text", f"{LINES_MAXIMUM} lines at most can be pasted at once; split them", "too_many")
        return found
    table = open_table(io.BytesIO(data.content or b""), data.name, LIMITS)
    return read_table(table, columns_of(table.columns), currency)


def _unread(row: Refused) -> LineProblem:
    path = f"rows.{row.row}.{row.field}".rstrip(".")
    return LineProblem(row=row.row, path=path, text=row.text, message=row.message, code=row.code)


def _untaken(parsed: list[Parsed], error: FieldError) -> LineProblem:
    _, position, field = error.path.split(".", 2)
    row = parsed[int(position)]
    return LineProblem(
        row=row.row, path=f"rows.{row.row}.{field}", text=row.text, message=error.message, code=error.code
    )
