"""Small documents of our own: just as much CDA and MedCom XML as a test needs."""

CPR = "1.2.208.176.1.2"
OLD_CPR = "2.16.840.1.113883.3.4208.100.2"
ME, OTHER = "2512489996", "2512484916"
APD, CPD, PDC = "1.2.208.184.14.1", "1.2.208.184.15.1", "1.2.208.184.16.1"
PHMR, QRD = "1.2.208.184.11.1", "1.2.208.184.13.1"
TYPES = {APD: "39289-4", CPD: "81215-6", PDC: "PDC", PHMR: "53576-5", QRD: "74465-6"}
SPACES = 'xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sdtc="urn:hl7-org:sdtc"'
AUTHOR = """<author><time value="20260105080000+0100"/><assignedAuthor><id root="1.2.208.176.1.1" extension="1"/>
<assignedPerson><name><given>Ida</given><family>Holm</family></name></assignedPerson>
<representedOrganization><name>Lægehuset Åkanden</name></representedOrganization></assignedAuthor></author>"""


def target(ids: str = f'<id root="{CPR}" extension="{ME}"/>', inside: str = "") -> str:
    return f"<recordTarget><patientRole>{ids}{inside}</patientRole></recordTarget>"


PERSON = target(inside="<patient><name><given>Nora</given><family>Lind</family></name></patient>")


def document(
    template: str,
    body: str,
    *,
    head: str = PERSON,
    code: str | None = None,
    title: str = "Prøve",
    author: str = AUTHOR,
    extra: str = "",
) -> bytes:
    """Give a whole document; `body` is what stands in the structured body."""
    kind = TYPES.get(template, "") if code is None else code
    return f"""<ClinicalDocument {SPACES}><templateId root="{template}"/><id root="1.2.208.184" extension="d"/>
<code code="{kind}" codeSystem="2.16.840.1.113883.6.1" displayName="En type"/><title>{title}</title>
<effectiveTime value="20260110120000+0100"/><confidentialityCode code="N"/>{extra}{head}{author}
<component><structuredBody>{body}</structuredBody></component></ClinicalDocument>""".encode()


def section(
    inside: str, *, code: str = "", title: str = "<title>Afsnit</title>", text: str = "<text>Tekst</text>"
) -> str:
    coded = f'<code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>' if code else ""
    return f"<component><section>{coded}{title}{text}{inside}</section></component>"


def entry(inside: str) -> str:
    return f"<entry>{inside}</entry>"


def observation(
    inside: str,
    *,
    code: str = '<code code="NPU03804" codeSystem="1.2.208.176.2.1" displayName="Legeme masse; Pt"/>',
    status: str = '<statusCode code="completed"/>',
    time: str = '<effectiveTime value="20260109081500+0100"/>',
    mood: str = "EVN",
) -> str:
    return f'<observation classCode="OBS" moodCode="{mood}">{code}{status}{time}{inside}</observation>'


def organizer(inside: str, *, status: str = "completed", time: str = "20260109081500+0100") -> str:
    return f"""<organizer classCode="CLUSTER" moodCode="EVN"><statusCode code="{status}"/>
<effectiveTime value="{time}"/>{inside}</organizer>"""


def component(inside: str) -> str:
    return f"<component>{inside}</component>"


def measured(*observations: str) -> bytes:
    """Give a home monitoring document with one entry for each statement."""
    return document(PHMR, section("".join(entry(one) for one in observations), code="8716-3"))


COMMENT = """<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN"><code code="48767-8"/>
<text>Tastefejl</text><author><time value="20260110090000+0100"/><assignedAuthor><assignedPerson><name>Læge Bo Kjær</name>
</assignedPerson></assignedAuthor></author></act></entryRelationship>"""

MEDCOM = "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2007/02/01/"
SPACES_OF_MEDCOM = (
    "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/",
    "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/",
    MEDCOM,
    "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2009/08/01/",
    "http://rep.oio.dk/medcom.dk/xml/schemas/2014/10/08/",
)


def analysis(code: str = "NPU03230", kind: str = "iupac", responsible: str = "NPU", name: str = "P-Kalium") -> str:
    return f"""<Analysis><AnalysisCode>{code}</AnalysisCode><AnalysisCodeType>{kind}</AnalysisCodeType>
<AnalysisCodeResponsible>{responsible}</AnalysisCodeResponsible><AnalysisShortName>{name}</AnalysisShortName>
<AnalysisCompleteName>{name} stofkonc.<Break/>= ?</AnalysisCompleteName></Analysis>"""


def lab_result(inside: str, *, status: str = "svar_endeligt", of: str | None = None) -> str:
    return f"<Result><ResultStatusCode>{status}</ResultStatusCode>{of or analysis()}{inside}</Result>"


VALUE = "<ResultType>numerisk</ResultType><Value>4,1</Value><Unit>mmol/L</Unit>"


def report(
    results: str,
    *,
    space: str = MEDCOM,
    person: str = f"<CivilRegistrationNumber>{ME}</CivilRegistrationNumber>",
    name: str = "LaboratoryReport",
    kind: str = "XRPT01",
    sample: str = "<Sample><SamplingDateTime><Date>2026-01-08</Date><Time>07:45</Time></SamplingDateTime></Sample>",
    status: str = "komplet_svar",
    number: str = "P55",
) -> bytes:
    """Give a whole message with one report."""
    return f"""<Emessage xmlns="{space}"><Envelope><Identifier>9</Identifier></Envelope><{name}>
<Letter><Identifier>SVAR17</Identifier><VersionCode>XR0131K</VersionCode><StatisticalCode>{kind}</StatisticalCode>
<Authorisation><Date>2026-01-09</Date><Time>12:00</Time></Authorisation><TypeCode>{kind}</TypeCode></Letter>
<Sender><Identifier>8022</Identifier><IdentifierCode>sygehusafdelingsnummer</IdentifierCode>
<OrganisationName>Sygehus Sø</OrganisationName><DepartmentName>Klinisk Biokemi</DepartmentName></Sender>
<Patient>{person}<PersonSurnameName>Lind</PersonSurnameName><PersonGivenName>Nora</PersonGivenName></Patient>
<RequisitionInformation><Comments>Fastende<Break/>siden kl. 22</Comments>{sample}</RequisitionInformation>
<LaboratoryResults><GeneralResultInformation><ReportStatusCode>{status}</ReportStatusCode>
<LaboratoryInternalProductionIdentifier>{number}</LaboratoryInternalProductionIdentifier>
<ResultsDateTime><Date>2026-01-09</Date><Time>11:30</Time></ResultsDateTime></GeneralResultInformation>
{results}</LaboratoryResults></{name}></Emessage>""".encode()
