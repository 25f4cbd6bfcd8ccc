"""Quantities and codes: value, unit and wire text are one; no conversion, no guess."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured value with its unit as sent (R12, H12, H13)."""

    value: Decimal | None
    unit: str
    """The unit as the source wrote it, blanks trimmed; empty means that none was sent."""
    comparator: str
    """`<`, `<=`, `>=`, `>` or empty."""
    wire_text: str
    """The number exactly as it stood in the answer, `5.00` and `1e-3` included."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code with its system, the display as sent, and the name of the shipped register."""

    system: str
    code: str
    display: str
    name: str = ""
    """The register's Danish name for a code sent without display (FSIII); empty when unknown."""

    @property
    def said(self) -> str:
        """The words for a reader: display as sent, else the register's name, else the code."""
        return self.display or self.name or self.code


@dataclass(frozen=True, slots=True)
class Concept:
    """A CodeableConcept: the text as sent and every coding."""

    text: str
    codings: tuple[Coded, ...]

    @property
    def said(self) -> str:
        """The words for a reader: the text, else the first coding that has words, else a code."""
        if self.text:
            return self.text
        worded = next((coding for coding in self.codings if coding.display or coding.name), None)
        if worded is not None:
            return worded.said
        return self.codings[0].code if self.codings else ""

    @property
    def is_unknown(self) -> bool:
        """Whether only a code can be shown: no text, no display, no register name."""
        return not self.text and not any(coding.display or coding.name for coding in self.codings)


NOTHING_SAID = Concept("", ())
