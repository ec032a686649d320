from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.errors import Invalid
from hanse.kit.pagination import Page, PageQuery, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import convert, from_json, to_json
from tests.kit.properties import at_length, texts


@given(st.integers(-(2**63), 2**63 - 1), texts, st.uuids(), st.datetimes(timezones=st.just(UTC)), st.none() | texts)
@at_length
def test_a_cursor_reads_back(number: int, text: str, uuid: UUID, at: datetime, maybe: str | None) -> None:
    cursor = encode_cursor(number, text, uuid, at, maybe)
    assert decode_cursor(cursor, int, str, UUID, datetime, str | None) == (number, text, uuid, at, maybe)
    assert cursor.isascii()
    assert not set("+/=?&# ") & set(cursor)


def test_no_cursor_is_the_first_page() -> None:
    assert decode_cursor(None, int) is None


def _packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!!!", "é", "A" * 599, "=", _packed("[]"), _packed('["a"]'), _packed("[1,2]"), _packed("1"),
     _packed("{}"), _packed("[1"), _packed("[1.5]"), _packed("[null]"), _packed("[" * 400), encode_cursor(1) + "\n",
     " " + encode_cursor(1), encode_cursor("x"), _packed(f"[{2**63}]")],
)  # fmt: skip
def test_what_is_not_our_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor, int)
    assert caught.value.fields[0].path == "cursor"
    assert caught.value.fields[0].code == "bad_cursor"


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_a_forged_cursor_cannot_carry_what_the_database_refuses(text: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(_packed('["' + text.replace("\0", "\\u0000") + '"]'), str)


def test_a_cursor_we_made_from_a_long_name_is_accepted_back() -> None:
    cursor = encode_cursor("商" * 300, UUID(int=5))
    assert convert({"cursor": cursor}, PageQuery, strict=False).cursor == cursor


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1.5", "99999999999999999999"])
def test_a_page_holds_1_to_200_items(limit: str) -> None:
    with pytest.raises(Invalid) as caught:
        convert({"limit": limit}, PageQuery, strict=False)
    assert caught.value.fields[0].path == "limit"


def test_the_usual_page_and_its_bounds() -> None:
    assert convert({}, PageQuery, strict=False).limit == 50
    assert convert({"limit": "200"}, PageQuery, strict=False).limit == 200
    with pytest.raises(Invalid):
        convert({"cursor": "x" * 100_000}, PageQuery, strict=False)


@pytest.mark.parametrize(
    ("rows", "items", "following"),
    [([], [], None), ([1], [1], None), ([1, 2], [1, 2], None), ([1, 2, 3], [1, 2], "at 2")],
)
def test_one_row_more_than_asked_for_means_another_page(rows: list[int], items: list[int], following: Any) -> None:
    page = page_of(rows, 2, lambda row: f"at {row}")
    assert page == Page(items, following)
    assert from_json(to_json(page), Page[int]) == page
