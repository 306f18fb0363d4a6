"""The composition root: arguments, shop, language, theme, window. No logic of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTIONS_WITH_VALUE = ("--data", "--lang")
_WINDOW_FLAGS = ("--self-test",)


def main() -> None:
    """The installed program's entry."""
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """Starts the window, or with a command the command line; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if wants_command(given):
        from desktop_app import cli

        return cli.main(given)
    if "--self-test" in given:
        from desktop_app.self_test import run as test_itself

        return test_itself()
    from desktop_app import program

    return program.run(_value(given, "--data"), _value(given, "--lang"))


def wants_command(arguments: Sequence[str]) -> bool:
    """Whether these arguments name a command (or ask for help): then no window opens."""
    rest = iter(arguments)
    for argument in rest:
        if argument in _OPTIONS_WITH_VALUE:
            next(rest, None)
        elif argument not in _WINDOW_FLAGS and not argument.startswith(("--data=", "--lang=")):
            return True
    return False


def _value(arguments: Sequence[str], option: str) -> str | None:
    for place, argument in enumerate(arguments):
        if argument == option and place + 1 < len(arguments):
            return arguments[place + 1]
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
    return None
