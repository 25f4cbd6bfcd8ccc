"""Fælles Medicinkort, schema 2015/06/01 (version 1.4.6)."""
