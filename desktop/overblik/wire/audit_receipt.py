"""The audit repository's receipt as it stands in an answer: in an extension of the OperationOutcome.

FHIR R4 has a place for what a server says of one resource of a PUT or of a batch: the OperationOutcome (http, "Prefer:
return=OperationOutcome"; Bundle.entry.response.outcome). What it says there is read here and judged elsewhere.
"""

import msgspec

RECEIPT = "urn:overblik:audit-receipt"


class _Extension(msgspec.Struct):
    url: str = ""
    valueString: str = ""  # noqa: N815 - FHIR's name


class _Outcome(msgspec.Struct):
    resourceType: str  # noqa: N815 - FHIR's name
    extension: list[_Extension] = []


_OUTCOMES = msgspec.json.Decoder(_Outcome)


def receipt_in(outcome: bytes) -> str:
    """Give the receipt in an OperationOutcome; empty where there is none, or more than one."""
    try:
        told = _OUTCOMES.decode(outcome)
    except msgspec.MsgspecError:
        return ""
    found = [one.valueString for one in told.extension if one.url == RECEIPT]
    return found[0] if told.resourceType == "OperationOutcome" and len(found) == 1 else ""
