"""The answer to GetMedicineCardVersions."""

from overblik.domain.card_version import CardVersion
from overblik.domain.errors import Unintelligible, WrongPatient
from overblik.domain.patient import PatientId
from overblik.sources.fmk.mapping.sheets import VERSIONS, Sheet, is_about
from overblik.wire.elements import Node, Unfit, maybe_date, parts, text_of


def versions(sheet: Sheet, asked: PatientId) -> tuple[CardVersion, ...]:
    """Read the versions of the card of the asked citizen, in the order of the answer.

    Raises:
        WrongPatient: the answer is about somebody else.
        Unintelligible: it answers another question, or one version cannot be told.

    """
    if sheet.operation != VERSIONS:
        raise Unintelligible(reason="other_question")
    told = sheet.repeated.get("MedicineCardVersionInfo", [])
    if not is_about(sheet.person, asked):
        raise WrongPatient(count=max(len(told), 1))
    return tuple(_version(node) for node in told)


def _version(node: Node) -> CardVersion:
    try:
        found = parts(node)
    except Unfit as unfit:
        raise Unintelligible(reason=unfit.code) from None
    return CardVersion(text_of(found, "MedicineCardVersion"), maybe_date(found.get("VersionCreatedDateTime")))
