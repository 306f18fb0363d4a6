"""One gettext catalogue for screen, paper and command line.

Source strings are English. ``resources/i18n/<lang>.po`` is compiled when it is newer than the
compiled file beside it. Claim sheets have a language of their own: see `speaking`.
"""

from __future__ import annotations

import contextlib
import gettext as _gettext
import io
import locale
import os
import threading
from collections.abc import Iterator
from functools import cache

from desktop_app.core import paths

LANGUAGES = ("zh_CN", "en")


class _Speech:
    """The program's language, and for the length of a document another one in one thread."""

    def __init__(self) -> None:
        self.program = "en"
        self.local = threading.local()

    @property
    def language(self) -> str:
        return getattr(self.local, "language", None) or self.program


_speech = _Speech()


def use(language: str) -> None:
    """Sets the program's language: one of `LANGUAGES`; anything else becomes its nearest."""
    _speech.program = nearest(language)


def language() -> str:
    """The language spoken now (in this thread)."""
    return _speech.language


@contextlib.contextmanager
def speaking(other: str) -> Iterator[None]:
    """Within the block this thread speaks ``other``: a claim sheet in the courier's language."""
    before = getattr(_speech.local, "language", None)
    _speech.local.language = nearest(other)
    try:
        yield
    finally:
        _speech.local.language = before


def nearest(wanted: str) -> str:
    """``zh_CN`` for any Chinese, else English."""
    return "zh_CN" if wanted.replace("-", "_").lower().startswith("zh") else "en"


def system_language() -> str:
    """The language of the person's computer."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return nearest(os.environ[name])
    return nearest(locale.getlocale()[0] or _windows_language() or "en")


def _(message: str) -> str:
    """The message in the language spoken now."""
    return _catalogue(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form that fits the count."""
    return _catalogue(language()).ngettext(one, many, count)


def gettext_noop(message: str) -> str:
    """Marks a message that is translated later, where it is shown."""
    return message


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    if code == "en":
        return _gettext.NullTranslations()
    source = paths.resources() / "i18n" / f"{code}.po"
    compiled = _cached_mo(source)
    return _gettext.GNUTranslations(io.BytesIO(compiled))


def _cached_mo(source: os.PathLike[str]) -> bytes:
    """The compiled catalogue: the one beside it when it is newer, else compiled now."""
    from pathlib import Path

    po = Path(source)
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return mo.read_bytes()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = io.BytesIO()
    with po.open("rb") as handle:
        write_mo(out, read_po(handle, locale=po.stem))
    with contextlib.suppress(OSError):  # an installed program may lie in a read-only place
        part = mo.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(out.getvalue())
        part.replace(mo)
    return out.getvalue()


def _windows_language() -> str | None:
    if os.name != "nt":
        return None
    import ctypes

    code = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined,unused-ignore] # Windows only
    return locale.windows_locale.get(code)
