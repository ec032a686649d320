"""Owns `hanse doctor`: looking at everything an installation needs, and saying what to mend. It changes nothing.

`command` runs the checks, each other module knows one area. Must not be here: the parts that are looked at.
"""

from hanse.platform.cli.doctor.command import doctor

__all__ = ["doctor"]
