"""A long campaign by atheris, which learns from coverage what to alter: see the options.

Atheris isn't among the dependencies, since it has no wheels for every system. Where it installs:

    python tests/fuzz/with_atheris.py tables -max_total_time=3600
    python tests/fuzz/with_atheris.py photos corpus_folder

A reader that raises anything but an error meant for a person ends the campaign, and the bytes that
made it so are left in a file named ``crash-…``.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["desktop_app", "zipfile", "csv", "html"]):
    from desktop_app.core.errors import UserError
    from desktop_app.services import (
        file_kinds,
        form_blanks,
        html_tables,
        order_files,
        pictures,
        product_files,
        register_blocks,
        rule_files,
        settlement_files,
        tracking_texts,
        workbooks,
        xls_guard,
    )

FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))


def tables(content: bytes) -> None:
    """A file for every reader of tables."""
    path = FOLDER / "list.csv"
    path.write_bytes(content)
    for read in (order_files.read, settlement_files.read, product_files.read):
        _answered(read, path)


def photos(content: bytes) -> None:
    """A picture, looked at and read for its metadata."""
    kind = file_kinds.sniff(content[: file_kinds.HEAD_BYTES], "a.jpg")
    if kind is not None:
        _answered(pictures.look, content, kind)
        _answered(pictures.metadata, content, kind)


def blanks(content: bytes) -> None:
    """A courier's form."""
    path = FOLDER / "form.pdf"
    path.write_bytes(content)
    _answered(form_blanks.read, [path])


def texts(content: bytes) -> None:
    """What is pasted, and rules."""
    text = content.decode("utf-8", "replace")
    _answered(tracking_texts.parse, text)
    _answered(register_blocks.from_text, text)
    _answered(rule_files.parse, text, "own.toml")
    _answered(html_tables.tables, text, "page.xls")


def workbooks_alone(content: bytes) -> None:
    """The inside of an XLS or XLSX, past the first look at what it is."""
    _answered(xls_guard.check, content, "a.xls")
    _answered(workbooks.tables, content, "a.xlsx")


def _answered(read: Callable[..., object], *asked: object) -> None:
    try:
        read(*asked)
    except UserError:
        return


TARGETS = {one.__name__: one for one in (tables, photos, blanks, texts, workbooks_alone)}

if __name__ == "__main__":
    wanted = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, wanted)
    atheris.Fuzz()
