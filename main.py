"""Starts After-Sales Desk: the window, or with a command the command line."""

from __future__ import annotations

import sys

from desktop_app.app import run

if __name__ == "__main__":
    sys.exit(run())
