"""Fælles Medicinkort, schema 2015/06/01 (version 1.4.6)."""

from overblik.sources.fmk.reader import FmkReader
from overblik.sources.fmk.source import AUDIENCE, FmkSource

__all__ = ["AUDIENCE", "FmkReader", "FmkSource"]
