"""What only the mappings of FMK need: the namespace of this version, and numbers as they are said."""

NAMESPACE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
"""The base of all namespaces of this version: `/E2`, `/E3`, `/E5` and `/E6` follow it."""


def quantity(number: str) -> str:
    """Write a number of packages or doses in Danish: a comma, and no zeros that say nothing (R6)."""
    whole, point, rest = number.partition(".")
    if not point or not (whole + rest).isdigit():
        return number
    rest = rest.rstrip("0")
    return f"{whole},{rest}" if rest else whole
