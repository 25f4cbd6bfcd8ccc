"""A registry and a repository on loopback that take 30 ms for each answer, with the 60 documents of a seeded citizen.

`python -m benchwork.shared` serves and prints its address; `GET /fetched` gives the number of documents given out.
"""

import asyncio
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.sax.saxutils import escape

from benchwork.measure import ROOT

NUMBER = "0309363991"
SLOW = 0.03
REPOSITORY = "1.2.208.176.43210.8.1.7"
_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_RS, _RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0", "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
_QUERY, _XDS = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0", "urn:ihe:iti:xds-b:2007"
_STATUS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"
_BOUNDARY = "uuid:b5e6b4d2-9a6f-4b4e-8d5e-3f4e1f6c7a10"
_MULTIPART = f'multipart/related; type="application/xop+xml"; start="<root@bench>"; boundary="{_BOUNDARY}"'
_LOINC = "2.16.840.1.113883.6.1"
_TYPE = re.compile(rb'<code code="([^"]+)"')
_ASKED = re.compile(rb"<xds:DocumentUniqueId>([^<]+)</xds:DocumentUniqueId>")
_WANTED = re.compile(rb"'([0-9A-Z-]+)\^\^[^^]")


@dataclass(frozen=True)
class Shared:
    """One document."""

    name: str
    type: str
    content: bytes


def documents() -> list[Shared]:
    """Give the documents of the citizen who has many."""
    (folder,) = (ROOT / "seeds" / "dds").glob(f"{NUMBER}.*")
    made = []
    for at, path in enumerate(sorted(folder.glob("*.xml"))):
        content = path.read_bytes()
        found = _TYPE.search(content)
        assert found is not None
        made.append(Shared(f"1.2.208.184.{at}.20261116", found.group(1).decode(), content))
    return made


def listing(entries: list[Shared]) -> bytes:
    """Write an answer of ITI-18 with as much metadata as recorded ones have."""
    inside = "\n".join(_entry(one) for one in entries)
    return _envelope(
        f'<query:AdhocQueryResponse xmlns:query="{_QUERY}" xmlns:rim="{_RIM}" xmlns:rs="{_RS}" status="{_STATUS}">\n'
        f"<rim:RegistryObjectList>\n{inside}\n</rim:RegistryObjectList>\n</query:AdhocQueryResponse>"
    )


def _envelope(body: str) -> bytes:
    return f'<soap:Envelope xmlns:soap="{_SOAP}"><soap:Header/><soap:Body>{body}</soap:Body></soap:Envelope>'.encode()


def _entry(one: Shared) -> str:
    identity = f"urn:uuid:{hashlib.md5(one.name.encode(), usedforsecurity=False).hexdigest()}"
    patient = f"{NUMBER}^^^&1.2.208.176.1.2&ISO"
    slots = {
        "creationTime": "20261116100000",
        "hash": hashlib.sha1(one.content, usedforsecurity=False).hexdigest(),
        "languageCode": "da-DK",
        "serviceStartTime": "20261123090000",
        "serviceStopTime": "20261123093000",
        "repositoryUniqueId": REPOSITORY,
        "size": str(len(one.content)),
        "sourcePatientId": patient,
    }
    codes = (
        ("41a5887f-8865-4c09-adf7-e362475b143a", "001", "1.2.208.184.100.9", "Klinisk rapport"),
        ("a09d5840-386c-46f2-b5ad-9c3699a4309d", "urn:ad:dk:medcom:x:full", "1.2.208.184.100.10", "DK CDA"),
        ("f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1", "22232009", "2.16.840.1.113883.6.96", "hospital"),
        ("cccf5598-8b07-4b77-a05e-ae952c785ead", "408443003", "2.16.840.1.113883.6.96", "almen medicin"),
        ("f0306f51-975f-434e-a61c-c59651d33983", one.type, _LOINC, "En type af dokument"),
    )
    author = _slot("authorInstitution", "Eksempel Sygehus^^^^^&1.2.208.176.1.1&ISO^^^^999991000016002")
    scheme = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"
    ids = (
        ("58a6f841-87b3-4a3e-92fd-a8ffeff98427", patient, "XDSDocumentEntry.patientId"),
        ("2e82c1f6-a085-4c72-9da3-8640a32e42ab", one.name, "XDSDocumentEntry.uniqueId"),
    )
    return (
        f'<rim:ExtrinsicObject mimeType="text/xml" lid="{identity}" id="{identity}" home="urn:oid:1.2.208.176.8.1"'
        f' objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"'
        f' status="urn:oasis:names:tc:ebxml-regrep:StatusType:Approved">\n'
        + "\n".join(_slot(name, value) for name, value in slots.items())
        + '\n<rim:Name>\n<rim:LocalizedString xml:lang="en-US" charset="UTF-8" value="Et dokument"/>\n</rim:Name>\n'
        + '<rim:VersionInfo versionName="1"/>\n'
        + f'<rim:Classification classificationScheme="{scheme}" classifiedObject="{identity}" nodeRepresentation=""'
        + f' id="{identity}">\n{author}\n</rim:Classification>\n'
        + "\n".join(_coded(identity, *code) for code in codes)
        + "".join(_identified(identity, *one_id) for one_id in ids)
        + "\n</rim:ExtrinsicObject>"
    )


