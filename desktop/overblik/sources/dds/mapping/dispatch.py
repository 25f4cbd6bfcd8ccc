"""Any document of document sharing to rows: by root, then by template and type code (services.md rule J)."""

import re
from collections.abc import Callable

from overblik.domain.errors import Unintelligible
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.apd import read_apd
from overblik.sources.dds.mapping.cpd import read_cpd
from overblik.sources.dds.mapping.head import date_of, identifier_of, masked, master_of, person_of, replaced_by
from overblik.sources.dds.mapping.pdc import read_pdc
from overblik.sources.dds.mapping.pdc_head import name_of_head
from overblik.sources.dds.mapping.phmr import read_phmr
from overblik.sources.dds.mapping.qrd import read_qrd
from overblik.sources.dds.mapping.readable import read_document
from overblik.sources.dds.mapping.reading import Lost, Read
from overblik.sources.dds.mapping.xrpt import read_xrpt
from overblik.sources.dds.mapping.xrpt_parts import is_medcom, reports_of
from overblik.wire.cda import ROOT, ClinicalDocument
from overblik.wire.cda_types import first
from overblik.wire.xml import XmlError, parse

_Reader = Callable[[ClinicalDocument, Read], None]
_READERS: dict[Topic, _Reader] = {
    Topic.APPOINTMENTS: read_apd,
    Topic.MASTER_DATA: read_pdc,
    Topic.HOME_MONITORING: read_phmr,
    Topic.CARE_PLANS: read_cpd,
    Topic.QUESTIONNAIRES: read_qrd,
}
_BY_CODE = {
    "39289-4": Topic.APPOINTMENTS,
    "39290-2": Topic.APPOINTMENTS,
    "56446-8": Topic.APPOINTMENTS,
    "PDC": Topic.MASTER_DATA,
    "PCD": Topic.MASTER_DATA,
    "53576-5": Topic.HOME_MONITORING,
    "81215-6": Topic.CARE_PLANS,
    "74465-6": Topic.QUESTIONNAIRES,
}
_BY_TEMPLATE = {
    "1.2.208.184.14.1": Topic.APPOINTMENTS,
    "1.2.208.184.16.1": Topic.MASTER_DATA,
    "1.2.208.184.11.1": Topic.HOME_MONITORING,
    "2.16.840.1.113883.10.20.9": Topic.HOME_MONITORING,
    "2.16.840.1.113883.3.4208.11.1": Topic.HOME_MONITORING,
    "1.2.208.184.15.1": Topic.CARE_PLANS,
    "1.2.208.184.13.1": Topic.QUESTIONNAIRES,
    "2.16.840.1.113883.10.20.33": Topic.QUESTIONNAIRES,
}
_OTHER_CODES = frozenset({"74468-0", "103140-0"})
"""Types that are read as documents alone, and whose code contradicts every template above."""
_OPENING = re.compile(rb"<(?:[\w.-]+:)?(ClinicalDocument|Emessage|\w+Report)[\s>]")
_LOOKED_AT = 16 * 1024


def is_shared_document(content: bytes) -> bool:
    """Tell from the first bytes whether this may be a document of document sharing."""
    start = content[:_LOOKED_AT].replace(b"\0", b"")
    found = _OPENING.search(re.sub(rb"<!--.*?-->", b"", start, flags=re.DOTALL))
    if found is None:
        return False
    space = b"urn:hl7-org:v3" if found.group(1) == b"ClinicalDocument" else b"medcom.dk/xml/schemas/"
    return space in start


def read(content: bytes) -> Read:
    """Read one document.

    Raises:
        Unintelligible: the bytes are no document of document sharing; the reason says why.

    """
    try:
        root = parse(content)
    except XmlError as error:
        raise Unintelligible(reason=error.reason) from None
    if root.tag == ROOT:
        return _clinical(ClinicalDocument(content, root))
    if is_medcom(root):
        if not reports_of(root):
            raise Unintelligible(reason="no_report")
        return read_xrpt(content, root)
    raise Unintelligible(reason="root")


def _clinical(document: ClinicalDocument) -> Read:
    person, is_old = person_of(document)
    topics = topics_of(document)
    master = master_of(document, is_card=topics == [Topic.MASTER_DATA])
    made = Read(
        person=person,
        master=master,
        code=document.code.code if document.code is not None else "",
        title=masked(document.title),
        date=date_of(document),
        has_old_identifier=is_old,
        other_name=master.full_name if master is not None else "",
        document_id=identifier_of(first(document.parts, "id")),
        replaces=replaced_by(document),
    )
    for topic in topics:
        if len(topics) == 1:
            _READERS[topic](document, made)
        else:
            made.lose(topic, Lost("document/1", "template_and_code", "ClinicalDocument"))
    if topics == [Topic.MASTER_DATA]:
        name_of_head(made)
    read_document(document, made)
    return made


def topics_of(document: ClinicalDocument) -> list[Topic]:
    """Give the topic of a document; several where template and code contradict each other, none for other types."""
    code = document.code.code if document.code is not None else ""
    found = {_BY_TEMPLATE[root] for root in document.templates if root in _BY_TEMPLATE}
    if code in _BY_CODE:
        found.add(_BY_CODE[code])
    if found and code in _OTHER_CODES:
        found.add(Topic.DOCUMENTS)
    return sorted(found, key=lambda topic: topic.value)
