"""Cuts the text of a condition into tokens, within bounds. Knows no grammar and evaluates nothing.

The bounds come first because the CEL library's own parser follows nesting with the stack: a text of some ten thousand
members ends the process, so no text reaches the library that was not read here.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

LONGEST_CONDITION: Final = 1_000
MOST_TOKENS: Final = 200

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<decimal>[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]{1,3})?|[0-9]+[eE][+-]?[0-9]{1,3})
  | (?P<whole>0[xX][0-9a-fA-F]+|[0-9]+)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]])
    """,
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ESCAPES: Final = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t", "r": "\r"}


class NotReadable(Exception):
    """The text is not a condition; the message is a sentence for its author."""


class Token(msgspec.Struct, frozen=True):
    """One word or sign: its kind (whole, decimal, name, text, sign, end), its place (from 1) and a literal's value."""

    kind: str
    source: str
    place: int
    value: Any = None


def tokenize(text: str) -> list[Token]:
    """Cut a condition into tokens; the last one is of the kind `end`. Raises NotReadable."""
    if len(text) > LONGEST_CONDITION:
        raise NotReadable(f"A condition has at most {LONGEST_CONDITION} characters; this one has {len(text)}.")
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise NotReadable(_not_a_token(text, position))
        kind = str(match.lastgroup)
        if kind != "space":
            source = match.group()
            tokens.append(Token(kind, source, position + 1, _value(kind, source, position + 1)))
        position = match.end()
    if len(tokens) > MOST_TOKENS:
        raise NotReadable(f"A condition has at most {MOST_TOKENS} words and signs; this one has {len(tokens)}.")
    tokens.append(Token("end", "", len(text) + 1))
    return tokens


def _value(kind: str, source: str, place: int) -> Any:
    if kind == "whole":
        number = int(source, 16) if source[:2] in ("0x", "0X") else int(source)
        if number >= 2**63:
            raise NotReadable(f"At character {place}: {source[:24]} is larger than a number can be.")
        return number
    if kind == "decimal":
        number_or_infinity = float(source)
        if number_or_infinity == float("inf"):
            raise NotReadable(f"At character {place}: {source[:24]} is larger than a number can be.")
        return number_or_infinity
    return _unescape(source[1:-1], place) if kind == "text" else None


def _unescape(inner: str, place: int) -> str:
    def replace(match: re.Match[str]) -> str:
        digits, character = match.groups()
        if digits is None:
            if character not in _ESCAPES:
                raise NotReadable(
                    f"At character {place}: \\{character} means nothing in a text; for a backslash write \\\\."
                )
            return _ESCAPES[character]
        if 0xD800 <= int(digits, 16) <= 0xDFFF:
            raise NotReadable(f"At character {place}: \\u{digits} is half of a character; write the character itself.")
        return chr(int(digits, 16))

    text = _ESCAPE.sub(replace, inner)
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise NotReadable(f"At character {place}: the text contains half of a character.")
    return text


def _not_a_token(text: str, position: int) -> str:
    character, place = text[position], position + 1
    if character in "\"'":
        return f"At character {place}: the text that starts here has no closing {character}."
    if character == "=":
        return f"At character {place}: write == to compare."
    if character in "&|":
        return f"At character {place}: write {character * 2}."
    if character in "{}":
        return f"At character {place}: maps are not written in conditions."
    return f"At character {place}: {character!r} does not belong in a condition."
