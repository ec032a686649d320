"""What the columns of a file are: guessed by their headings, checked when a person says so. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import normalise
from hanse.platform.imports.types import ImportField

FieldTable = Mapping[str, tuple[str, str]]
"""Key -> (label, which is also the heading of exports; other headings people use, separated by semicolons)."""


class Need(msgspec.Struct, frozen=True):
    """At least one of these fields must have a column, or the sentence says what is missing."""

    fields: frozenset[str]
    otherwise: str


def fields_of(
    standard: FieldTable, helps: Mapping[str, str], declared: Iterable[tuple[str, str, str]] = ()
) -> list[ImportField]:
    """Everything a column can be, in the order of exports: the standard fields, then declared ones (key, label, help).

    A heading is given once: a declared field named like another is told apart by its own key.
    """
    fields = [ImportField(key=key, label=label, help=helps.get(key, "")) for key, (label, _) in standard.items()]
    taken = {normalise(field.label) for field in fields}
    for key, label, text in declared:
        own = label if normalise(label) not in taken else f"{label} ({key.rpartition('.')[2]})"
        taken.add(normalise(own))
        fields.append(ImportField(key=key, label=own, help=text))
    return fields


def guess_mapping(columns: Sequence[str], fields: Sequence[ImportField], standard: FieldTable) -> dict[str, str]:
    """What each column seems to be, by its heading; each meaning is guessed once, unknown columns are left out.

    A field's own label and key go before the other headings people use.
    """
    meanings: dict[str, str] = {}
    for field in fields:
        meanings.setdefault(normalise(field.label), field.key)
    for field in fields:
        also = standard[field.key][1].split(";") if field.key in standard else ()
        for heading in (field.key, field.key.rpartition(".")[2], *also):
            if heading:
                meanings.setdefault(normalise(heading), field.key)
    found: dict[str, str] = {}
    for column in columns:
        meaning = meanings.get(normalise(column))
        if meaning is not None and meaning not in found.values():
            found[column] = meaning
    return found


def check_mapping(
    mapping: Mapping[str, str], columns: Sequence[str], fields: Sequence[ImportField], needs: Collection[Need]
) -> dict[str, str]:
    """The mapping in the order of the file. Raises Invalid for unknown columns and meanings, doubles and gaps."""
    known = {field.key: field.label for field in fields}
    wrong: list[FieldError] = []
    seen: dict[str, str] = {}
    for column, meaning in mapping.items():
        path = f"mapping.{column}"
        if column not in columns:
            wrong.append(FieldError(path, f"The file has no column {column[:60]}"))
        elif meaning not in known:
            wrong.append(FieldError(path, f"There is no field {meaning[:60]}"))
        elif meaning in seen:
            wrong.append(FieldError(path, f"{seen[meaning]} and {column} cannot both be {known[meaning]}"))
        seen.setdefault(meaning, column)
    if not wrong:
        wrong = [FieldError("mapping", need.otherwise) for need in needs if not need.fields & set(seen)]
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return {column: mapping[column] for column in columns if column in mapping}
