"""The data of an agreement: parties, numbered clauses, tables, and the blocks where it is signed. Data only."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from hanse.domains.documents.types.papers import LINE_LIMIT, Column, Fact, Line, Party, Short, Text
from hanse.kit.structs import Input

Body = Annotated[str, Meta(max_length=60_000)]


class Clause(Input, frozen=True, kw_only=True):
    """One clause. `number` is printed as it is ("4" or "4.2"); an empty line in `body` begins a paragraph."""

    number: Short = ""
    heading: Short
    body: Body = ""


class Table(Input, frozen=True, kw_only=True):
    """A table after the clauses, such as prices, with a heading and a sentence about it."""

    title: Short
    lead: Text = ""
    columns: Annotated[list[Column], Meta(max_length=10)]
    lines: Annotated[list[Line], Meta(max_length=LINE_LIMIT)] = []


class SignatureBlock(Input, frozen=True, kw_only=True):
    """Where one person signs. Without `evidence` there is a line to sign on by hand."""

    party: Short
    name: Short = ""
    evidence: Annotated[list[Short], Meta(max_length=8)] = []


class Agreement(Input, frozen=True, kw_only=True):
    """Everything the template "agreement" prints, as formatted texts."""

    title: Short
    number: Short = ""
    date: Short = ""
    parties: Annotated[list[Party], Meta(max_length=8)] = []
    facts: Annotated[list[Fact], Meta(max_length=16)] = []
    notice: Text = ""
    clauses: Annotated[list[Clause], Meta(max_length=1_000)] = []
    tables: Annotated[list[Table], Meta(max_length=20)] = []
    signatures: Annotated[list[SignatureBlock], Meta(max_length=20)] = []
    footer: Annotated[list[Short], Meta(max_length=4)] = []
    locale: Annotated[str, Meta(max_length=20, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")] = "en-GB"
