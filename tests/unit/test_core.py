"""Time, paths, language, log: the ground that everything stands on."""

from __future__ import annotations

import ast
import logging
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from desktop_app.core import clock, i18n, kinds, labels, logs, paths, problem_texts, texts
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.services.checks import Ill

ROOT = Path(__file__).resolve().parents[2]


def test_times_are_stored_in_utc_at_one_width() -> None:
    evening = datetime(2026, 9, 3, 23, 58, tzinfo=timezone(timedelta(hours=8)))
    assert clock.to_text(evening) == "2026-09-03T15:58:00Z"
    assert clock.from_text("2026-09-03T15:58:00Z") == evening
    with pytest.raises(ValueError, match="zone"):
        clock.to_text(datetime(2026, 9, 3))  # noqa: DTZ001 - that it has none is the point


def test_five_minutes_before_midnight_end_after_it() -> None:
    start = datetime(2026, 9, 3, 23, 58, tzinfo=clock.CHINA)
    due = clock.from_text(clock.to_text(start + timedelta(minutes=5)))
    assert clock.to_local(due, clock.CHINA).strftime("%d %H:%M") == "04 00:03"


def test_the_start_of_a_day_is_local() -> None:
    day = clock.today()
    assert clock.to_local(clock.start_of_day(day)).date() == day
    assert clock.now().tzinfo is UTC


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    source = (ROOT / "desktop_app" / "core" / "texts.py").read_text("utf-8")
    parts = {name: name for name in re.findall(r"%\((\w+)\)", source)}
    for reason in Reason:
        error = UserError(reason, **parts)
        english = texts.sentence(error)
        with i18n.speaking("zh_CN"):
            chinese = texts.sentence(error)
        assert re.search(r"[\u4e00-\u9fff]", chinese), (reason, chinese)
        assert not re.search(r"[\u4e00-\u9fff]", english.replace("（", "")), (reason, english)


def test_every_kind_has_its_word_in_both_languages() -> None:
    for name, kind_type in vars(kinds).items():
        if not (isinstance(kind_type, type) and issubclass(kind_type, kinds.StrEnum)):
            continue
        if name in {"Topic", "StrEnum"}:
            continue
        for kind in kind_type:
            assert labels.label(kind)
            with i18n.speaking("zh_CN"):
                chinese = labels.label_of(kind_type, kind.value)
            assert re.search(r"[\u4e00-\u9fff\d]", chinese), (name, kind, chinese)


def test_a_value_of_a_newer_program_is_shown_as_it_is() -> None:
    assert labels.label_of(kinds.CaseKind, "from_2030") == "from_2030"
    assert labels.label_of(kinds.CaseKind, "") == ""


def test_each_ill_of_the_check_has_a_sentence() -> None:
    for ill in Ill:
        assert "{" not in problem_texts.describe(ill.value, "x", "y")


def test_a_document_speaks_its_own_language_and_leaves_the_program_s_alone() -> None:
    i18n.use("zh-Hans")
    with i18n.speaking("en"):
        assert labels.label(kinds.CaseKind.LOST) == "Lost in transit"
    assert labels.label(kinds.CaseKind.LOST) == "快递丢失"
    assert i18n.ngettext("%(count)s problem was found.", "%(count)s problems were found.", 2)


def test_the_system_s_language_is_chinese_or_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert i18n.system_language() == "zh_CN"
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert i18n.system_language() == "en"


def test_the_log_holds_no_buyer(tmp_path: Path) -> None:
    file = logs.start(tmp_path)
    try:
        logging.getLogger("desktop_app.x").info(
            "order %s of %r, phone %s, %s",
            "5106828836075983867",
            "tb_secret",
            "13812345678",
            "张三",
        )
    finally:
        logs.stop()
    text = logs.tail(file)
    assert "order" in text
    for secret in ("5106828836075983867", "tb_secret", "13812345678", "张三"):
        assert secret not in text
    assert logs.tail(tmp_path / "none.log") == ""


def test_writing_atomically_replaces_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    paths.write_atomically(target, b"one")
    paths.write_atomically(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    with pytest.raises(FileTrouble) as refused:
        paths.write_atomically(tmp_path / "gone" / "a.pdf", b"three")
    assert refused.value.reason is Reason.FILE_MISSING


def test_h59_a_file_held_by_a_virus_scanner_is_waited_for(tmp_path: Path) -> None:
    class Held(type(tmp_path)):
        tries = 0

        def replace(self, target: object) -> Path:
            Held.tries += 1
            if Held.tries < 4:
                raise PermissionError
            return Path(str(self)).replace(str(target))

    source = Held(tmp_path / "a.part")
    source.write_bytes(b"x")
    waited: list[float] = []
    if os.name == "posix":
        with pytest.raises(FileTrouble) as refused:
            paths.replace(source, tmp_path / "a")
        assert refused.value.reason is Reason.FILE_BUSY
    else:
        paths.replace(source, tmp_path / "a", wait=waited.append)
        assert len(waited) == 3


@pytest.mark.parametrize(
    ("folder", "found"),
    [("OneDrive - Shop", True), ("坚果云", True), ("Dropbox", True), ("Documents", False)],
)
def test_h57_sync_folders_are_recognised(tmp_path: Path, folder: str, *, found: bool) -> None:
    assert bool(paths.in_sync_folder(tmp_path / folder / "shop")) is found


def test_the_chosen_data_folder_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if sys.platform != "linux":
        pytest.skip("these variables are Linux's")
    assert paths.chosen_data_dir() == tmp_path / "data" / paths.APP_NAME
    paths.choose_data_dir(tmp_path / "店")
    assert paths.chosen_data_dir() == tmp_path / "店"


def test_the_command_line_imports_no_qt() -> None:
    code = (
        "import sys\n"
        "from desktop_app.app import run\n"
        "status = run(['--help'])\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print('Qt' if loaded & {'PySide6', 'shiboken6'} else 'none', status)\n"
        "heavy = loaded & {'PIL', 'reportlab', 'xlsxwriter', 'pypinyin', 'pypdfium2'}\n"
        "print(sorted(heavy))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-2:] == ["none 0", "[]"]


def test_no_f_string_is_translated() -> None:
    for file in (ROOT / "desktop_app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "_",
                "N_",
                "ngettext",
            }:
                assert not any(isinstance(part, ast.JoinedStr) for part in node.args), file
