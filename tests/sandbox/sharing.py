"""A client of document sharing by hand: SOAP 1.2 as text, and a reader of multipart messages of its own."""

import json
import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree

from sandbox.process import Got, ask
from sandbox.soap import Client, medcom

DOCTOR = "0408719990"
STABLE = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
ON_DEMAND = "urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248"
FIND = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
GET = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
APPROVED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
DEPRECATED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated"
UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"
HSUID = "http://www.nsi.dk/hsuid/2016/08/hsuid-1.1.xsd"
NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "m": "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd",
    "rim": "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0",
    "rs": "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0",
    "query": "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0",
    "xds": "urn:ihe:iti:xds-b:2007",
    "xop": "http://www.w3.org/2004/08/xop/include",
}
OPERATIONS = {"registry": "RegistryStoredQuery", "repository": "RetrieveDocumentSet"}
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"
 xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
 xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
 xmlns:medcom="http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd" xmlns:wsa="http://www.w3.org/2005/08/addressing">
<soap:Header>{addressing}<wsse:Security><wsu:Timestamp><wsu:Created>2026-11-23T08:41:00Z</wsu:Created></wsu:Timestamp>
{card}</wsse:Security>{medcom}{hsuid}</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"""
ADDRESSING = (
    '<wsa:Action soap:mustUnderstand="true">urn:ihe:iti:2007:{operation}</wsa:Action><wsa:MessageID>{message}'
    "</wsa:MessageID><wsa:To>{url}</wsa:To><wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous"
    "</wsa:Address></wsa:ReplyTo>"
)


def hsuid_facts(citizen: str, **more: str) -> dict[str, str]:
    """The attributes of a header; an empty one is left out."""
    told = {
        "UserType": "nsi:HealthcareProfessional",
        "ActingUserCivilRegistrationNumber": DOCTOR,
        "ResponsibleUserCivilRegistrationNumber": DOCTOR,
        "ResponsibleUserAuthorizationCode": "0DMX7",
        "OrgUsingID": "990027",
        "ConsentOverride": "false",
        "SystemOwnerName": "Overblik",
        "SystemName": "Overblik",
        "SystemVersion": "1",
        "OrgResponsibleName": "Lægehuset",
        "CitizenCivilRegistrationNumber": citizen,
    }
    return {name: value for name, value in {**told, **more}.items() if value}


def hsuid(facts: dict[str, str], form: str = "nsi:ynumber") -> str:
    rows = "".join(
        f'<h:Attribute Name="nsi:{name}" NameFormat="{form}"><h:AttributeValue>{value}</h:AttributeValue></h:Attribute>'
        for name, value in facts.items()
    )
    return (
        f'<h:HsuidHeader xmlns:h="{HSUID}"><h:Assertion IssueInstant="2026-11-23T08:41:00Z" Version="2.0" id="HSUID">'
        f'<h:Issuer>Overblik</h:Issuer><h:AttributeStatement id="HSUIDdata">{rows}</h:AttributeStatement></h:Assertion>'
        "</h:HsuidHeader>"
    )


def slot(name: str, *values: str) -> str:
    rows = "".join(f"<rim:Value>{value}</rim:Value>" for value in values)
    return f'<rim:Slot name="$XDSDocumentEntry{name}"><rim:ValueList>{rows}</rim:ValueList></rim:Slot>'


def stored_query(query: str, slots: str, returns: str = "LeafClass") -> str:
    return (
        f'<query:AdhocQueryRequest xmlns:query="{NS["query"]}" xmlns:rim="{NS["rim"]}"><query:ResponseOption '
        f'returnType="{returns}" returnComposedObjects="true"/><rim:AdhocQuery id="{query}">{slots}</rim:AdhocQuery>'
        "</query:AdhocQueryRequest>"
    )


def find_documents(
    number: str, *types: str, status: str = APPROVED, kinds: tuple[str, ...] = (), more: str = ""
) -> str:
    slots = slot("PatientId", f"'{number}^^^&amp;1.2.208.176.1.2&amp;ISO'") + slot("Status", f"('{status}')")
    slots += slot("TypeCode", *(f"('{each}')" for each in types)) if types else ""
    slots += slot("Type", *(f"('{each}')" for each in kinds)) if kinds else ""
    return stored_query(FIND, slots + more)


def retrieve(*wanted: "Row | tuple[str, str]") -> str:
    rows = "".join(
        f"<x:DocumentRequest><x:RepositoryUniqueId>{repository}\n\t</x:RepositoryUniqueId><x:DocumentUniqueId>{unique}"
        "\n\t</x:DocumentUniqueId></x:DocumentRequest>"
        for repository, unique in (
            each if isinstance(each, tuple) else (each.repository, each.unique) for each in wanted
        )
    )
    return f'<x:RetrieveDocumentSetRequest xmlns:x="{NS["xds"]}">{rows}</x:RetrieveDocumentSetRequest>'


@dataclass
class Row:
    """One ExtrinsicObject."""

    node: Any

    def slot(self, name: str) -> str:
        return (self.node.findtext(f"rim:Slot[@name='{name}']/rim:ValueList/rim:Value", "", NS)).strip()

    @property
    def unique(self) -> str:
        return self.node.find(f"rim:ExternalIdentifier[@identificationScheme='{UNIQUE_ID}']", NS).get("value").strip()

    @property
    def repository(self) -> str:
        return self.slot("repositoryUniqueId")

    @property
    def title(self) -> str:
        return self.node.find("rim:Name/rim:LocalizedString", NS).get("value")

    def code(self, scheme: str) -> str:
        return self.node.find(f"rim:Classification[@classificationScheme='urn:uuid:{scheme}']", NS).get(
            "nodeRepresentation"
        )

    @property
    def type(self) -> str:
        return self.code("f0306f51-975f-434e-a61c-c59651d33983")


@dataclass
class Shared:
    """An answer of document sharing as it came."""

    got: Got
    parts: dict[str, tuple[dict[str, str], bytes]] = field(default_factory=dict)
    root: Any = None

    def __post_init__(self) -> None:
        media = self.got.headers.get("content-type", "")
        content = self.got.body
        if media.startswith("multipart/"):
            rows = multipart(media, content)
            start = re.search(r'start="([^"]+)"', media)
            assert start is not None
            self.parts = {head["content-id"]: (head, inside) for head, inside in rows}
            assert len(self.parts) == len(rows)
            content = self.parts.pop(start[1])[1]
        self.root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))

    @property
    def content(self) -> Any:
        return self.root.find("s:Body", NS)[0]

    @property
    def code(self) -> str:
        return self.root.findtext("s:Body/s:Fault/s:Detail/m:FaultCode", "", NS)

    @property
    def status(self) -> str:
        found = self.content if self.content.get("status") else self.content.find("rs:RegistryResponse", NS)
        return found.get("status").rpartition(":")[2]

    @property
    def rows(self) -> list[Row]:
        return [Row(each) for each in self.root.iter(f"{{{NS['rim']}}}ExtrinsicObject")]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Code, context and severity of each."""
        found = self.root.iter(f"{{{NS['rs']}}}RegistryError")
        return [
            (each.get("errorCode"), each.get("codeContext"), each.get("severity").rpartition(":")[2]) for each in found
        ]

    @property
    def documents(self) -> dict[str, bytes]:
        """The bytes of every document by its unique id."""
        made = {}
        for each in self.content.findall("xds:DocumentResponse", NS):
            href = each.find("xds:Document/xop:Include", NS).get("href")
            assert href.startswith("cid:")
            made[each.findtext("xds:DocumentUniqueId", "", NS).strip()] = self.parts[f"<{unquote(href[4:])}>"][1]
        return made


