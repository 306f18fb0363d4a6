"""pdfium draws for one thread at a time: whoever calls it takes its turn."""

from __future__ import annotations

import threading

TURN = threading.RLock()
