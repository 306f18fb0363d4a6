"""What `dev.py` stands on: the environment that it makes, and the check of the translations."""
