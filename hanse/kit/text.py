"""Text made comparable: search form, trigrams, clean input, and the short names in addresses (handles, slugs).

Stored beside the original, because PostgreSQL under row security uses no index for `lower()` or LIKE. Nothing here
ranks, queries or translates.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from hanse.kit.errors import Invalid

HANDLE_LIMIT: Final = 40
SLUG_LIMIT: Final = 80
SEARCH_LIMIT: Final = 4_000
TRIGRAM_LIMIT: Final = 2_000

# Letters that Unicode does not take apart but people type without the stroke.
_PLAIN_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",
        "ŋ": "n",
    }
)
# Diacritics, Hebrew points, Arabic vowel signs: optional in writing. In other scripts the marks carry vowels and stay.
_ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_HANDLE: Final = re.compile(r"[a-z](?:-?[a-z0-9])+")
_SLUG: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9])*")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
# Every ASCII letter and digit as it is compared, everything else as what separates words.
_ASCII_WORDS: Final = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
_BLANKS: Final = re.compile(r"\s+")

# Names that addresses of the installation itself use, or that would let a tenant pose as the operator.
RESERVED_HANDLES: Final = frozenset(
    """
    about abuse account accounts admin administrator api app apps assets auth billing blog cdn chat checkout cli
    console contact dashboard demo dev developer docs download email error example export favicon files graphql hanse
    health help home hostmaster imap import index info install internal invite invoice legal localhost log-in login
    logout mail marketplace me media metrics mx new news noreply null oauth operator owner pages payments platform pop
    postmaster privacy production public ready root sales schema search security self setup shop sign-in sign-up
    signin signup smtp ssl staff staging static status store storefront support system team tenant tenants terms test
    tls undefined user users vendor vendors web webhook webhooks webmaster well-known www
    """.split()  # noqa: SIM905 - a list of this length reads better as text
)


class BadHandle(Invalid, ValueError):
    """The handle cannot stand in an address, or is kept for the installation."""

    code = "bad_handle"
    title = f"Use 2 to {HANDLE_LIMIT} lower-case letters, digits and single hyphens, starting with a letter"


class BadSlug(Invalid, ValueError):
    """The slug cannot stand in an address."""

    code = "bad_slug"
    title = f"Use 1 to {SLUG_LIMIT} lower-case letters, digits and single hyphens between them"


def normalise(text: str, limit: int = SEARCH_LIMIT) -> str:
    """Bring text into search form: no case, no accents, words of letters and digits separated by single spaces.

    "Crème  Brûlée, 3/4″" becomes "creme brulee 3 4". Works for any script; at most `limit` characters are looked at.
    """
    text = text[:limit]
    if not text.isascii():
        text = text.replace("\u00b7", " ")  # the dot our own lines are put together with; often all that is not ASCII
    if text.isascii():
        return " ".join(text.translate(_ASCII_WORDS).split())
    plain = _fold(text)
    return " ".join("".join(letter if _belongs_to_word(letter) else " " for letter in plain).split())


def words(text: str) -> list[str]:
    """List the words of the search form, each once, in order of first appearance."""
    return list(dict.fromkeys(normalise(text).split()))


def trigrams(text: str) -> list[str]:
    """List the three-letter pieces of each word, sorted, each once, for a `text[]` column with a GIN index.

    A word counts as if it had two spaces before and one after it (as PostgreSQL's pg_trgm does), so that beginnings
    weigh more.
    """
    found: set[str] = set()
    for word in words(text):
        padded = f"  {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
        if len(found) >= TRIGRAM_LIMIT:
            break
    return sorted(found)[:TRIGRAM_LIMIT]


def clean_line(text: str) -> str:
    """Tidy one typed line: composed (NFC), no control, direction or invisible characters, single spaces."""
    if text.isascii() and text.isprintable():
        # What most lines are; a blank can only be a space here.
        return " ".join(text.split()) if "  " in text else text.strip()
    return _BLANKS.sub(" ", _visible(_BLANKS.sub(" ", text))).strip()


def clean_text(text: str) -> str:
    """Tidy text of several lines: as `clean_line`, but line breaks (as \\n), tabs and inner spaces stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("\t".join(_visible(part) for part in line.split("\t")).rstrip() for line in lines).strip("\n")


def slugify(text: str, limit: int = SLUG_LIMIT) -> str:
    """Make a slug from a name; empty when the name has no Latin letter or digit."""
    return _NOT_SLUG.sub("-", _fold(text[:SEARCH_LIMIT])).strip("-")[:limit].rstrip("-")


def check_slug(text: str) -> str:
    """Give the slug back when it may stand in an address. Raises BadSlug with a suggestion."""
    if len(text) <= SLUG_LIMIT and _SLUG.fullmatch(text):
        return text
    raise BadSlug(BadSlug.title + _suggest(slugify(text)))


def check_handle(text: str) -> str:
    """Give the handle back when a tenant may carry it in its address. Raises BadHandle with a suggestion."""
    if len(text) <= HANDLE_LIMIT and _HANDLE.fullmatch(text):
        if text in RESERVED_HANDLES:
            raise BadHandle(f"The handle {text} is kept for the installation; choose another")
        return text
    suggestion = slugify(text, HANDLE_LIMIT).lstrip("-0123456789")
    raise BadHandle(BadHandle.title + _suggest(suggestion if _HANDLE.fullmatch(suggestion) else ""))


def _suggest(slug: str) -> str:
    return f', such as "{slug}"' if slug else ""


def _fold(text: str) -> str:
    """Casefold, take compatibility forms apart and drop the accents."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", bare).casefold().translate(_PLAIN_LETTERS)


def _belongs_to_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def _visible(text: str) -> str:
    """Drop controls, surrogates and format characters, except the two joiners that some scripts and emoji need."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        letter
        for letter in composed
        if unicodedata.category(letter) not in ("Cc", "Cf", "Cs") or letter in "\u200c\u200d"
    )
