"""Started by startup.py: opens the shop's window and says when it stands, and when it is idle."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app import program
from desktop_app.views import theme


def main() -> int:
    app = QApplication(sys.argv[:1])
    theme.ensure_chinese()
    theme.put_on(app, theme.Theme.SYSTEM)
    running = program.Program(app, Path(sys.argv[1]))
    running.show()

    def tell() -> None:
        sys.stdout.write("shown\n")
        sys.stdout.flush()
        wait.start()

    def wait_for_jobs() -> None:
        if not running.desk.jobs.running:
            wait.stop()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            sys.stdout.write(f"idle {peak}\n")
            sys.stdout.flush()
            running.window.close()

    wait = QTimer()
    wait.setInterval(1)
    wait.timeout.connect(wait_for_jobs)
    QTimer.singleShot(0, tell)
    app.exec()
    running.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
