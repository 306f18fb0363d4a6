"""Everything a developer does, with nothing installed but Python (3.11 or newer) and git.

python dev.py run [ARGUMENTS]    open the program, or run one of its commands
python dev.py test [ARGUMENTS]   all tests and their coverage; with arguments, pytest with those
python dev.py check [STEP ...]   lint, format, types, layers, translations, dead code, dependencies
python dev.py bench [NAME ...]   the benchmarks, all but `crash`, or those named
python dev.py shots [FOLDER]     pictures of every tab and dialog
python dev.py package            a program that needs no Python, in dist/; it then tests itself
python dev.py catalogue          bring the translations up to date with the source
python dev.py lock [ARGUMENTS]   pin the requirements anew (needs uv); e.g. --upgrade-package pillow
python dev.py setup              the environment alone

Each first makes `.venv` when it is missing or no longer fits the lock, and on Debian and Ubuntu
installs the system libraries that Qt misses. All of this uses the standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from checks.environment import (
    OLDEST_PYTHON,
    ROOT,
    VENV,
    Stop,
    make_environment,
    make_qt_work,
    make_tests_complete,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

# Benchmarks that run only when they are named.
LONG = ("crash",)

# The program's options that stand before a command; each takes one value.
PROGRAM_OPTIONS = ("--data", "--lang")

CHECKS: dict[str, tuple[str, ...]] = {
    "ruff": ("-m", "ruff", "check", "--quiet", "."),
    "format": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "mypy": ("-m", "mypy"),
    "layers": ("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-logo"),
    "catalogue": ("-m", "checks.catalogue", "check"),
    "vulture": ("-m", "vulture"),
    "deptry": ("-m", "deptry", "."),
}

STRICT_COVERAGE = ("--include=desktop_app/services/*,desktop_app/core/*", "--fail-under=95")

# Each lock, and the extra of pyproject.toml that it holds beside the program's own requirements.
LOCKS = {"run": None, "dev": "dev", "package": "package"}


def opens_window(arguments: Sequence[str]) -> bool:
    """Say whether the program, called so, opens its window: no command follows its options."""
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] in PROGRAM_OPTIONS:
        del rest[: 1 if "=" in rest[0] else 2]
    return not rest


def has_screen(variables: Mapping[str, str], system: str = sys.platform) -> bool:
    """Say whether a window can be shown; a platform of Qt that was asked for counts."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not system.startswith("linux") or any(variables.get(name) for name in names)


def lock_command(name: str, extra: str | None, more: Sequence[str]) -> list[str]:
    """Return the command that pins one lock, for every system and every Python at once."""
    # A lock of pip-compile fits only the system it was made on: --universal adds what only the
    # others need (colorama on Windows, macholib on macOS).
    oldest = "{}.{}".format(*OLDEST_PYTHON)
    options = ["--universal", f"--python-version={oldest}", "--generate-hashes", "--quiet"]
    options += ["--no-emit-index-url", "--custom-compile-command=python dev.py lock"]
    if extra is not None:
        options += [f"--extra={extra}", "--constraint=requirements/run.lock"]
    target = f"--output-file=requirements/{name}.lock"
    return ["uv", "pip", "compile", *options, *more, "pyproject.toml", target]


def call(command: Sequence[str | Path], **variables: str) -> int:
    """Run a command in the checkout, with these variables added, and return its exit status."""
    return subprocess.call(command, cwd=ROOT, env={**os.environ, **variables})


def without_screen() -> dict[str, str]:
    """Return the variables that let Qt draw where there is no screen."""
    return {} if has_screen(os.environ) else {"QT_QPA_PLATFORM": "offscreen"}


def run(arguments: list[str]) -> int:
    window = opens_window(arguments)
    if window and not has_screen(os.environ):
        raise Stop("There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).")
    python = make_environment("run")
    if window or "--self-test" in arguments:
        make_qt_work(python)
    # From where the person stands, since the arguments may name files.
    return subprocess.call([python, ROOT / "main.py", *arguments])


