"""Numbered steps from one schema to the next; they never import today's tables."""