def multipart(media: str, body: bytes) -> list[tuple[dict[str, str], bytes]]:
    """The parts of a multipart message by the letter of RFC 2046, 5.1.1: headers in lower case, and bytes."""
    boundary = re.search(r'boundary="([^"]+)"', media)
    assert boundary is not None
    line = b"--" + boundary[1].encode()
    assert body.startswith(line + b"\r\n")
    inside, found, end = body[len(line) :].rpartition(b"\r\n" + line + b"--")
    assert found
    assert end == b"\r\n"
    made = []
    for each in inside.split(b"\r\n" + line):
        head, found, content = each.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        assert found
        rows = [row.split(": ", 1) for row in head.decode().split("\r\n")]
        made.append(({name.lower(): text for name, text in rows}, content))
    return made


@dataclass
class Sharing:
    """A clinician before DDS or SFSK."""

    client: Client
    base: str = "dds"

    def send(self, door: str, body: str, citizen: str, **more: Any) -> Shared:
        return Shared(self.got(door, body, citizen, **more))

    def got(self, door: str, body: str, citizen: str, **more: Any) -> Got:
        """The answer as bytes; each part of the message can be written otherwise."""
        url = self.client.sandbox.told[self.base][door]
        operation = OPERATIONS[door]
        told = {
            "operation": operation,
            "message": f"urn:uuid:{uuid.uuid4()}",
            "url": url,
            "medcom": medcom(),
            "card": self.client.idcard,
            "hsuid": hsuid(hsuid_facts(citizen, **more.pop("facts", {}))),
            "media": f'application/soap+xml; charset=utf-8; action="urn:ihe:iti:2007:{operation}"',
            **more,
        }
        told.setdefault("addressing", ADDRESSING.format(**told))
        parts = urlsplit(url)
        headers = {"Content-Type": told["media"], **told.get("headers", {})}
        text = ENVELOPE.format(body=body, **told).encode()
        content = told["wrap"](text) if "wrap" in told else text
        return ask(str(parts.hostname), int(parts.port or 0), "POST", parts.path, headers, content)

    def find(self, number: str, *types: str, **more: Any) -> Shared:
        asked = {name: more.pop(name) for name in ("status", "kinds", "more") if name in more}
        return self.send("registry", find_documents(number, *types, **asked), number, **more)

    def fetch(self, number: str, *wanted: Row | tuple[str, str], **more: Any) -> Shared:
        return self.send("repository", retrieve(*wanted), number, **more)


def seed(folder: Path, number: str, files: dict[str, str | bytes], index: Any, base: str = "dds") -> None:
    """Write a seed folder."""
    place = folder / base / f"{number}.proeve"
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (place / "index.json").write_text(json.dumps(index), encoding="utf-8")
