"""Commands about the shop as a whole."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
