"""Which new passwords are accepted (NIST SP 800-63B-4, section 3.1.1.2): length and guessability, no composition rules.

What is tried first by attackers is recognised by rules, not by a list of millions: common words, keyboard runs, counted
and repeated characters, years, and what is known about the person all count as a single character. No hashing here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

MINIMUM_ALONE: Final = 15
MINIMUM_WITH_SECOND_FACTOR: Final = 8
MAXIMUM: Final = 256
_UNGUESSED_ALONE: Final = 8
_UNGUESSED_WITH_SECOND_FACTOR: Final = 6
_RUN: Final = 4

# Words that open most lists of leaked passwords, in the languages our users write; endings and digits need no entry.
_COMMON: Final = """
    password passwort passw0rd passwd motdepasse contrasena senha parola haslo wachtwoord kennwort geheim secret
    welcome willkommen bienvenue welkom hello hallo letmein openup trustno whatever changeme change temporary default
    admin administrator root superuser user guest login logon master manager system server computer internet test tester
    testing demo sample example service support office company business trading order invoice supply portal hanse
    iloveyou ichliebe loveyou lovely love sweetheart darling schatz angel princess prince queen king lucky sunshine
    summer winter spring autumn sommer herbst fruhling monday friday january september october november december
    football fussball baseball basketball hockey soccer chelsea arsenal liverpool barcelona juventus bayern
    dragon monkey tiger panther lion eagle shadow phoenix unicorn pokemon superman batman spiderman starwars matrix
    ninja samurai warrior soldier hunter killer maverick ranger mustang ferrari porsche mercedes corvette harley
    michael jennifer jessica thomas daniel jordan andrew charlie robert george matthew ashley nicole michelle
    cheese cookie banana orange pepper ginger coffee chocolate flower freedom forever nothing access secure security
"""
_COMMON_WORDS: Final = frozenset(_COMMON.split())
_ROWS: Final = (
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "wxcvbn",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "qazwsxedcrfvtgbyhnujm",
)
_RUNS: Final = tuple(row for straight in _ROWS for row in (straight, straight[::-1]))
_PLAIN: Final = str.maketrans("0134@5$7!", "oieaassti")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_REPEATED: Final = re.compile(r"(.)\1{2,}")
_SPLIT: Final = re.compile(r"[^a-z0-9]+")


def normalise(text: str) -> str:
    """The one form in which a password is hashed and checked, whatever keyboard it was typed on (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def is_long(text: str) -> bool:
    """Whether a password may stand without a second factor."""
    return len(normalise(text)) >= MINIMUM_ALONE


def problem_of(text: str, context: Iterable[str] = (), *, has_second_factor: bool = False) -> str | None:
    """Say what is wrong with a new password in a sentence that helps; None when it is accepted.

    `context` is what an attacker knows: e-mail, names, the business.
    """
    password = normalise(text)
    minimum = MINIMUM_WITH_SECOND_FACTOR if has_second_factor else MINIMUM_ALONE
    if len(password) < minimum:
        return f"Use at least {minimum} characters; four words that do not belong together are easy to remember"
    if len(password) > MAXIMUM:
        return f"Use at most {MAXIMUM} characters"
    unguessed = _UNGUESSED_WITH_SECOND_FACTOR if has_second_factor else _UNGUESSED_ALONE
    if guess_length(password) < unguessed:
        return "This is one of the passwords that are tried first; use words or characters that do not follow a pattern"
    if guess_length(password, context) < unguessed:
        return "This is built from your name, e-mail or business, which others know; use something unrelated"
    return None


def guess_length(password: str, context: Iterable[str] = ()) -> int:
    """How many characters are left to guess when every known word, run, year and repetition counts as one."""
    text = _unrepeated(_fold(normalise(password)))
    words = {*_COMMON_WORDS, *_context_words(context)}
    longest_first = sorted((word for word in words if len(word) >= 3), key=len, reverse=True)
    disguised = text.translate(_PLAIN)
    length = position = 0
    while position < len(text):
        length += 1
        position += max(_step(text[position:], longest_first), _step(disguised[position:], longest_first))
    return length


def _fold(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _context_words(context: Iterable[str]) -> Iterator[str]:
    for item in context:
        folded = _fold(normalise(item))
        parts = [part for part in _SPLIT.split(folded) if len(part) >= 3]
        yield from parts
        joined = "".join(parts)
        if joined:
            yield joined


def _unrepeated(text: str) -> str:
    """A text that is one piece over and over is as good as the piece."""
    for size in range(1, len(text) // 2 + 1):
        piece = text[:size]
        if (piece * (len(text) // size + 1))[: len(text)] == text:
            return piece
    return text


def _step(rest: str, words: list[str]) -> int:
    """How many characters from here on an attacker gets with one guess."""
    step = next((len(word) for word in words if rest.startswith(word)), 1)
    year, repeated = _YEAR.match(rest), _REPEATED.match(rest)
    return max(step, 4 if year else 1, len(repeated.group()) if repeated else 1, _run(rest))


def _run(rest: str) -> int:
    """The length of a keyboard or counting run at the beginning, or 1."""
    best = 1
    for row in _RUNS:
        at = row.find(rest[:_RUN]) if len(rest) >= _RUN else -1
        if at < 0:
            continue
        length = _RUN
        while length < len(rest) and row[at : at + length + 1] == rest[: length + 1]:
            length += 1
        best = max(best, length)
    return best
