"""What the sealed body of a record says: who, whom, why, and what it led to; texts as they may stand there."""

import re
from collections.abc import Mapping
from typing import Any

from overblik.domain.audit import EventKind
from overblik.domain.disclosure import ListDisclosure
from overblik.domain.grant import Clinician, DataConsent, LookReason, Reveal
from overblik.domain.patient import PatientId
from overblik.domain.ports import Seen
from overblik.domain.section import Standing

Body = dict[str, Any]
LISTS = (EventKind.LIST_PRINTED, EventKind.LIST_SAVED)
"""Kinds whose digests are written as they are: `cleaned` would take ten digits of one for a CPR number."""
_NUMBER = re.compile(r"\d{6}[ -]?\d{4}")
"""What looks like a CPR number in the words of a reason: they are typed by hand."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = (Standing.COMPLETE, Standing.PARTIAL, Standing.STALE)


def codes() -> Mapping[DataConsent, str]:
    """Two acts, two audit codes (safety.md 2a, S9)."""
    return {DataConsent.GIVEN: "private-consent-given", DataConsent.OVERRIDDEN: "private-consent-overridden"}


def cleaned(text: str) -> str:
    """Blot out what looks like a CPR number, and what no UTF-8 can hold."""
    return _SURROGATE.sub("\ufffd", _NUMBER.sub("••••", text))


def who(clinician: Clinician) -> Body:
    """Say who acts; what is not known is left out."""
    told = {
        "subject": clinician.subject,
        "issuer": clinician.issuer,
        "authorisation": clinician.authorisation,
        "name": clinician.name,
        "role": clinician.role,
        "on_behalf_of": clinician.on_behalf_of,
        "organisation": clinician.organisation,
        "organisation_name": clinician.organisation_name,
    }
    return {name: _SURROGATE.sub("\ufffd", text) for name, text in told.items() if text}


def whom(patient_id: PatientId) -> Body:
    """Say who the patient is, by the number itself: the body is sealed, and the repository must know."""
    system, _, value = patient_id.token_for_lookup().rpartition("|")
    return {"system": _SURROGATE.sub("\ufffd", system), "value": _SURROGATE.sub("\ufffd", value)}


def look_body(patient_id: PatientId, clinician: Clinician, reason: LookReason, reveal: Reveal | None) -> Body:
    """Say of a look who, whom and why, and by what act private entries are shown."""
    body: Body = {
        "who": who(clinician),
        "patient": whom(patient_id),
        "basis": reason.basis.value,
        "reason": cleaned(reason.text),
    }
    if reason.ahead:
        body["ahead"] = True
    if reveal is not None:
        body |= {"act": codes()[reveal.consent], "why": cleaned(reveal.why)}
    return body


def list_body(clinician: Clinician, told: ListDisclosure, patients: int) -> Body:
    """Say of a printed list which it is, how many are on it, and the digest of its words; nobody of it."""
    what = {"document": told.document, "medium": told.medium.value, "source": told.source, "list": told.name}
    return {"who": who(clinician), **what, "patients": patients, "digest": told.digest}


def result_of(seen: Seen) -> str:
    """Say in a word what a look led to: `shown`, `partly` or `nothing`; `fetched` where nobody has seen it yet."""
    told = [standing in _SHOWN for _, _, standing, _ in seen.sections if standing is not Standing.NOT_ASKED]
    if not any(told):
        return "nothing"
    if seen.ahead:
        return "fetched"
    return "shown" if all(told) else "partly"
