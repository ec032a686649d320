"""Text to index terms, the same for documents and queries. Pure; no SQL.

Every term carries a short mark of its tenant, so that one tenant's search never walks through the terms of another,
however many tenants share the index. Typing mistakes are found by leaving letters out: two words that are one mistake
apart become equal when one letter is dropped from each (the symmetric-delete method), which an index answers by
equality, where three-letter pieces of common words would fetch a large part of the table.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from operator import itemgetter
from uuid import UUID

from hanse.kit.text import normalise

WORD_LIMIT = 40
WORDS_LIMIT = 400
QUERY_WORDS = 6
PREFIX_FROM = 3  # shorter beginnings match too much to be looked up by index alone
SHORT_LAST_FROM = 2  # beside other words a beginning may be this short
TYPO_FROM = 4  # in shorter words a mistake makes another word
_TYPO_LETTERS = 12
_TYPO_START = 6  # mistakes in the beginning of a long word count before it is typed to its end
_TWO_MISTAKES_FROM = 7


def tenant_mark(tenant_id: UUID) -> str:
    """Eight letters that stand for the tenant in every term; a collision costs speed only, rows are filtered anyway."""
    digest = hashlib.blake2s(tenant_id.bytes, digest_size=5).digest()
    return base64.b32encode(digest).decode().lower()


def words_of(text: str) -> list[str]:
    """The words of a text in search form, cut to a sane length, each once, in order."""
    return list(dict.fromkeys(word[:WORD_LIMIT] for word in normalise(text).split()))[:WORDS_LIMIT]


def code_of(text: str) -> str:
    """A code in search form: letters and digits only, so that SO-2026/17 and so 2026 17 are the same."""
    return normalise(text).replace(" ", "")[: 2 * WORD_LIMIT]


def code_term(code: str) -> str:
    """The index term of a code, which no word can equal."""
    return f"={code}"


def vector(mark: str, weighted: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The text form of a tsvector from (weight, words); a word keeps its best weight."""
    best: dict[str, str] = {}
    for weight, words in sorted(weighted, key=itemgetter(0)):
        for word in words:
            best.setdefault(word, weight)
    return " ".join([f"'{mark}{word}':1{weight}" for word, weight in best.items()])


def prefix_query(mark: str, words: Iterable[str]) -> str:
    """The text form of a tsquery: every word is the beginning of a word of the document."""
    return " & ".join(f"'{mark}{word}':*" for word in words)


def index_query(mark: str, words: Sequence[str]) -> str | None:
    """What the index is asked: the last word and longer ones as beginnings, the others whole; or all of it as one code.

    None when the text is one short word, whose beginning would match too much. A last word of one letter is left out:
    it is checked on the rows found.
    """
    *first, last = words
    parts = [f"'{mark}{word}'{':*' if _may_go_on(word) else ''}" for word in first]
    if len(last) >= (SHORT_LAST_FROM if first else PREFIX_FROM):
        parts.append(f"'{mark}{last}':*")
    return _or_code(mark, words, parts) if parts else None


def full_query(mark: str, words: Sequence[str]) -> str:
    """As `index_query`, with every word."""
    *first, last = words
    parts = [f"'{mark}{word}'{':*' if _may_go_on(word) else ''}" for word in first]
    return _or_code(mark, words, [*parts, f"'{mark}{last}':*"])


def whole_query(mark: str, words: Iterable[str]) -> str:
    """The text form of a tsquery: every word is a word of the document."""
    return " & ".join(f"'{mark}{word}'" for word in words)


def document_typos(mark: str, words: Iterable[str]) -> list[int]:
    """The numbers under which a document is found in spite of a mistake: each word with at most one letter left out."""
    return sorted(set[int]().union(*(_document_numbers(mark, word) for word in words)))


@lru_cache(maxsize=20_000)
def _document_numbers(mark: str, word: str) -> tuple[int, ...]:
    """The same words come back in document after document."""
    if not _may_be_mistyped(word):
        return ()
    return tuple(_numbers(mark, _without(word[:_TYPO_LETTERS], 1) | _without(word[:_TYPO_START], 1)))


def query_typos(mark: str, word: str) -> list[int]:
    """The numbers to look for: the typed word with one letter left out, in a long word two; empty for a short word."""
    if not _may_be_mistyped(word):
        return []
    mistakes = 2 if len(word) >= _TWO_MISTAKES_FROM else 1
    return _numbers(mark, _without(word[:_TYPO_LETTERS], mistakes) | _without(word[:_TYPO_START], 1))


def _or_code(mark: str, words: Sequence[str], parts: Sequence[str]) -> str:
    """All parts, or all of the text as the beginning of one code; one word without digits is no code of its own."""
    joined = "".join(words)
    if len(words) == 1 and not any(letter.isdigit() for letter in joined):
        return parts[0]
    return f"({' & '.join(parts)}) | '{mark}{code_term(joined)}':*"


def _may_go_on(word: str) -> bool:
    """Whether a word that is followed by another may be the beginning of a longer one; parts of numbers are whole."""
    return len(word) >= PREFIX_FROM and not any(letter.isdigit() for letter in word)


def _may_be_mistyped(word: str) -> bool:
    """Numbers are never guessed: the neighbour of an order number is another order."""
    return len(word) >= TYPO_FROM and (word.isalpha() or not any(letter.isdigit() for letter in word))


def _without(word: str, letters: int) -> set[str]:
    """The word, and the word with up to `letters` letters left out."""
    found = {word}
    for count in range(1, letters + 1):
        for kept in combinations(word, len(word) - count):
            found.add("".join(kept))
    return found


def _numbers(mark: str, variants: Iterable[str]) -> list[int]:
    """Signed 32-bit numbers that stand for the variants in this tenant; a collision only adds a candidate to rank."""
    return sorted(zlib.crc32(f"{mark}{variant}".encode()) - (1 << 31) for variant in variants)
