"""Any FHIR R4 server or file: one Source a topic, one mapping file a topic."""

from overblik.sources.fhir.reader import FhirReader
from overblik.sources.fhir.server import FhirServer
from overblik.sources.fhir.source import FhirTopic, fhir_sources

__all__ = ["FhirReader", "FhirServer", "FhirTopic", "fhir_sources"]
