"""Hostile conditions: too long, too deep, too many, and what would end the process inside the library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hanse.platform.authz import check_condition, compile_condition
from hanse.platform.authz.library import CalculationFailed, run


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("(" * 90 + "true" + ")" * 85, "nested more than 12 deep"),
        ("[" * 90 + "]" * 89, "nested more than 12 deep"),
        ("!" * 190, "directly after"),
        ("-" * 190, "directly after"),
        ("true?" * 90 + "true", "nested more than"),
        ("subject" + ".a" * 20_000, "at most 1000 characters"),
        ("subject" + ".a" * 400, "at most 200 words and signs"),
        ("true" + "&&true" * 150, "at most 200 words and signs"),
        ("subject.a == " + "+".join(["1"] * 60), "calculates at most 20 times"),
        ("subject.a in [" + ",".join(["1"] * 51) + "]", "at most 50 items"),
        ("has(" * 40, "nested more than"),
        ("subject.a.size(" * 20, "nested more than"),
        ("subject.l.all(x, true) && " * 3 + "true", "may stand 2 times"),
        (f"subject.a.matches('{'a' * 101}')", "at most 100 characters"),
        ("subject.a.matches('(a{1,9}){1,9}')", "multiplied, are at most 64"),
        ("subject.a.matches('a{0}b{1000}')", "multiplied, are at most 64"),
        ("subject.a.matches('b{65,}')", "multiplied, are at most 64"),
        ("subject.a.matches('\\\\w{30}')", "too slow"),
        ("'" * 998, "at most 200 words and signs"),
        ("\x00", "does not belong"),
        ("\u0455ubject.a == 1", "does not belong"),  # the first letter is Cyrillic
        ("\uff19 == 9", "does not belong"),  # a wide digit
    ],
)
def test_is_refused_with_a_sentence(text: str, problem: str) -> None:
    sentences = check_condition(text)
    assert len(sentences) == 1
    assert problem in sentences[0]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 11 + "subject.a == 1" + ")" * 11,
        "subject.a == " + "+".join(["1"] * 21),
        "subject.a == " + "(" * 5 + "+".join(["1"] * 21) + ")" * 5,
        "&&".join(["subject.rush"] * 50),
        "subject.rush" + "&& (subject.rush" * 9 + ")" * 9,
        "subject.a in [" + ",".join(str(one) for one in range(50)) + "]",
        "subject.text.matches('^(a+)+$')",
    ],
)
def test_the_largest_allowed_is_decided(text: str) -> None:
    attributes = {"a": 21, "rush": True, "text": "a" * 10_000}
    compile_condition(text).explain({}, attributes | {"a": 1} if "11" in text else attributes, {})
    outcome = compile_condition(text).explain({}, attributes, {})
    assert outcome.holds or "does not hold" in outcome.reason


def test_a_classic_exponential_pattern_is_linear_here() -> None:
    condition = compile_condition("subject.text.matches('^(a+)+$')")
    assert not condition.holds({}, {"text": "a" * 9_999 + "b"}, {})


def test_a_panic_of_the_library_is_a_refusal_and_other_ends_are_not() -> None:
    class PanicException(BaseException):
        pass

    class Program:
        def __init__(self, failure: BaseException) -> None:
            self.failure = failure

        def execute(self, values: object) -> object:
            raise self.failure

    with pytest.raises(CalculationFailed):
        run(Program(PanicException()), {})  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        run(Program(KeyboardInterrupt()), {})  # type: ignore[arg-type]


def test_the_librarys_terminal_program_is_not_loaded() -> None:
    """It would cost every process 35 MB and 0.4 s; a later plain import must still work."""
    code = (
        "import sys, hanse.platform.authz as authz; "
        "loaded = [name for name in ('prompt_toolkit', 'rich', 'typer') if name in sys.modules]; "
        "import cel; print(loaded, cel.evaluate('1 + 1'), authz.check_condition('1 == 1'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, "[] 2 []"), done.stderr
