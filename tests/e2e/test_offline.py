"""No socket in a whole run: the main job in the window and on the command line, watched.

Python tells an audit hook of whatever touches a socket; the hook forbids it. What Qt's own code
does Python doesn't see: so no network module of Qt may be loaded, and the process may hold no
socket of the internet's families at its end.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import drawn

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.e2e

WATCH = """
import sys
met = []
def forbid(event, arguments):
    if event.partition(".")[0] in {"socket", "urllib", "http", "ftplib", "smtplib", "poplib"}:
        met.append(event)
        raise RuntimeError("offline: " + event)
sys.addaudithook(forbid)

def opened():
    from pathlib import Path
    import os
    mine = Path("/proc/self/fd")
    if not mine.is_dir():
        return []
    held = set()
    for entry in os.listdir(mine):
        try:
            held.add(os.readlink(mine / entry))
        except OSError:
            pass
    tables = [Path("/proc/self/net") / name for name in ("tcp", "tcp6", "udp", "udp6")]
    rows = [line.split() for table in tables if table.exists()
            for line in table.read_text().splitlines()[1:]]
    return [row[9] for row in rows if "socket:[%s]" % row[9] in held]

def told():
    words = ("Network", "WebEngine", "WebSockets", "Bluetooth")
    modules = [name for name in sys.modules if name.startswith("PySide6.Qt")
               and any(word in name for word in words)]
    from pathlib import Path
    maps = Path("/proc/self/maps")
    loaded = maps.is_file() and "QtNetwork.abi3" in maps.read_text()
    return {"met": met, "modules": modules, "loaded": loaded, "open": opened()}
"""
WINDOW = """
import json, pytest
status = pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:randomly", sys.argv[1],
                      "-k", "test_the_main_job_from_end_to_end"])
assert status == 0, status
print("\\n" + json.dumps(told()))
"""
COMMAND = """
import json
from desktop_app import app
status = app.run(sys.argv[1:])
sys.stderr.write("\\n" + json.dumps({**told(), "status": status}))
"""
NOTHING = {"met": [], "modules": [], "loaded": False, "open": []}


def watched(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCH + code, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_the_watch_itself_forbids() -> None:
    for touch in (
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://localhost')",
    ):
        done = watched(touch)
        assert "offline: " in done.stderr


def test_r41_the_main_job_in_the_window_opens_no_socket() -> None:
    done = watched(WINDOW, str(Path(__file__).with_name("test_main_job.py")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == NOTHING


def test_r41_the_main_job_on_the_command_line_opens_no_socket(tmp_path: Path) -> None:
    data, photo = tmp_path / "shop", drawn.write(tmp_path / "a.jpg", seed=1)
    products = tmp_path / "p.csv"
    products.write_text("SKU,标题,重量,价格\nA,杯,120,10.00\n", "utf-8")

    def command(*arguments: str) -> dict[str, object]:
        done = watched(COMMAND, "--data", str(data), "--lang", "en", *arguments, "--json")
        said = json.loads(done.stderr.splitlines()[-1])
        assert said == {**NOTHING, "status": 0}, (arguments, done.stdout, done.stderr)
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    command("products", "import", str(products))
    case = command("cases", "open", "--buyer", "tb1", "--kind", "missed_item", "--sku", "A=1")
    no = str(case["case"]["no"])
    command("photos", "import", "--buyer", "tb1", "--case", no, str(photo))
    command("weigh", "--case", no, "--grams", "120")
    opened = command(
        *("claims", "open", "--tracking", "YT1234567890123", "--kind", "lost"),
        *("--courier", "yto", "--amount", "10"),
    )
    claim = str(opened["claim"]["no"])
    command("claims", "sheet", claim, "-o", str(tmp_path / "sheet.pdf"))
    command("check")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
