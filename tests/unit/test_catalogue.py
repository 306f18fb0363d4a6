"""The check of the translations, on a small invented checkout and on this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import catalogue

SOURCE = """
from somewhere import N_, _, ngettext
TABLE = [N_("Return")]
def show(count: int, name: str) -> str:
    return _("Hello %(name)s") % {"name": name} + ngettext("One case", "{n} cases", count)
"""

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
RETURN = 'msgid "Return"\nmsgstr "退货"\n'
HELLO = 'msgid "Hello %(name)s"\nmsgstr "%(name)s，您好"\n'
CASES = 'msgid "One case"\nmsgid_plural "{n} cases"\nmsgstr[0] "{n} 个售后单"\n'
GONE = 'msgid "Gone"\nmsgstr "没了"\n'


def checkout(root: Path, *entries: str, source: str = SOURCE) -> Path:
    (root / "desktop_app").mkdir()
    (root / "desktop_app" / "words.py").write_text(source, "utf-8")
    (root / "resources" / "i18n").mkdir(parents=True)
    po_of(root).write_text("\n".join((HEADER, *entries)), "utf-8")
    return root


def po_of(root: Path) -> Path:
    return root / "resources" / "i18n" / "zh_CN.po"


def test_a_complete_catalogue_has_no_problems(tmp_path: Path) -> None:
    assert list(catalogue.problems(checkout(tmp_path, RETURN, HELLO, CASES))) == []


OTHER = "other placeholders than the source"


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ((HELLO, CASES), "not in the catalogue: 'Return'"),
        ((RETURN.replace("退货", ""), HELLO, CASES), "not translated: 'Return'"),
        (("#, fuzzy\n" + RETURN, HELLO, CASES), "fuzzy: 'Return'"),
        ((RETURN, HELLO, CASES.replace("{n} 个", "")), f"{OTHER}: 'One case'"),
        ((RETURN, HELLO.replace(")s，", ")d，"), CASES), f"{OTHER}: 'Hello %(name)s'"),
        ((RETURN, HELLO, CASES, GONE), "no longer in the source: 'Gone'"),
    ],
)
def test_each_lack_is_named(tmp_path: Path, entries: tuple[str, ...], problem: str) -> None:
    found = list(catalogue.problems(checkout(tmp_path, *entries)))
    assert found == [f"zh_CN.po: {problem}"]


@pytest.mark.parametrize(
    ("text", "filled_in"),
    [
        ("100 % of it, 5% d", set()),
        ("100%% {{not}} %(count)d", {"%(count)d"}),
        ("{} of {total:,} for {name!r} %s", {"{}", "{total:,}", "{name!r}", "%s"}),
        ("%(amount).2f", {"%(amount).2f"}),
    ],
)
def test_placeholders_are_what_is_filled_in(text: str, filled_in: set[str]) -> None:
    assert catalogue.placeholders(text) == filled_in


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (
            '_("Fine") % name\n_("Fine {n}").format(n=1)\n_(table[key])\nngettext("a", "b", 1 + n)',
            [],
        ),
        ('x = 1\n_(f"Hello {x}")', [2]),
        ('_("Hello %s" % x)', [1]),
        ('i18n._("Hello {}".format(x))', [1]),
        ('ngettext("one", "many " + x, 3)', [1]),
        ('format(f"{x}")', []),
    ],
)
def test_a_text_built_inside_the_call_is_found(code: str, lines: list[int]) -> None:
    assert list(catalogue.built_texts(code)) == lines


def test_the_place_of_a_built_text_is_named(tmp_path: Path) -> None:
    root = checkout(tmp_path, source='_(f"{1}")\n')
    assert list(catalogue.problems(root)) == [
        "desktop_app/words.py:1: a text is built inside the call"
    ]


def test_an_update_adds_and_drops_and_keeps_what_is_translated(tmp_path: Path) -> None:
    root = checkout(tmp_path, HELLO, CASES, GONE)
    catalogue.update(root)
    text = po_of(root).read_text("utf-8")
    assert "Gone" not in text
    assert 'msgstr "%(name)s，您好"' in text
    assert 'msgstr[0] "{n} 个售后单"' in text
    assert list(catalogue.problems(root)) == ["zh_CN.po: not translated: 'Return'"]
    catalogue.update(root)
    assert po_of(root).read_text("utf-8") == text


def test_the_programs_own_translations_are_complete() -> None:
    assert list(catalogue.problems()) == []
