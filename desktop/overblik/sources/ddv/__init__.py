"""Det Danske Vaccinationsregister, schema 2013/12/01 (interface 1.4.0)."""

from overblik.sources.ddv.reader import DdvReader
from overblik.sources.ddv.source import AUDIENCE, DdvSource

__all__ = ["AUDIENCE", "DdvReader", "DdvSource"]
