"""One question of a patient-reported form, with the patient's answers (MedCom QRD; HL7 QRD release 1)."""

from dataclasses import dataclass

from overblik.domain.clinical import Currency
from overblik.domain.dates import ClinicalDate


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """The answers to one question."""

    form: str
    """The title of the form."""
    section: str
    """The heading under which the question stands."""
    question: str
    """As the patient read it."""
    code: str
    system: str
    answers: tuple[str, ...]
    """Each answer as sent; empty when none was given."""
    answer_codes: tuple[str, ...]
    scale: str
    """The scale the answer lies on, as `0–10`; empty when none was sent. Never an answer."""
    answered_at: ClinicalDate | None
    author: str
    currency: Currency
    wire_status: str
    comments: tuple[str, ...] = ()
