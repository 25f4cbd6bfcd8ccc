"""Any FHIR R4 server or file: one Source a topic, one mapping file a topic."""
