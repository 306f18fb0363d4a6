"""What gets killed: imports an order file; reports each batch once it is on the disk."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desktop_app.services import orders, search
from desktop_app.services.store import open_store


def told(items: Iterable[Any], /, total: int | None = None) -> Iterable[Any]:
    for item in items:
        yield item
        sys.stdout.write("batch\n")
        sys.stdout.flush()


def main() -> None:
    store = open_store(Path(sys.argv[1]), wait_s=20)
    search.follow(store)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    report = orders.import_files(store, [Path(sys.argv[2])], track=told)
    store.close()
    sys.stdout.write(f"done {report.added} {report.unchanged}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
