"""Passwords without their price: scrypt takes a second and half a gigabyte, every time.

Only that is exchanged, and only where a test isn't about it; all sealing stays real.
"""

from __future__ import annotations

import hashlib

import pyrage
import pytest

_HEAD = b"age-encryption.org/v1\n-> scrypt cheap 1\n"


def make_cheap(patch: pytest.MonkeyPatch) -> None:
    """Lets a password guard a key by its hash alone."""
    patch.setattr(pyrage.passphrase, "encrypt", _lock)
    patch.setattr(pyrage.passphrase, "decrypt", _unlock)


def _lock(content: bytes, password: str) -> bytes:
    return _HEAD + hashlib.sha256(password.encode()).digest() + content


def _unlock(locked: bytes, password: str) -> bytes:
    guard = _HEAD + hashlib.sha256(password.encode()).digest()
    if not locked.startswith(guard):
        raise pyrage.DecryptError("Decryption failed")
    return locked[len(guard) :]
