"""After-Sales Desk: a small shop's after-sales work, offline, on one computer."""

__version__ = "0.1.0"
