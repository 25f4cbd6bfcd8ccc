"""Tables that name endpoints, as one of the two files has them: unread until it is known whose hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TABLES = ("servers", "lists", "sign_in", "national", "audit", "revocation", "fhircast")
"""The tables, as both files name them."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one file as they were written, and the file, by which their paths and faults are told."""

    path: Path
    told: Mapping[str, Any] = field(default_factory=dict, repr=False)
