"""Document sharing (XDS.b): DDS and SFSK."""

from overblik.sources.dds.kinds import DDS, SFSK
from overblik.sources.dds.reader import DdsReader
from overblik.sources.dds.server import DdsServer
from overblik.sources.dds.single import attached_file, open_document
from overblik.sources.dds.source import DdsSource, dds_sources

__all__ = ["DDS", "SFSK", "DdsReader", "DdsServer", "DdsSource", "attached_file", "dds_sources", "open_document"]
