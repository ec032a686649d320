"""Owns how the command line ends: one sentence on standard error, and a status programs can read.

0 done, 1 failed, 2 wrong usage, 130 interrupted. Must not be here: what can fail.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from hanse.kit.errors import ExplainedError, HanseError

FAILED, USAGE, INTERRUPTED = 1, 2, 130


def run(group: click.Group, arguments: Sequence[str] | None = None, *, obj: Any = None) -> int:
    """Run the command line and give its exit status; expected failures never show a stack."""
    try:
        status = group.main(args=arguments, prog_name="hanse", standalone_mode=False, obj=obj)
        sys.stdout.flush()
    except (click.exceptions.Exit, click.ClickException, click.Abort, KeyboardInterrupt) as leaving:
        return _left(leaving)
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more may be written to it, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (ExplainedError, OSError) as problem:
        return _failed(_of_system(problem) if isinstance(problem, OSError) else sentence(problem))
    except BaseExceptionGroup as problems:
        known = problems.subgroup(ExplainedError)
        if known is None:
            raise
        return _failed(sentence(_first(known)))
    return status if isinstance(status, int) else 0


def _left(leaving: BaseException) -> int:
    """The command line was left on purpose, used wrongly, or interrupted."""
    if isinstance(leaving, click.exceptions.Exit):
        return leaving.exit_code
    if not isinstance(leaving, click.ClickException):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    click.echo(f"hanse: {leaving.format_message()}", err=True)
    context = leaving.ctx if isinstance(leaving, click.UsageError) else None
    if context is not None:
        click.echo(f"`{context.command_path} --help` explains it.", err=True)
    return leaving.exit_code


def sentence(problem: BaseException) -> str:
    """What a person reads: the message, and for wrong input each field with what is wrong with it."""
    text = str(problem)
    fields = problem.fields if isinstance(problem, HanseError) else ()
    told = [f"{field.path}: {field.message}" for field in fields if field.path and field.message not in text]
    named = [field.path for field in fields if field.path and field.path not in text]
    if told:
        return f"{text} ({'; '.join(told)})"
    return f"{named[0]}: {text}" if named else text


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    problem = group.exceptions[0]
    return _first(problem) if isinstance(problem, BaseExceptionGroup) else problem


def _failed(text: str) -> int:
    # PostgreSQL adds its hints as lines of their own.
    click.echo(f"hanse: {text}".replace("\n\t", " "), err=True)
    return FAILED


def _of_system(problem: OSError) -> str:
    where = f"{problem.filename}: " if problem.filename else ""
    advice = {
        errno.ENOSPC: "make room on that disk and try again",
        errno.EDQUOT: "make room within the quota and try again",
        errno.EACCES: "use a file this user may use, or another user",
        errno.EROFS: "that disk is read-only; choose another place",
    }.get(problem.errno or 0, "mend that and try again")
    return f"{where}{problem.strerror or problem}; {advice}."
