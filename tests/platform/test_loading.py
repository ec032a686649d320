"""What a start loads: nothing that few processes ever use."""

import subprocess
import sys

import pytest

from hanse.platform.loading import later

SELDOM = ("typst", "pyhanko", "lxml", "PIL", "webauthn", "joserfc", "dns", "alembic", "sqlalchemy", "graphql")


def test_a_start_loads_nothing_that_few_processes_use() -> None:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, hanse.app; print(*(set({SELDOM!r}) & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == ""


def test_what_is_loaded_later_is_the_module_itself_and_says_what_it_lacks() -> None:
    module = later("colorsys")
    assert module.rgb_to_hsv(1, 1, 1) == (0.0, 0.0, 1)
    assert not hasattr(module, "nothing_of_that_name")
    with pytest.raises(ModuleNotFoundError):
        hasattr(later("no_module_of_that_name"), "anything")
