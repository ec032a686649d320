"""From the plural noun a person gives to every name the files need. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from hanse.kit.errors import ExplainedError
from hanse.kit.structs import Data

_PLURAL = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class BadName(ExplainedError):
    """The name cannot be a domain's; the message says what to give instead."""


class Names(Data, frozen=True, kw_only=True):
    """Everything a domain is called: `price_lists` gives price_list, PriceList, PriceLists, price-lists, price list."""

    plural: str
    noun: str
    prefix: str

    def replacements(self) -> dict[str, str]:
        """Mark in the texts -> what stands there."""
        words, word = self.plural.replace("_", " "), self.noun.replace("_", " ")
        return {
            "__plural__": self.plural,
            "__Plural__": _camel(self.plural),
            "__noun__": self.noun,
            "__Noun__": _camel(self.noun),
            "__paths__": self.plural.replace("_", "-"),
            "__words__": words,
            "__Words__": words.capitalize(),
            "__word__": word,
            "__prefix__": self.prefix,
        }


def names_for(plural: str, singular: str | None, taken: Collection[str]) -> Names:
    """The names of a domain; `taken` are the prefixes of ids in use. Raises BadName."""
    if not _PLURAL.fullmatch(plural) or len(plural) > 40:
        raise BadName(
            f"{plural!r} cannot be a domain's name: give a plural noun in small letters, such as price_lists."
        )
    noun = singular or singular_of(plural)
    if not _PLURAL.fullmatch(noun) or noun == plural:
        raise BadName(f"What is one of {plural} called? Say it with --singular.")
    return Names(plural=plural, noun=noun, prefix=free_prefix(noun, taken))


def singular_of(plural: str) -> str:
    """One of them, for regular English plurals; the plural itself when it does not look like one."""
    if plural.endswith("ies") and len(plural) > 4:
        return plural[:-3] + "y"
    if plural.endswith(("ches", "shes", "sses", "xes", "zes")):
        return plural[:-2]
    if plural.endswith("s") and not plural.endswith("ss"):
        return plural[:-1]
    return plural


def free_prefix(noun: str, taken: Collection[str]) -> str:
    """Three letters for ids that no other kind of id uses. Raises BadName when none is left."""
    letters = re.sub(r"[^a-z]", "", noun)
    consonants = letters[:1] + re.sub(r"[aeiou]", "", letters[1:])
    wanted = [letters[:3], consonants[:3], "".join(part[:1] for part in noun.split("_"))]
    wanted += [letters[:2] + letter for letter in _LETTERS]
    for prefix in wanted:
        if len(prefix) == 3 and prefix.isalpha() and prefix not in taken:
            return prefix
    raise BadName(f"No prefix of three letters is free for the ids of {noun}: choose another name.")


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
