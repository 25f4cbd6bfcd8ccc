"""ITI-43: real multipart messages read by a reader of the tests' own, and the ids of laboratory documents."""

import base64
import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.conftest import SCHEMAS
from sandbox.process import Services
from sandbox.sharing import NS, ON_DEMAND, STABLE, Row, Shared, Sharing, multipart
from sandbox.soap import NS as SOAP_NS
from sandbox.soap import Client, Holder

NANCY, AAGE = "2512489996", "0309363991"
LABORATORY = "11502-2^^2.16.840.1.113883.6.1"
PLANS = "81215-6^^2.16.840.1.113883.6.1"
COLLEAGUE = "1712689992"


@pytest.fixture
def dds(sandbox: Services) -> Sharing:
    return Sharing(Client(sandbox).sign_in())


def another(sandbox: Services) -> Sharing:
    """Another clinician with a card of the STS."""
    client = Client(sandbox)
    holder = Holder(**sandbox.order("certificate", {"kind": "employee"}).json)
    answer = client.exchange(holder.card(cpr=COLLEAGUE, subject=COLLEAGUE))
    client.idcard = etree.tostring(answer.root.find(".//saml:Assertion", SOAP_NS), encoding="unicode")
    return Sharing(client)


def rows_of(dds: Sharing) -> list[Row]:
    return dds.find(NANCY, kinds=(STABLE, ON_DEMAND)).rows


def test_every_document_comes_once_as_it_was_registered(dds: Sharing) -> None:
    rows = rows_of(dds)
    got = dds.fetch(NANCY, *rows)
    assert (got.status, got.errors) == ("Success", [])
    assert list(got.documents) == [each.unique for each in rows]
    assert len(got.parts) == len(rows)
    for each in rows:
        content = got.documents[each.unique]
        if each.slot("hash") and each.slot("hash") != hashlib.sha1(b"").hexdigest():
            assert hashlib.sha1(content).hexdigest() == each.slot("hash")
            assert len(content) == int(each.slot("size"))


def test_the_form_is_that_of_mtom(dds: Sharing) -> None:
    rows = dds.find(NANCY, PLANS).rows
    got = dds.fetch(NANCY, *rows)
    media = got.got.headers["content-type"]
    assert got.got.headers["transfer-encoding"] == "chunked"
    for word in ('type="application/xop+xml"', 'start-info="application/soap+xml"', 'boundary="uuid:', 'start="<'):
        assert word in media
    parts = multipart(media, got.got.body)
    assert parts[0][0]["content-type"].startswith("application/xop+xml; charset=UTF-8; type=")
    assert all(head["content-transfer-encoding"] == "binary" for head, _ in parts)
    hrefs = [each.get("href") for each in got.content.iter(f"{{{NS['xop']}}}Include")]
    assert all(re.fullmatch(r"cid:[0-9a-f-]{36}@urn%3Aihe%3Aiti%3Axds-b%3A2007", href) for href in hrefs)
    assert all(re.fullmatch(r"<[0-9a-f-]{36}@urn:ihe:iti:xds-b:2007>", head["content-id"]) for head, _ in parts[1:])
    assert got.root.findtext("s:Header/wsa:Action", "", NS) == "urn:ihe:iti:2007:RetrieveDocumentSetResponse"


def reconstituted(got: Shared) -> Any:
    """The answer with its documents in place of their references (XOP 1.0, 3.2)."""
    contents = list(got.documents.values())
    for each, content in zip(got.content.iter(f"{{{NS['xds']}}}Document"), contents, strict=True):
        each.remove(each[0])
        each.text = base64.b64encode(content).decode()
    return got.content


def repository_schema(copy: Path) -> etree.XMLSchema:
    """IHEXDSB.xsd, with the element Document that its neighbours refer to (xcf.xsd, of the same namespace)."""
    shutil.copytree(SCHEMAS / "dds-sfsk" / "xsd", copy)
    text = (copy / "IHEXDSB.xsd").read_text("utf-8")
    added = text.replace("<xs:import", '<xs:include schemaLocation="xcf.xsd"/><xs:import', 1)
    (copy / "IHEXDSB.xsd").write_text(added, "utf-8")
    return etree.XMLSchema(etree.parse(str(copy / "IHEXDSB.xsd")))


