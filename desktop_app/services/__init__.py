"""The verbs of the shop. They own every transaction and return frozen rows."""
