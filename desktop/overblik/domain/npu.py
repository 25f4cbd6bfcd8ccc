"""The one table of names of NPU (services.md section 1, rule I): no other two code systems are synonyms."""

NPU = "urn:oid:1.2.208.176.2.1"
NAMES = frozenset(
    {
        NPU,
        "1.2.208.176.2.1",
        "http://npu-terminology.org",
        "http://www.npu-terminology.org",
        "urn:oid:2.16.840.1.113883.3.4208.100.1",
        "2.16.840.1.113883.3.4208.100.1",
    }
)


def one_name(system: str) -> str:
    """Give the one name of NPU for any of its names, and every other system as sent."""
    return NPU if system in NAMES else system
