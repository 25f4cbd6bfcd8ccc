"""About whom, and by what right, document sharing is asked (services.md sections 4.1 and 6.2)."""

from overblik.domain.errors import UnknownPatient
from overblik.domain.grant import DataConsent, Grant
from overblik.domain.patient import IdKind
from overblik.wire.sharing import Looked


def looked(grant: Grant) -> Looked:
    """Give the citizen's number, and whether this look is værdispring.

    Raises:
        UnknownPatient: document sharing knows citizens by their CPR number alone.

    """
    if grant.patient_id.kind is not IdKind.CPR:
        raise UnknownPatient
    return Looked(grant.patient_id.number_for_lookup(), override=grant.consent is DataConsent.OVERRIDDEN)