def test(arguments: list[str]) -> int:
    python = make_environment("dev")
    make_qt_work(python)
    make_tests_complete()
    if arguments:
        return call([python, "-m", "pytest", *arguments])
    options = (f"--numprocesses={min(os.cpu_count() or 1, 4)}", "--cov", "--cov-report=term")
    return call([python, "-m", "pytest", *options]) or strict_coverage(python)


def strict_coverage(python: Path) -> int:
    """Compare services and core with what is asked of them; say so only when it is not met."""
    # Silent otherwise: pytest's own line stays the last.
    report: list[str | Path] = [python, "-m", "coverage", "report", *STRICT_COVERAGE]
    told = subprocess.run(report, cwd=ROOT, capture_output=True, check=False, text=True)
    if told.returncode:
        say(f"Services and core are covered too little:\n{told.stdout}{told.stderr}")
    return told.returncode


def check(steps: list[str]) -> int:
    refuse_unknown("step", steps, CHECKS)
    python = make_environment("dev")
    failed = [step for step in CHECKS if (not steps or step in steps) and not passes(python, step)]
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def passes(python: Path, step: str) -> bool:
    """Run one step; print its name, its time and, when it fails, what it said."""
    start = time.perf_counter()
    command: list[str | Path] = [python, *CHECKS[step]]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    say(f"{step:<10} {'failed' if told.returncode else 'ok':<7} {seconds:5.1f} s")
    if told.returncode:
        sys.stdout.buffer.write(told.stdout + told.stderr)
        sys.stdout.flush()
    return told.returncode == 0


def refuse_unknown(word: str, names: list[str], known: Mapping[str, object]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise Stop(f"No such {word}: {', '.join(unknown)}. There are: {', '.join(known)}.")


def bench(names: list[str]) -> int:
    scripts = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[!_]*.py"))}
    refuse_unknown("benchmark", names, scripts)
    python = make_environment("dev")
    make_qt_work(python)
    make_tests_complete()
    virtual = shutil.which("xvfb-run") if not has_screen(os.environ) else None
    screen = [virtual, "-a"] if virtual else []
    wanted = names or set(scripts) - set(LONG)
    chosen = [path for name, path in scripts.items() if name in wanted]
    statuses = [call([*screen, python, path], PYTHONPATH=str(ROOT)) for path in chosen]
    return max(statuses, default=0)


def shots(arguments: list[str]) -> int:
    python = make_environment("dev")
    make_qt_work(python)
    return call([python, "docs/shots.py", *arguments], PYTHONPATH=str(ROOT), **without_screen())


def package(arguments: list[str]) -> int:
    python = make_environment("package")
    make_qt_work(python)
    spec = "packaging/aftersales-desk.spec"
    if call([python, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *arguments, spec]):
        raise Stop("The program could not be packed; the lines above say why.")
    name = "aftersales-desk-cli.exe" if sys.platform == "win32" else "aftersales-desk"
    return call([ROOT / "dist" / "aftersales-desk" / name, "--self-test"], **without_screen())


def catalogue(arguments: list[str]) -> int:
    return call([make_environment("dev"), "-m", "checks.catalogue", "update", *arguments])


def lock(arguments: list[str]) -> int:
    if shutil.which("uv") is None:
        raise Stop("Pinning needs uv, which nothing else here does: python -m pip install uv")
    return max(call(lock_command(name, extra, arguments)) for name, extra in LOCKS.items())


def setup(_arguments: list[str]) -> int:
    make_qt_work(make_environment("dev"))
    make_tests_complete()
    say(f"The environment is complete: {VENV}")
    return 0


_ALL = (run, test, check, bench, shots, package, catalogue, lock, setup)
COMMANDS: dict[str, Callable[[list[str]], int]] = {command.__name__: command for command in _ALL}


def main(arguments: list[str]) -> int:
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise Stop("This needs Python {}.{} or newer.".format(*OLDEST_PYTHON))
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__ or "")
        return 0 if arguments in (["--help"], ["-h"]) else 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(stop, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
