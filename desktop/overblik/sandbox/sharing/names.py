"""The words of document sharing: namespaces and numbers of IHE ITI TF-2 (ITI-18, ITI-43), ebXML RegRep 3.0 and HSUID."""

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
ANONYMOUS = f"{WSA}/anonymous"
WSA_FAULT = f"{WSA}/soap/fault"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
HSUID = "http://www.nsi.dk/hsuid/2016/08/hsuid-1.1.xsd"
RIM = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"
RS = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0"
QUERY = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"
XDS = "urn:ihe:iti:xds-b:2007"
XOP = "http://www.w3.org/2004/08/xop/include"
XML = "http://www.w3.org/XML/1998/namespace"

PREFIXES = {
    "soap": SOAP,
    "wsa": WSA,
    "wsse": WSSE,
    "wsu": WSU,
    "medcom": MEDCOM,
    "rim": RIM,
    "rs": RS,
    "query": QUERY,
    "xds": XDS,
    "xop": XOP,
}
"""The prefixes that the answers use; a reader may not depend on them."""

REGISTRY_OPERATION, REPOSITORY_OPERATION = "RegistryStoredQuery", "RetrieveDocumentSet"
ACTION = "urn:ihe:iti:2007:"
FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
STABLE = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
ON_DEMAND = "urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248"
STATUS_TYPE = "urn:oasis:names:tc:ebxml-regrep:StatusType:"
RESPONSE_STATUS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:"
SEVERITY = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:"

AUTHOR = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d"
CLASS_CODE = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a"
FORMAT_CODE = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d"
FACILITY_CODE = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1"
PRACTICE_CODE = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead"
TYPE_CODE = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983"
CONFIDENTIALITY_CODE = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f"
EVENT_CODE = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4"
PATIENT_ID = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427"
UNIQUE_ID = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab"

CPR = "1.2.208.176.1.2"
SOR = "1.2.208.176.1.1"
LOINC = "2.16.840.1.113883.6.1"
SNOMED = "2.16.840.1.113883.6.96"
MESSAGE_CODES = "1.2.208.184.100.1"
CLASS_SCHEME = "1.2.208.184.100.9"
FORMAT_SCHEME = "1.2.208.184.100.10"
CONFIDENTIALITY_SCHEME = "2.16.840.1.113883.5.25"
CONSENT_FILTER = "urn:dk:nsi:Consent Filter Applied"
LABORATORY_TYPE = "11502-2"


def tag(namespace: str, name: str) -> str:
    """A name in its namespace, in the notation of lxml."""
    return f"{{{namespace}}}{name}"


def patient(number: str) -> str:
    """A civil registration number as HL7 v2 CX writes it (ITI TF-3, 4.2.3.1.7)."""
    return f"{number}^^^&{CPR}&ISO"
