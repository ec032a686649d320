"""What the reference says about tests and files is true: each that is named exists."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from tests.architecture.source import ROOT

PAGES = ("asvs.md", "attacks.md", "promises.md")
NAMED = re.compile(r"`((?:tests|hanse|docs|bench|faults|setup|requirements)[\w./-]*)(?:::(\w+))?`")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| (\w+) \| (.*?) \| (.*?) \|$", re.MULTILINE)
HOW = {"test", "code", "docs", "none", "open"}


def page(name: str) -> str:
    return (ROOT / "docs" / "reference" / name).read_text("utf-8")


@cache
def defined(path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^(?:async )?def (\w+)", (ROOT / path).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_names_exists(name: str) -> None:
    found = NAMED.findall(page(name))
    assert found, f"{name} names nothing"
    lost = [path for path, _ in found if not (ROOT / path).exists()]
    assert lost == []
    unknown = [f"{path}::{test}" for path, test in found if test and test not in defined(path)]
    assert unknown == []


def test_every_requirement_of_levels_1_and_2_has_one_row() -> None:
    rows = ROW.findall(page("asvs.md"))
    assert len({number for number, *_ in rows}) == len(rows) == 253
    assert Counter(level for _, level, *_ in rows) == {"1": 70, "2": 183}


def test_a_row_says_how_it_is_met_or_why_not() -> None:
    for number, _, how, where, words in ROW.findall(page("asvs.md")):
        assert how in HOW, number
        assert bool(where.strip()) == (how in ("test", "code", "docs")), number
        assert how not in ("none", "open") or len(words.split()) >= 3, number
        assert how != "test" or "`tests/" in where, number


def test_the_sums_are_those_of_the_rows() -> None:
    text = page("asvs.md")
    counted = Counter(how for _, _, how, *_ in ROW.findall(text))
    assert dict(counted) == {
        how: int(rows) for how, rows in re.findall(r"^\| (\w+) \| [^|]+ \| (\d+) \|$", text, re.MULTILINE)
    }
