"""What only the mappings of DDV need: the namespace of this version."""

NAMESPACE = "http://vaccinationsregister.dk/schemas/2013/12/01"
"""The base of the namespaces of this version: `/E1` follows it."""
