"""Codes that measure one thing in ways that may not be compared: shown side by side, and said (S3, R12)."""

from collections.abc import Mapping
from types import MappingProxyType

from overblik.domain.npu import NPU

_LOINC = "http://loinc.org"
_FAMILIES = {
    "oxygen_saturation": ((NPU, "NPU03011"), (NPU, "NPU27280"), (_LOINC, "2708-6"), (_LOINC, "59408-5")),
    "hba1c": ((NPU, "NPU27300"), (NPU, "NPU03835"), (_LOINC, "59261-8"), (_LOINC, "4548-4")),
}
FAMILY_OF: Mapping[tuple[str, str], str] = MappingProxyType(
    {code: family for family, codes in _FAMILIES.items() for code in codes}
)
"""The family of a code by its system; most codes have none."""
