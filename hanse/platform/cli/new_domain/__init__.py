"""Owns `hanse new-domain`: writing a whole working domain, with its tests, into a source checkout.

`naming` derives the names, `writing` makes and changes files, `files/` holds the texts. Must not be here: a domain.
"""

from hanse.platform.cli.new_domain.command import new_domain

__all__ = ["new_domain"]
