"""Overblik: one honest patient overview."""
