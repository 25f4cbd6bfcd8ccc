"""The namespaces of the national services, as their WSDLs and DGWS 1.0.1 spell them."""

FMK = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
E2 = f"{FMK}/E2"
E6 = f"{FMK}/E6"
DDV = "http://vaccinationsregister.dk/schemas/2013/12/01"
CONSENT = "urn:overblik:consent:2026"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DS = "http://www.w3.org/2000/09/xmldsig#"
WST = "http://schemas.xmlsoap.org/ws/2005/02/trust"
WSA = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
SDSD_WORDS = "http://www.sdsd.dk/dgws/2010/08"
SDSD_HEADER = "http://www.sdsd.dk/dgws/2012/06"

PREFIXES = {
    "soap": SOAP,
    "wsse": WSSE,
    "wsu": WSU,
    "medcom": MEDCOM,
    "saml": SAML,
    "ds": DS,
    "wst": WST,
    "wsa": WSA,
}
"""The prefixes that the answers use; a reader may not depend on them."""


def tag(namespace: str, name: str) -> str:
    """A name in its namespace, in the notation of lxml."""
    return f"{{{namespace}}}{name}"