@pytest.mark.samples
def test_every_answer_validates_against_the_schema(dds: Sharing, tmp_path: Path) -> None:
    folder = SCHEMAS / "dds-sfsk" / "xsd"
    schema = repository_schema(tmp_path / "xsd")
    stated = etree.XMLSchema(etree.parse(str(folder / "rs.xsd")))
    headers = etree.XMLSchema(etree.parse(str(folder / "medcom.xsd")))
    rows = rows_of(dds)
    for got in (dds.fetch(NANCY, *rows), dds.fetch(NANCY, ("1.2.3", "4.5.6"))):
        headers.assertValid(got.root.find("s:Header/m:Header", NS))
        stated.assertValid(etree.fromstring(etree.tostring(got.content[0])))
        schema.assertValid(reconstituted(got))
    got.content[0].tag = "andet"
    assert not schema.validate(got.content)


def test_what_is_unknown_is_named_beside_what_came(dds: Sharing) -> None:
    known = dds.find(NANCY, PLANS).rows[0]
    got = dds.fetch(NANCY, known, (known.repository, "1.2.3.4"))
    assert (got.status, list(got.documents)) == ("PartialSuccess", [known.unique])
    assert [each[0] for each in got.errors] == ["XDSDocumentUniqueIdError"]
    alone = dds.fetch(NANCY, (known.repository, "1.2.3.4"))
    assert (alone.status, alone.documents) == ("Failure", {})
    assert [each[0] for each in dds.fetch(NANCY, ("1.2.3", known.unique)).errors] == ["XDSUnknownRepositoryId"]


def test_a_document_is_had_by_its_own_citizens_header_alone(dds: Sharing) -> None:
    known = dds.find(NANCY, PLANS).rows[0]
    assert dds.fetch(AAGE, known).code == "not_authorized"
    assert dds.fetch(NANCY, known).status == "Success"


def test_laboratory_documents_are_made_anew_at_each_query(dds: Sharing) -> None:
    first, second = (dds.find(NANCY, LABORATORY, kinds=(ON_DEMAND,)).rows for _ in range(2))
    assert len(first) == len(second) == 5
    assert not {each.unique for each in first} & {each.unique for each in second}
    assert not {each.node.get("id") for each in first} & {each.node.get("id") for each in second}
    both = dds.fetch(NANCY, first[0], second[0])
    assert len(set(both.documents.values())) == 1
    made = both.content.findtext("xds:DocumentResponse/xds:NewDocumentUniqueId", "", NS)
    assert made.startswith(first[0].unique)


@pytest.mark.parametrize(
    ("clock", "status"), [("09:50:59", "Success"), ("09:51:00", "Failure"), ("12:00:00", "Failure")]
)
def test_their_ids_live_ten_minutes(dds: Sharing, sandbox: Services, clock: str, status: str) -> None:
    given, stable = dds.find(NANCY, kinds=(ON_DEMAND,)).rows[0], dds.find(NANCY, PLANS).rows[0]
    sandbox.order("clock", {"now": f"2026-11-23T{clock}+01:00"})
    got = dds.fetch(NANCY, given)
    assert got.status == status
    assert [each[0] for each in got.errors] == ([] if status == "Success" else ["XDSDocumentUniqueIdError"])
    assert dds.fetch(NANCY, stable).status == "Success"


def test_their_ids_serve_the_user_who_asked_alone(dds: Sharing, sandbox: Services) -> None:
    other = another(sandbox)
    given = dds.find(NANCY, kinds=(ON_DEMAND,)).rows[0]
    got = other.fetch(NANCY, given, facts={"ActingUserCivilRegistrationNumber": COLLEAGUE})
    assert [each[0] for each in got.errors] == ["XDSDocumentUniqueIdError"]
    assert dds.fetch(NANCY, given).status == "Success"
    stable = dds.find(NANCY, PLANS).rows[0]
    assert other.fetch(NANCY, stable, facts={"ActingUserCivilRegistrationNumber": COLLEAGUE}).status == "Success"
