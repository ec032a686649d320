"""The bodies of tables: rows by typed columns, with ticking and a menu of actions. Prepared once, then filled.

The frame of a table (head, foot, empty state) is in templates/components/table.html.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec
from markupsafe import Markup, escape

from hanse.platform.web.cells import DRAWERS, NOTHING, detailed
from hanse.platform.web.current import current_page
from hanse.platform.web.parts import Action, Column

FIGURES = frozenset({"money", "number", "percent", "filesize"})
Draw = Callable[[Any], Markup]


def look_up(row: Any, key: str) -> Any:
    """Follow a dotted path through attributes and mapping keys; below a None everything is None."""
    for name in key.split("."):
        if row is None:
            return None
        row = row[name] if isinstance(row, Mapping) else getattr(row, name)
    return row


def fill(pattern: str, row: Any) -> str:
    """Put a row's attributes into an address such as `/admin/organizations/{id}`, each quoted for a path."""
    out, rest = [], pattern
    while "{" in rest:
        before, _, after = rest.partition("{")
        key, _, rest = after.partition("}")
        out += [before, quote(str(look_up(row, key)), safe="")]
    return "".join([*out, rest])


def column_class(column: Column, first: bool = False) -> str:
    """Name the classes of a column's cells."""
    classes = ["end"] if column.kind in FIGURES else []
    classes += [f"priority-{column.priority}"] if column.priority > 1 else []
    classes += [column.width] if column.width else []
    return " ".join([*classes, "lead-cell"] if first else classes)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A column, prepared: everything that does not depend on the row is written already."""

    column: Column
    opening: str
    href: str
    draw: Draw | None


def prepare(columns: Sequence[Column], row_href: str) -> list[Cell]:
    """Prepare the columns of one table; the first leads to the row's page."""
    cells = []
    total = max((place for place, column in enumerate(columns) if place and column.kind == "money"), default=0)
    for place, column in enumerate(columns):
        # The last amount stands beside the name where rows are stacked (table.css).
        classes = escape(column_class(column, place == 0)) + (" total-cell" if place and place == total else "")
        hidden = " hidden" if column.hidden else ""
        label, key = escape(column.label), escape(column.key)
        opening = f'<td class="{classes}" data-col="{key}" data-label="{label}"{hidden}>'
        href = column.href or (row_href if place == 0 else "")
        cells.append(Cell(column=column, opening=opening, href=href, draw=DRAWERS.get(column.kind)))
    return cells


def _cell(cell: Cell, row: Any, custom: Callable[[Any, Column], Markup] | None) -> str:
    column = cell.column
    if column.kind == "custom":
        if custom is None:
            raise ValueError(f"The column {column.key} is drawn by the caller: use a call block")
        return f"{cell.opening}{custom(row, column)}</td>"
    value = look_up(row, column.key)
    if value is None or value == "":
        shown: Markup = NOTHING
    else:
        shown = escape(value) if cell.draw is None else cell.draw(value)
    if cell.href:
        shown = Markup(f'<a class="name-link" href="{escape(fill(cell.href, row))}">{shown}</a>')  # noqa: S704
    detail = look_up(row, column.detail) if column.detail else None
    if detail:
        shown = detailed(shown, detail)
    return f"{cell.opening}{shown}</td>"


def _menu_part(action: Action) -> tuple[str, str, str]:
    """Write one action of every row's menu: the text before its address, the address's pattern, the text after."""
    icon = current_page().icons.svg(action.icon) if action.icon else ""
    classes = "menu-item" + (" menu-danger" if action.tone == "critical" else "")
    inner = f'{icon}<span class="menu-text">{escape(action.label)}</span>'
    if not action.post:
        return f'<a class="{classes}" href="', action.href, f'">{inner}</a>'
    asks = ""
    if action.confirm:
        danger = " data-confirm-danger" if action.tone == "critical" else ""
        asks = f' data-confirm="{escape(action.confirm)}" data-confirm-label="{escape(action.label)}"{danger}'
    sent = f'<input type="hidden" name="{escape(action.name)}" value="{escape(action.value)}">' if action.name else ""
    token = f'<input type="hidden" name="csrf_token" value="{escape(current_page().shell.csrf_token)}">'
    button = f'<button class="{classes}" type="submit">{inner}</button>'
    return '<form method="post" action="', action.post, f'"{asks}>{token}{sent}{button}</form>'


def _menu(parts: Sequence[tuple[str, str, str]], row: Any, about: str) -> str:
    page = current_page()
    menu = page.next_id()
    items = "".join(f"{before}{escape(fill(pattern, row))}{after}" for before, pattern, after in parts)
    return (
        '<td class="actions-cell"><button class="button button-quiet button-icon button-small" type="button" '
        f'popovertarget="{menu}" aria-label="Actions for {escape(about)}">{page.icons.svg("ellipsis")}</button>'
        f'<div class="popover menu popover-end" id="{menu}" popover data-menu>{items}</div></td>'
    )


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """How the rows of one table behave; the parameters of `ui.table` with the same names."""

    row_href: str = ""
    select: str = ""
    actions: Sequence[Action] = ()
    name: str = "list"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How the rows of one table are drawn. `form` is the bulk form that ticked rows are sent with."""

    cells: list[Cell]
    row_href: str
    select: str
    form: str
    menu: list[tuple[str, str, str]]
    custom: Callable[[Any, Column], Markup] | None


def _row(plan: Plan, row: Any) -> str:
    first = plan.cells[0].column
    about = str(look_up(row, first.key)) if first.kind != "custom" and (plan.select or plan.menu) else "this row"
    out = [f'<tr data-href="{escape(fill(plan.row_href, row))}">' if plan.row_href else "<tr>"]
    if plan.select:
        out.append(
            '<td class="select-cell"><input class="row-select" type="checkbox" name="selected" '
            f'value="{escape(look_up(row, plan.select))}" form="{plan.form}" aria-label="Select {escape(about)}"></td>'
        )
    out += [_cell(cell, row, plan.custom) for cell in plan.cells]
    if plan.menu:
        out.append(_menu(plan.menu, row, about))
    out.append("</tr>\n")
    return "".join(out)


def table_body(
    columns: Sequence[Column],
    rows: Sequence[Any],
    behaviour: Rows,
    custom: Callable[[Any, Column], Markup] | None = None,
) -> Markup:
    """Draw the rows of a table. Raises ValueError for a column of kind `custom` without a caller that draws it."""
    plan = Plan(
        cells=prepare(columns, behaviour.row_href),
        row_href=behaviour.row_href,
        select=behaviour.select,
        form=str(escape(f"{behaviour.name}-bulk")),
        menu=[_menu_part(action) for action in behaviour.actions],
        custom=custom,
    )
    return Markup("".join(_row(plan, row) for row in rows))  # noqa: S704 - every value is escaped where it is written
