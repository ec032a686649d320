"""Every failpoint that is listed is passed somewhere, and every one that is passed is listed."""

from __future__ import annotations

import ast

from hanse.platform.failpoints import POINTS
from tests.architecture.source import sources


def test_the_list_of_failpoints_is_whole() -> None:
    passed: list[str] = []
    for source in (one for one in sources() if "failpoint(" in one.text):
        for name, node in source.calls:
            if name == "failpoint":
                assert isinstance(node.args[0], ast.Constant), f"{source.name}: a failpoint has a constant name"
                passed.append(node.args[0].value)
    assert sorted(passed) == sorted(POINTS)
