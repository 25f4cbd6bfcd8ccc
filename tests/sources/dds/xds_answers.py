"""The answers of a registry and a repository as text: ITI-18 and ITI-43, with as much metadata as recorded ones have."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import quote

import httpx

from overblik.wire.xds import APPROVED, DEPRECATED, ON_DEMAND, STABLE
from sources.dds.small import APD, ME, PERSON, document, entry, section

SOAP = "http://www.w3.org/2003/05/soap-envelope"
QUERY = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"
RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
RS = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"
XDS = "urn:ihe:iti:xds-b:2007"
STATUS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:"
SEVERITY = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:"
LOINC = "2.16.840.1.113883.6.1"
REPOSITORY, HOME = "1.2.208.176.43210.8.1", "urn:oid:1.2.208.176.8.1"


def appointment(text: str = "Kontrol", day: str = "20260420", *, head: str = PERSON, extra: str = "") -> bytes:
    """Give an appointment document with one agreed encounter."""
    visit = f"""<encounter classCode="ENC" moodCode="APT"><id root="1.2.208.184" extension="v"/>
<code code="x" codeSystem="y"/><statusCode code="active"/><effectiveTime><low value="{day}100000+0200"/>
<high value="{day}103000+0200"/></effectiveTime><entryRelationship typeCode="RSON"><observation classCode="OBS"
 moodCode="RQO"><code code="NI" displayName="{text}"/></observation></entryRelationship></encounter>"""
    return document(APD, section(entry(visit), text=f"<text>{text}</text>"), head=head, title="Aftale", extra=extra)


@dataclass(frozen=True)
class Doc:
    """One document, and what the registry says of it; a hash or size of None is the true one."""

    name: str
    content: bytes = field(default_factory=appointment)
    type: str = "39289-4"
    hash: str | None = None
    size: str | None = None
    patient: str = ME
    source_patient: str = ME
    is_replaced: bool = False
    on_demand: bool = False
    repository: str = REPOSITORY
    home: str = HOME
    created: str = "20260110110000"
    title: str = "Aftale"

    @property
    def digest(self) -> str:
        return hashlib.sha1(self.content).hexdigest() if self.hash is None else self.hash

    def slots(self) -> dict[str, str]:
        told = {"creationTime": self.created, "hash": self.digest}
        told["size"] = str(len(self.content)) if self.size is None else self.size
        told |= {"serviceStartTime": "20260420080000", "serviceStopTime": "20260420083000"}
        told |= {"repositoryUniqueId": self.repository, "sourcePatientId": cx(self.source_patient)}
        return {name: value for name, value in told.items() if value}


def cx(number: str) -> str:
    return f"{number}^^^&1.2.208.176.1.2&ISO" if number else ""


def slot(name: str, value: str) -> str:
    return f'<rim:Slot name="{name}"><rim:ValueList><rim:Value>{escape(value)}</rim:Value></rim:ValueList></rim:Slot>'


def classified(scheme: str, code: str, system: str, display: str) -> str:
    name = f'<rim:Name><rim:LocalizedString xml:lang="da-DK" value="{escape(display)}"/></rim:Name>'
    said = f'classificationScheme="urn:uuid:{scheme}" classifiedObject="d" nodeRepresentation="{code}" id="c"'
    return f"<rim:Classification {said}>{slot('codingScheme', system)}{name}</rim:Classification>"


def extrinsic(doc: Doc) -> str:
    """Give the ExtrinsicObject of a document, as complete as the recorded ones are."""
    institution = slot("authorInstitution", "Lægehuset^^^^^&1.2.208.176.1.1&ISO^^^^990027")
    author = 'classificationScheme="urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d" classifiedObject="d"'
    ids = {"58a6f841-87b3-4a3e-92fd-a8ffeff98427": cx(doc.patient), "2e82c1f6-a085-4c72-9da3-8640a32e42ab": doc.name}
    told = "".join(
        f'<rim:ExternalIdentifier registryObject="d" identificationScheme="urn:uuid:{scheme}" value="{escape(value)}"'
        f' id="i"><rim:Name><rim:LocalizedString value="XDSDocumentEntry"/></rim:Name></rim:ExternalIdentifier>'
        for scheme, value in ids.items()
        if value
    )
    home = f' home="{doc.home}"' if doc.home else ""
    return (
        f'<rim:ExtrinsicObject id="urn:uuid:{escape(doc.name)}" mimeType="text/xml"{home}'
        f' objectType="{ON_DEMAND if doc.on_demand else STABLE}" status="{DEPRECATED if doc.is_replaced else APPROVED}">'
        + "".join(slot(name, value) for name, value in doc.slots().items())
        + f'<rim:Name><rim:LocalizedString xml:lang="en-US" value="{escape(doc.title)}"/></rim:Name>'
        + f'<rim:Classification {author} nodeRepresentation="" id="a">{institution}</rim:Classification>'
        + classified("41a5887f-8865-4c09-adf7-e362475b143a", "001", "1.2.208.184.100.9", "Klinisk rapport")
        + classified("a09d5840-386c-46f2-b5ad-9c3699a4309d", "urn:ad:dk:medcom:x:full", "1.2.208.184.100.10", "DK")
        + classified("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "22232009", "2.16.840.1.113883.6.96", "hospital")
        + classified("cccf5598-8b07-4b77-a05e-ae952c785ead", "408443003", "2.16.840.1.113883.6.96", "almen medicin")
        + classified("f0306f51-975f-434e-a61c-c59651d33983", doc.type, LOINC, "En type")
        + told
        + "</rim:ExtrinsicObject>"
    )


def error(code: str, context: str = "", location: str = "", severity: str = "Error") -> str:
    return (
        f'<rs:RegistryError codeContext="{escape(context)}" errorCode="{code}" location="{location}"'
        f' severity="{SEVERITY}{severity}"/>'
    )


CONSENT = error("XDSRegistryError", "urn:dk:nsi:Consent Filter Applied", severity="Warning")
REFUSAL = error("XDSRegistryError", "Negativt samtykke")


def listed(objects: str, errors: str = "", status: str = "Success") -> str:
    """Give an AdhocQueryResponse."""
    told = f"<rs:RegistryErrorList>{errors}</rs:RegistryErrorList>" if errors else ""
    return (
        f'<query:AdhocQueryResponse xmlns:query="{QUERY}" xmlns:rim="{RIM}" xmlns:rs="{RS}" status="{STATUS}{status}">'
        f"{told}<rim:RegistryObjectList>{objects}</rim:RegistryObjectList></query:AdhocQueryResponse>"
    )


def enveloped(body: str, relates: str = "") -> bytes:
    to = f'<wsa:RelatesTo xmlns:wsa="http://www.w3.org/2005/08/addressing">{relates}</wsa:RelatesTo>' if relates else ""
    return (f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{to}</s:Header><s:Body>{body}</s:Body></s:Envelope>').encode()


def soap(body: str, status: int = 200, **more: Any) -> httpx.Response:
    told = {"Content-Type": "application/soap+xml; charset=utf-8"}
    return httpx.Response(status, headers=told, stream=httpx.ByteStream(enveloped(body)), **more)


def plain(status: int, content: bytes = b"") -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(content))


def fault(words: str, code: str = "s:Receiver", status: int = 500) -> httpx.Response:
    reason = f'<s:Reason><s:Text xml:lang="da">{words}</s:Text></s:Reason>'
    return soap(f"<s:Fault><s:Code><s:Value>{code}</s:Value></s:Code>{reason}</s:Fault>", status)


def response(name: str, cid: str, repository: str = REPOSITORY) -> str:
    """Give a DocumentResponse that names a part, with the dirt of real ones."""
    include = f'<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:{quote(cid, safe="@-._~")}"/>'
    return (
        f"<xds:DocumentResponse><xds:RepositoryUniqueId>{repository}\n\t</xds:RepositoryUniqueId>"
        f"<xds:DocumentUniqueId>{escape(name)}\n</xds:DocumentUniqueId><xds:mimeType>application/octet-stream"
        f"</xds:mimeType><xds:Document>{include}</xds:Document></xds:DocumentResponse>"
    )


def brought(responses: str, errors: str = "", status: str = "Success") -> str:
    """Give a RetrieveDocumentSetResponse."""
    told = f"<rs:RegistryErrorList>{errors}</rs:RegistryErrorList>" if errors else ""
    return (
        f'<xds:RetrieveDocumentSetResponse xmlns:xds="{XDS}" xmlns:rs="{RS}"><rs:RegistryResponse'
        f' status="{STATUS}{status}">{told}</rs:RegistryResponse>{responses}</xds:RetrieveDocumentSetResponse>'
    )


BOUNDARY = "uuid:b-1"
MULTIPART = f'multipart/related; type="application/xop+xml"; start="<root@x>"; boundary="{BOUNDARY}"'


def parcel(root: bytes, parts: Sequence[tuple[str, bytes]], end: bytes = b"\r\n") -> bytes:
    """Give a body of several parts."""

    def piece(media: str, cid: str, content: bytes) -> bytes:
        head = [f"--{BOUNDARY}", f"Content-Type: {media}", "Content-Transfer-Encoding: binary", f"Content-ID: <{cid}>"]
        return end.join([*(line.encode() for line in head), b"", content]) + end

    told = [piece("application/xop+xml", "root@x", root), *(piece("text/xml", *part) for part in parts)]
    return b"".join(told) + f"--{BOUNDARY}--".encode() + end


def multipart(body: str, parts: Sequence[tuple[str, bytes]]) -> httpx.Response:
    content = parcel(enveloped(body), parts)
    return httpx.Response(200, headers={"Content-Type": MULTIPART}, stream=httpx.ByteStream(content))
