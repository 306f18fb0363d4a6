"""Started by startup.py: a bare window with four tables, the least that such a program can be."""

from __future__ import annotations

import resource
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QVBoxLayout, QWidget


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    body = QWidget()
    layout = QVBoxLayout(body)
    for _table in range(4):
        layout.addWidget(QTableView())
    window.setCentralWidget(body)
    window.resize(1280, 720)
    window.show()

    def tell() -> None:
        sys.stdout.write("shown\n")
        sys.stdout.flush()
        QTimer.singleShot(0, idle)

    def idle() -> None:
        sys.stdout.write(f"idle {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}\n")
        sys.stdout.flush()
        app.quit()

    QTimer.singleShot(0, tell)
    app.exec()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
