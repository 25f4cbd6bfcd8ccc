"""The encrypted files: the only SQL."""
