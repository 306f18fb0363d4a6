"""Makes `.venv` and installs the system libraries that Qt misses. Standard library only."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "dev-stamp.json"
OLDEST_PYTHON = (3, 11)

# Tools that some tests use when they are there, and the Debian packages that hold them.
TEST_TOOLS = {"Xvfb": "xvfb", "xauth": "xauth", "pdftotext": "poppler-utils", "qpdf": "qpdf"}

# Libraries whose Debian package has a name that does not follow from theirs.
ODD_PACKAGES = {"libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0"}

# What Qt loads to show, draw and print.
QT_PARTS = (
    "QtWidgets.abi3.so",
    "QtSvg.abi3.so",
    "QtPrintSupport.abi3.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/xcbglintegrations/*.so",
    "Qt/plugins/printsupport/*.so",
)
QT_WAYLAND = "Qt/plugins/platforms/libqwayland.so"


class Stop(Exception):
    """Ends the command with a sentence for the person."""


def say(text: str) -> None:
    print(text, flush=True)


# --- .venv ---------------------------------------------------------------------------------------


def python_in(venv: Path, system: str = sys.platform) -> Path:
    """Return the interpreter of an environment, which Windows keeps in another place."""
    return venv / "Scripts" / "python.exe" if system == "win32" else venv / "bin" / "python"


def stamp_of(lock: bytes, version: tuple[int, int]) -> str:
    """Return what an environment of this Python, filled from this lock, is known by."""
    # A checkout may have turned the line ends; the content is what counts.
    return hashlib.sha256(b"%d.%d\n" % version + lock.replace(b"\r\n", b"\n")).hexdigest()


def version_of(python: Path) -> tuple[int, int] | None:
    """Return the version of an environment's Python, or None where it cannot serve.

    It cannot when it does not start, is too old, has no pip, or when another version of Python took
    the place of the one below it: what was installed, pip included, is then out of its sight.
    """
    code = "import sys, json, pip; print(json.dumps(sys.version_info[:2]))"
    try:
        told = subprocess.run([python, "-c", code], capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = json.loads(told.stdout)
    return (major, minor) if (major, minor) >= OLDEST_PYTHON else None


def read_stamps(path: Path = STAMP) -> dict[str, str]:
    """Return which locks the environment holds; none where that was not or badly written down."""
    try:
        stamps = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def make_environment(name: str) -> Path:
    """Make `.venv` hold what the lock `name` lists, and return its Python."""
    python = python_in(VENV)
    version = version_of(python)
    if version is None:
        create_venv()
        version = sys.version_info[:2]
    lock = ROOT / "requirements" / f"{name}.lock"
    wanted = stamp_of(lock.read_bytes(), version)
    stamps = read_stamps()
    if stamps.get(name) != wanted:
        install(python, lock)
        STAMP.write_text(json.dumps({**stamps, name: wanted}, indent=1), "utf-8")
    return python


def create_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = sys.version_info
        apt_install([f"python{version.major}.{version.minor}-venv"], "Making .venv needs")
    say(f"Making .venv with Python {sys.version.split()[0]}")
    if subprocess.call([sys.executable, "-m", "venv", "--clear", VENV]):
        raise Stop("The environment .venv could not be made; the lines above say why.")


def install(python: Path, lock: Path) -> None:
    """Install exactly what the lock lists: the same files for everyone, and no compiler needed."""
    say(f"Installing requirements/{lock.name} into .venv")
    options = ("--require-hashes", "--no-deps", "--only-binary=:all:", "--quiet")
    command = (python, "-m", "pip", "install", *options, "--requirement", lock)
    if subprocess.call(command, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}):
        raise Stop("The requirements could not be installed; is this computer online?")


# --- The system's libraries, on Linux ------------------------------------------------------------


def missing_libraries(ldd_output: str) -> set[str]:
    """Return the libraries that `ldd` did not find, without those that are Qt's own."""
    found = re.findall(r"^\s*(\S+) => not found", ldd_output, re.MULTILINE)
    return {name for name in found if not name.startswith("libQt6")}


def debian_package(library: str) -> str:
    """Return the Debian package of a library: libX11.so.6 → libx11-6, libEGL.so.1 → libegl1."""
    if library in ODD_PACKAGES:
        return ODD_PACKAGES[library]
    name, _, version = library.lower().partition(".so.")
    return f"{name}-{version}" if name[-1].isdigit() else f"{name}{version}"


def apt_line(packages: Iterable[str]) -> str:
    return "sudo apt-get install -y --no-install-recommends " + " ".join(sorted(set(packages)))


def qt_misses(python: Path) -> set[str]:
    """Return the system libraries that the installed Qt asks for in vain."""
    code = "import importlib.util as u; print(*u.find_spec('PySide6').submodule_search_locations)"
    folder = Path(subprocess.check_output([python, "-c", code], text=True).strip())
    parts = (*QT_PARTS, QT_WAYLAND) if os.environ.get("WAYLAND_DISPLAY") else QT_PARTS
    files = [path for part in parts for path in sorted(folder.glob(part))]
    plain = {**os.environ, "LC_ALL": "C"}
    told = subprocess.run(["ldd", *files], capture_output=True, check=False, text=True, env=plain)
    return missing_libraries(told.stdout)


def make_qt_work(python: Path) -> None:
    """Install the system libraries that Qt misses, or stop with the line that does it."""
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return
    missing = qt_misses(python)
    if missing and shutil.which("apt-get"):
        apt_install([debian_package(library) for library in missing], "Qt needs")
    elif missing:
        say("Qt misses these libraries of your system: " + ", ".join(sorted(missing)))


def make_tests_complete() -> None:
    """Install the tools that some tests use; without them those tests are skipped."""
    missing = [package for tool, package in TEST_TOOLS.items() if not shutil.which(tool)]
    if missing and sys.platform.startswith("linux") and shutil.which("apt-get"):
        try:
            apt_install(missing, "Some tests, skipped until then, need")
        except Stop as reason:
            say(str(reason))


def apt_install(packages: Iterable[str], asker: str) -> None:
    """Install Debian packages as root or through sudo; failing that, stop with the line to run."""
    line = apt_line(packages)
    refusal = f"{asker} packages of your system. Run this once:\n    {line}"
    apt = apt_command()
    if apt is None:
        raise Stop(refusal)
    words = line.split()[2:]
    say("Installing " + " ".join(words[3:]))
    # A fresh system has no list of packages, or an old one: then one look, and once more.
    if run_apt(apt, words) and (run_apt(apt, ["update"]) or run_apt(apt, words)):
        raise Stop(refusal)


def apt_command() -> list[str] | None:
    """Return how apt-get is called here without asking for a password, or None."""
    if sys.platform == "win32" or shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and not subprocess.call([sudo, "-n", "true"], stderr=subprocess.DEVNULL):
        return [sudo, "-n", "apt-get"]
    return None


def run_apt(apt: Sequence[str], words: Sequence[str]) -> int:
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.call([*apt, "-qq", *words], env=silent, stdout=subprocess.DEVNULL)
