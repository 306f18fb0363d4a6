"""The tables. Only services may touch them."""
