# ruff: noqa: RUF001 - look-alike letters are what is tested here
from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.kit.text import (
    HANDLE_LIMIT,
    RESERVED_HANDLES,
    SEARCH_LIMIT,
    SLUG_LIMIT,
    TRIGRAM_LIMIT,
    BadHandle,
    BadSlug,
    check_handle,
    check_slug,
    clean_line,
    clean_text,
    normalise,
    slugify,
    trigrams,
    words,
)
from tests.kit.properties import at_length


@pytest.mark.parametrize(
    ("text", "found_as"),
    [
        ("Crème  Brûlée, 3/4″", "creme brulee 3 4"),
        ("Straße ŁÓDŹ Øre", "strasse lodz ore"),
        ("MÜLLER GmbH & Co. KG", "muller gmbh co kg"),
        ("M8×20 ﬁx", "m8 20 fix"),
        ("İstanbul ISPARTA", "istanbul isparta"),
        ("Ærøskøbing Þór", "aeroskobing thor"),
        ("ΟΔΟΣ Ελλάδα", "οδοσ ελλαδα"),
        ("日本語　テスト ガス", "日本語 テスト ガス"),
        ("हिन्दी", "हिन्दी"),
        ("ＡＢＣ１２３", "abc123"),
        ("AB-12.3_x", "ab 12 3 x"),
        ("  \t\n ", ""),
        ("!!!", ""),
    ],
)  # fmt: skip
def test_search_form_drops_case_accents_and_punctuation(text: str, found_as: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFKC", found_as)


@given(st.text(max_size=60))
@at_length
def test_the_search_form_is_stable_and_its_own_search_form(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == " ".join(once.split())
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


def test_the_search_form_is_bounded() -> None:
    # One letter may expand (U+FDFA becomes 18), so the bound is on what is looked at.
    assert len(normalise("a" * 10**6)) == SEARCH_LIMIT
    assert len(trigrams(" ".join(str(number) for number in range(10**5)))) <= TRIGRAM_LIMIT


def test_words_come_once_in_order() -> None:
    assert words("Blue Öl blue, ÖL & oil") == ["blue", "ol", "oil"]


def test_trigrams_are_padded_words() -> None:
    assert trigrams("Ab c") == ["  a", "  c", " ab", " c ", "ab "]
    assert trigrams("") == []


@given(st.text(max_size=60))
@at_length
def test_trigrams_are_sorted_unique_and_three_long(text: str) -> None:
    found = trigrams(text)
    assert found == sorted(set(found))
    assert all(len(piece) == 3 for piece in found)


def test_a_typing_error_keeps_most_trigrams() -> None:
    right, wrong = set(trigrams("Nordhaven")), set(trigrams("Nordhavn"))
    assert len(right & wrong) / len(right | wrong) > 0.5


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nordhaven   Supply ", "Nordhaven Supply"),
        ("a\u0000b\u0007c\u202ed\u200be\ufefff", "abcdef"),
        ("a\r\nSubject: x", "a Subject: x"),
        ("e\u0301", "é"),
        ("a\u00a0\u3000b", "a b"),
        ("क्\u200dष 👩\u200d🔬", "क्\u200dष 👩\u200d🔬"),
        ("", ""),
    ],
)
def test_a_typed_line_becomes_visible_text_on_one_line(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@given(st.text())
@at_length
def test_clean_lines_hold_no_line_break_control_or_direction_mark(text: str) -> None:
    cleaned = clean_line(text)
    assert clean_line(cleaned) == cleaned
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]", cleaned)
    cleaned.encode()


@given(st.text())
@at_length
def test_clean_texts_keep_lines_and_tabs_only(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cleaned)
    cleaned.encode()


def test_clean_text_keeps_paragraphs() -> None:
    assert clean_text("\r\n a\tb  \r\n\r\n c\rd\n\n") == " a\tb\n\n c\nd"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Loom & Weft", "loom-weft"), ("  Straße 7 ", "strasse-7"), ("日本", ""), ("--a--b--", "a-b"), ("", "")],
)
def test_slugs_from_names(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(), st.integers(1, SLUG_LIMIT))
@at_length
def test_every_slug_made_is_a_slug_accepted(text: str, limit: int) -> None:
    slug = slugify(text, limit)
    assert len(slug) <= limit
    if slug:
        assert check_slug(slug) == slug


@pytest.mark.parametrize("handle", ["ab", "nordhaven", "loom-and-weft", "a1", "x-1-y", "a" * HANDLE_LIMIT])
def test_good_handles(handle: str) -> None:
    assert check_handle(handle) == handle


@pytest.mark.parametrize(
    "handle",
    ["", "a", "A1", "1a", "-ab", "ab-", "a--b", "xn--bcher-kva", "a_b", "a.b", "a b", "ab\n", "é1", "a/b", "ａｂ",
     "a" * (HANDLE_LIMIT + 1), "a-" * 10**5],
)  # fmt: skip
def test_bad_handles_say_what_would_do(handle: str) -> None:
    with pytest.raises(BadHandle, match="lower-case letters") as caught:
        check_handle(handle)
    assert caught.value.status == 422
    assert len(caught.value.message) < 200


def test_a_bad_handle_comes_with_a_suggestion() -> None:
    with pytest.raises(BadHandle, match='such as "loom-weft"'):
        check_handle("Loom & Weft")


@pytest.mark.parametrize("handle", ["admin", "api", "www", "platform", "login", "support", "static"])
def test_handles_of_the_installation_are_taken(handle: str) -> None:
    assert handle in RESERVED_HANDLES
    with pytest.raises(BadHandle, match="kept for the installation"):
        check_handle(handle)


@pytest.mark.parametrize("slug", ["", "-", "a--b", "A", "é", "a" * (SLUG_LIMIT + 1), "a\n"])
def test_bad_slugs(slug: str) -> None:
    with pytest.raises(BadSlug):
        check_slug(slug)
