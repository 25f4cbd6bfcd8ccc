"""The people and the organisation of an AuditEvent: who acted, for whom, and where (agents; IHE BALP 1.1).

BALP names user and organisation, as a token does (OAuth and SAML access token use), and has no place for whom somebody
acts for. FHIR R4 has: the codes of agent.type (value set participation-role-type) hold DELEGATOR of HL7 v3 RoleCode, the
one on whose authority another acts; the extension auditevent-OnBehalfOf is a draft of R5.
"""

from collections.abc import Mapping
from typing import Any

from overblik.access.audit_event_codes import PARTICIPATION, ROLE_CLASS, ROLE_CODE, coding

Json = dict[str, Any]
_SOR = "urn:oid:1.2.208.176.1.1"
"""The Danish register of organisations in health care."""
_CVR = "http://cvr.dk"
"""The Danish register of companies, whose numbers have eight digits (HL7 Denmark, dk-core-cvr-identifier)."""
_AUTHORISATIONS = "https://autregweb.sst.dk"
"""The Danish register of authorised health professionals (HL7 Denmark, dk-core-authorization-identifier)."""
_JTI = "urn:ietf:params:oauth:jti:"


def text(told: Mapping[str, Any], name: str) -> str:
    """Give a text; empty where it is not told."""
    return str(told.get(name, "")).strip()


def people(who: Mapping[str, Any], token: str) -> list[Json]:
    """Give the agents of who acted, the user first; `token` is the id of the token that was used."""
    return [*_user(who, token), *_delegator(who), *_organisation(who)]


def _user(who: Mapping[str, Any], token: str) -> list[Json]:
    """Name the user as the token names her: subject of an issuer (BALP, OAuth access token use)."""
    if not text(who, "subject"):
        return []
    agent: Json = {
        "type": {"coding": [coding(PARTICIPATION, "IRCP", "information recipient")]},
        "who": {"identifier": {"system": text(who, "issuer") or "urn:overblik:local", "value": text(who, "subject")}},
        "requestor": True,
    }
    for element, name in (("altId", "authorisation"), ("name", "name")):
        if text(who, name):
            agent[element] = text(who, name)
    if text(who, "role"):
        agent["role"] = [{"text": text(who, "role")}]
    if token:
        agent["policy"] = [_JTI + token]
    return [agent]


def _delegator(who: Mapping[str, Any]) -> list[Json]:
    """Name the professional whom the user acts for, by the authorisation."""
    if not text(who, "on_behalf_of"):
        return []
    identifier = {"system": _AUTHORISATIONS, "value": text(who, "on_behalf_of")}
    return [
        {
            "type": {"coding": [coding(ROLE_CODE, "DELEGATOR", "delegator")]},
            "who": {"type": "Practitioner", "identifier": identifier},
            "requestor": False,
        }
    ]


def _organisation(who: Mapping[str, Any]) -> list[Json]:
    code, name = text(who, "organisation"), text(who, "organisation_name")
    if not code and not name:
        return []
    system = _CVR if len(code) == 8 and code.isdecimal() else _SOR
    told: Json = {"identifier": {"system": system, "value": code}} if code else {}
    provider = {"coding": [coding(ROLE_CLASS, "PROV", "healthcare provider")]}
    return [{"type": provider, "who": {**told, **({"display": name} if name else {})}, "requestor": False}]