def _slot(name: str, value: str) -> str:
    return f'<rim:Slot name="{name}">\n<rim:ValueList>\n<rim:Value>{escape(value)}</rim:Value>\n</rim:ValueList>\n</rim:Slot>'


def _coded(identity: str, scheme: str, code: str, system: str, display: str) -> str:
    return (
        f'<rim:Classification classificationScheme="urn:uuid:{scheme}" classifiedObject="{identity}"'
        f' nodeRepresentation="{code}" id="{identity}">\n{_slot("codingScheme", system)}\n<rim:Name>\n'
        f'<rim:LocalizedString xml:lang="en-US" charset="UTF-8" value="{display}"/>\n</rim:Name>\n</rim:Classification>'
    )


def _identified(identity: str, scheme: str, value: str, name: str) -> str:
    return (
        f'\n<rim:ExternalIdentifier registryObject="{identity}" identificationScheme="urn:uuid:{scheme}"'
        f' value="{escape(value)}" id="{identity}">\n<rim:Name>\n<rim:LocalizedString value="{name}"/>\n</rim:Name>\n'
        "</rim:ExternalIdentifier>"
    )


def _parcel(one: Shared) -> bytes:
    """Write an answer of ITI-43."""
    cid = f"{one.name}@urn:ihe:iti:xds-b:2007"
    href = cid.replace(":", "%3A")
    root = _envelope(
        f'<xds:RetrieveDocumentSetResponse xmlns:xds="{_XDS}" xmlns:rs="{_RS}"><rs:RegistryResponse status="{_STATUS}"/>'
        f"<xds:DocumentResponse><xds:RepositoryUniqueId>{REPOSITORY}</xds:RepositoryUniqueId><xds:DocumentUniqueId>"
        f"{one.name}</xds:DocumentUniqueId><xds:mimeType>text/xml</xds:mimeType><xds:Document><xop:Include"
        f' xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:{href}"/></xds:Document></xds:DocumentResponse>'
        "</xds:RetrieveDocumentSetResponse>"
    )
    pieces = [("application/xop+xml", "root@bench", root), ("text/xml", cid, one.content)]
    return (
        b"".join(
            f"--{_BOUNDARY}\r\nContent-Type: {media}\r\nContent-ID: <{name}>\r\n\r\n".encode() + content + b"\r\n"
            for media, name, content in pieces
        )
        + f"--{_BOUNDARY}--\r\n".encode()
    )


class _Server:
    def __init__(self) -> None:
        self.documents = documents()
        self.parcels = {one.name.encode(): _parcel(one) for one in self.documents}
        self.listings: dict[frozenset[bytes], bytes] = {}
        self.fetched = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length.group(1))) if length else b""
                if not head.startswith(b"GET"):
                    await asyncio.sleep(SLOW)
                media, content = self.answer(head, body)
                told = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
                writer.write(told.encode() + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def answer(self, head: bytes, body: bytes) -> tuple[str, bytes]:
        if head.startswith(b"GET"):
            return "text/plain", str(self.fetched).encode()
        asked = _ASKED.search(body)
        if asked is not None:
            self.fetched += 1
            return _MULTIPART, self.parcels[asked.group(1)]
        wanted = frozenset(_WANTED.findall(body))
        if wanted not in self.listings:
            shown = [one for one in self.documents if not wanted or one.type.encode() in wanted]
            self.listings[wanted] = listing(shown)
        return "application/soap+xml; charset=utf-8", self.listings[wanted]


async def _serve() -> None:
    server = await asyncio.start_server(_Server().talk, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


@contextmanager
def sharing_service() -> Iterator[str]:
    """Run the service in a process of its own; give its address."""
    server = subprocess.Popen([sys.executable, "-m", "benchwork.shared"], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


if __name__ == "__main__":
    asyncio.run(_serve())
