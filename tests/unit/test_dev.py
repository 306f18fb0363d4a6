"""The pure parts of dev.py and of the environment that it makes; the rest is run by CI itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev
from checks import environment

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))

LDD = """\
PySide6/Qt/plugins/platforms/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibQt6Gui.so.6 => /somewhere/libQt6Gui.so.6 (0x00007f1)
\tlibQt6Pdf.so.6 => not found
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
PySide6/QtWidgets.abi3.so:
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f2)
"""


def test_libraries_that_ldd_misses_are_named_once_and_without_those_of_qt() -> None:
    assert environment.missing_libraries(LDD) == {"libxcb-cursor.so.0", "libEGL.so.1"}
    assert environment.missing_libraries("") == set()


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libEGL.so.1", "libegl1"),
        ("libGL.so.1", "libgl1"),
        ("libX11.so.6", "libx11-6"),
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libwayland-cursor.so.0", "libwayland-cursor0"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
    ],
)
def test_a_library_leads_to_its_debian_package(library: str, package: str) -> None:
    assert environment.debian_package(library) == package


def test_the_line_to_run_names_each_package_once_in_order() -> None:
    line = environment.apt_line(["libglib2.0-0", "libegl1", "libglib2.0-0"])
    assert line == "sudo apt-get install -y --no-install-recommends libegl1 libglib2.0-0"


def test_windows_keeps_python_in_another_place() -> None:
    assert environment.python_in(Path("v"), "win32") == Path("v/Scripts/python.exe")
    for system in ("linux", "darwin"):
        assert environment.python_in(Path("v"), system) == Path("v/bin/python")


def test_a_stamp_changes_with_the_lock_and_the_python_but_not_with_line_ends() -> None:
    stamp = environment.stamp_of(b"peewee==4.5.3\n", (3, 11))
    assert stamp == environment.stamp_of(b"peewee==4.5.3\r\n", (3, 11))
    assert stamp != environment.stamp_of(b"peewee==4.5.4\n", (3, 11))
    assert stamp != environment.stamp_of(b"peewee==4.5.3\n", (3, 12))


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"[1]", b"{"])
def test_a_stamp_that_cannot_be_read_counts_as_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "stamp.json"
    if content is not None:
        path.write_bytes(content)
    assert environment.read_stamps(path) == {}
    path.write_text(json.dumps({"dev": "abc"}), "utf-8")
    assert environment.read_stamps(path) == {"dev": "abc"}


def test_a_python_that_is_missing_or_does_not_start_cannot_serve(tmp_path: Path) -> None:
    assert environment.version_of(tmp_path / "python") is None
    broken = tmp_path / "broken"
    broken.write_bytes(b"nothing that starts")
    broken.chmod(0o755)
    assert environment.version_of(broken) is None
    assert environment.version_of(Path(sys.executable)) == sys.version_info[:2]


@pytest.mark.parametrize(
    ("arguments", "window"),
    [
        ([], True),
        (["--data", "shop"], True),
        (["--data=shop", "--lang", "en"], True),
        (["--data", "shop", "orders", "list"], False),
        (["demo"], False),
        (["--help"], False),
        (["--self-test"], False),
    ],
)
def test_only_a_call_without_command_opens_the_window(
    arguments: list[str], *, window: bool
) -> None:
    assert dev.opens_window(arguments) is window


def test_only_linux_can_be_without_a_screen() -> None:
    assert not dev.has_screen({}, "linux")
    assert not dev.has_screen({"DISPLAY": ""}, "linux")
    assert dev.has_screen({}, "win32")
    assert dev.has_screen({}, "darwin")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        assert dev.has_screen({name: ":0"}, "linux")


def call_dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call dev.py where there is no screen."""
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    variables = {name: value for name, value in os.environ.items() if name not in screens}
    command = [sys.executable, ROOT / "dev.py", *arguments]
    return subprocess.run(command, capture_output=True, check=False, text=True, env=variables)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others always have a screen")
def test_without_a_screen_run_says_so_in_one_sentence() -> None:
    told = call_dev("run")
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert "no screen" in told.stderr


def test_a_command_that_is_not_there_shows_those_that_are() -> None:
    told = call_dev("tset")
    assert told.returncode == 2
    assert all(f"python dev.py {name}" in told.stdout for name in dev.COMMANDS)
    assert call_dev("--help").returncode == 0


@pytest.mark.parametrize(("command", "word"), [("check", "step"), ("bench", "benchmark")])
def test_an_unknown_name_is_refused_before_anything_is_done(command: str, word: str) -> None:
    told = call_dev(command, "nosuch")
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.startswith(f"No such {word}: nosuch.")


def test_a_lock_is_made_for_every_system_from_the_oldest_python_on() -> None:
    command = dev.lock_command("dev", "dev", ["--upgrade"])
    assert {"--universal", "--python-version=3.11", "--generate-hashes"} < set(command)
    assert {"--extra=dev", "--constraint=requirements/run.lock", "--upgrade"} < set(command)
    assert command[-2:] == ["pyproject.toml", "--output-file=requirements/dev.lock"]
    assert not any(word.startswith("--extra") for word in dev.lock_command("run", None, []))


def pinned(lock: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def project() -> dict[str, list[str]]:
    """Return the requirements by the name of the lock that holds them."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"run": table["dependencies"], **table["optional-dependencies"]}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_fits_the_project_and_names_no_index(lock: Path) -> None:
    asked = [Requirement(line) for line in {*project()["run"], *project()[lock.stem]}]
    versions = pinned(lock)
    for requirement in asked:
        assert requirement.specifier.contains(versions[canonicalize_name(requirement.name)])
    text = lock.read_text("utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|^-[if]", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_everything_in_a_lock_has_a_hash(lock: Path) -> None:
    entries = re.findall(r"^[\w.-]+==.*(?:\n    --hash=.*)*", lock.read_text("utf-8"), re.MULTILINE)
    assert len(entries) == len(pinned(lock))
    assert all(" --hash=sha256:" in entry for entry in entries)


def test_the_locks_agree_with_each_other() -> None:
    run = pinned(ROOT / "requirements" / "run.lock")
    for lock in LOCKS:
        assert run.items() <= pinned(lock).items(), lock.name
