"""Painted rows."""
