"""Overblik: one honest patient overview."""

VERSION = "0.1.0"
"""As in pyproject.toml; each record of the audit trail names it."""
