"""A client by hand: SOAP messages as text, id cards signed with xmlsec, nothing taken from the sandbox's own code."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from lxml import etree

from sandbox.process import CLOCK, Got, Services, ask

BASE = "http://www.dkma.dk/medicinecard/xml.schema/2015/06/01"
E2, E6 = f"{BASE}/E2", f"{BASE}/E6"
DDV = "http://vaccinationsregister.dk/schemas/2013/12/01"
MEDCOM = "http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
NS = {
    "s": "http://schemas.xmlsoap.org/soap/envelope/",
    "b": BASE,
    "e2": E2,
    "e6": E6,
    "d": DDV,
    "m": MEDCOM,
    "saml": SAML,
    "wst": "http://schemas.xmlsoap.org/ws/2005/02/trust",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
NOW = datetime.fromisoformat(CLOCK)
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" id="Envelope"
 xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
 xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
 xmlns:medcom="http://www.medcom.dk/dgws/2006/04/dgws-1.0.xsd">
<soap:Header><wsse:Security{id}><wsu:Timestamp><wsu:Created>2026-11-23T08:41:00Z</wsu:Created></wsu:Timestamp>{card}
</wsse:Security>{headers}</soap:Header><soap:Body>{body}</soap:Body></soap:Envelope>"""
WHITELIST = """<w:{name} xmlns:w="http://www.sdsd.dk/dgws/2012/06" xmlns:v="http://www.sdsd.dk/dgws/2010/08">
<v:SystemOwnerName>Overblik</v:SystemOwnerName><v:SystemName>Overblik</v:SystemName><v:SystemVersion>1</v:SystemVersion>
<v:OrgResponsibleName>Lægehuset</v:OrgResponsibleName><v:OrgUsingName>Lægehuset</v:OrgUsingName>
<v:OrgUsingID NameFormat="medcom:ynumber">990027</v:OrgUsingID><v:RequestedRole>Læge</v:RequestedRole></w:{name}>"""
CONSENT = (
    f'<ConsentHeader xmlns="{BASE}"><Consent source="User"><ConsentType>{{kind}}</ConsentType>'
    "<Content>MedicineCard</Content></Consent></ConsentHeader>"
)


@dataclass
class Holder:
    """A certificate with its key, and the id card that its holder writes himself."""

    pkcs12: str
    password: str
    facts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        packed = load_key_and_certificates(base64.b64decode(self.pkcs12), self.password.encode())
        assert packed[0] is not None
        assert packed[1] is not None
        self.key, self.certificate = packed[0], packed[1]

    def digest(self) -> str:
        return base64.b64encode(hashlib.sha1(self.certificate.public_bytes(Encoding.DER)).digest()).decode()

    def card(self, **more: Any) -> str:
        """A self-signed id card; each part can be written otherwise."""
        told = {
            "subject": "0408719990",
            "format": "medcom:cprnumber",
            "begins": NOW,
            "ends": NOW + timedelta(hours=8),
            "identifier": secrets.token_urlsafe(12),
            "kind": "user",
            "level": "4",
            "hash": self.digest(),
            "cpr": "0408719990",
            "cvr": "99999999",
            "algorithm": xmlsec.constants.TransformRsaSha256,
            "digest": xmlsec.constants.TransformSha256,
            **more,
        }
        return signed(_card(told), self, told)


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _attribute(name: str, value: str, extra: str = "") -> str:
    return f'<saml:Attribute Name="{name}"{extra}><saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>'


def _card(told: dict[str, Any]) -> str:
    data = [
        ("sosi:IDCardID", told["identifier"]),
        ("sosi:IDCardVersion", "1.0.1"),
        ("sosi:IDCardType", told["kind"]),
        ("sosi:AuthenticationLevel", told["level"]),
        ("sosi:OCESCertHash", told["hash"]),
    ]
    number = [("medcom:UserCivilRegistrationNumber", told["cpr"])] if told["cpr"] else []
    user = [*number, ("medcom:UserGivenName", "M."), ("medcom:UserSurName", "Eksempel"), ("medcom:UserRole", "7170")]
    log = "".join(_attribute(*each) for each in user)
    users = f'<saml:AttributeStatement id="UserLog">{log}</saml:AttributeStatement>' if told["kind"] == "user" else ""
    cvr = _attribute("medcom:CareProviderID", told["cvr"], ' NameFormat="medcom:cvrnumber"')
    system = f"{_attribute('medcom:ITSystemName', 'Overblik')}{cvr}{_attribute('medcom:CareProviderName', 'Lægehuset')}"
    return (
        f'<saml:Assertion xmlns:saml="{SAML}" xmlns:ds="{NS["ds"]}" IssueInstant="{stamp(told["begins"])}" Version="2.0" '
        f'id="IDCard"><saml:Issuer>Overblik</saml:Issuer><saml:Subject><saml:NameID Format="{told["format"]}">'
        f"{told['subject']}</saml:NameID><saml:SubjectConfirmation><saml:ConfirmationMethod>"
        "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key</saml:ConfirmationMethod><saml:SubjectConfirmationData><ds:KeyInfo>"
        "<ds:KeyName>OCESSignature</ds:KeyName></ds:KeyInfo></saml:SubjectConfirmationData></saml:SubjectConfirmation>"
        f'</saml:Subject><saml:Conditions NotBefore="{stamp(told["begins"])}" NotOnOrAfter="{stamp(told["ends"])}"/>'
        f'<saml:AttributeStatement id="IDCardData">{"".join(_attribute(*each) for each in data)}</saml:AttributeStatement>'
        f'{users}<saml:AttributeStatement id="SystemLog">{system}</saml:AttributeStatement></saml:Assertion>'
    )


def signed(card: str, holder: Holder, told: dict[str, Any]) -> str:
    """The card with an enveloped signature."""
    root = etree.fromstring(card)
    made = xmlsec.template.create(root, xmlsec.constants.TransformExclC14N, told["algorithm"], ns="ds")
    made.set("id", "OCESSignature")
    root.append(made)
    reference = xmlsec.template.add_reference(made, told["digest"], uri="#IDCard")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    xmlsec.template.x509_data_add_certificate(xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(made)))
    work = xmlsec.SignatureContext()
    private = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    work.key = xmlsec.Key.from_memory(private, xmlsec.constants.KeyDataFormatPem)
    public = holder.certificate.public_bytes(Encoding.PEM)
    work.key.load_cert_from_memory(public, xmlsec.constants.KeyDataFormatCertPem)
    work.register_id(root, "id")
    work.sign(made)
    return etree.tostring(root, encoding="unicode")


@dataclass
class Answer:
    """A SOAP answer as it came."""

    got: Got

    @property
    def root(self) -> Any:
        return etree.fromstring(self.got.body, etree.XMLParser(resolve_entities=False))

    @property
    def content(self) -> Any:
        return self.root.find("s:Body", NS)[0]

    @property
    def code(self) -> str:
        """The code of a fault; empty when it is none."""
        found = self.root.find(".//m:FaultCode", NS)
        return found.text if found is not None else (self.root.findtext(".//faultcode") or "")

    def texts(self, path: str) -> list[str]:
        return [each.text for each in self.root.findall(f".//{path}", NS)]


def post(url: str, body: str, action: str, **headers: str) -> Answer:
    parts = urlsplit(url)
    told = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{action}"', **headers}
    return Answer(ask(str(parts.hostname), int(parts.port or 0), "POST", parts.path, told, body.encode()))


def trust(card: str, *, kind: str = "urn:oasis:names:tc:SAML:2.0:assertion", extra: str = "", message: str = "") -> str:
    """A RequestSecurityToken."""
    body = (
        f'<wst:RequestSecurityToken xmlns:wst="{NS["wst"]}" Context="www.sosi.dk"><wst:TokenType>{kind}</wst:TokenType>'
        f"<wst:RequestType>{NS['wst']}/Issue</wst:RequestType><wst:Claims>{card}</wst:Claims>{extra}"
        '<wst:Issuer><wsa:Address xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing">Overblik</wsa:Address>'
        "</wst:Issuer></wst:RequestSecurityToken>"
    )
    marked = f' id="{message or secrets.token_urlsafe(9)}"'
    return ENVELOPE.format(id=marked, card="", headers="", body=body)


def medcom(level: str = "4", message: str = "") -> str:
    return (
        f"<medcom:Header><medcom:SecurityLevel>{level}</medcom:SecurityLevel><medcom:Linking><medcom:MessageID>"
        f"{message or secrets.token_urlsafe(9)}</medcom:MessageID></medcom:Linking></medcom:Header>"
    )


@dataclass
class Client:
    """A clinician with an id card of the STS."""

    sandbox: Services
    idcard: str = ""

    @property
    def holder(self) -> Holder:
        told = self.sandbox.told["certificate"]
        return Holder(told["pkcs12"], told["password"])

    def exchange(self, card: str, **more: str) -> Answer:
        return post(self.sandbox.told["sts"]["url"], trust(card, **more), "")

    def sign_in(self) -> "Client":
        answer = self.exchange(self.holder.card())
        assert answer.got.status == 200, answer.got.body
        self.idcard = etree.tostring(answer.root.find(".//saml:Assertion", NS), encoding="unicode")
        return self

    def fmk(self, action: str, body: str, headers: str | None = None, card: str | None = None) -> Answer:
        told = medcom() + WHITELIST.format(name="WhitelistingHeader") if headers is None else headers
        text = ENVELOPE.format(id="", card=self.idcard if card is None else card, headers=told, body=body)
        return post(self.sandbox.told["fmk"]["url"], text, action)

    def card(self, number: str, *, consent: str = "", **more: Any) -> Answer:
        headers = medcom() + WHITELIST.format(name="WhitelistingHeader")
        headers += CONSENT.format(kind=consent) if consent else ""
        return self.fmk(f"{E2}#GetMedicineCard", card_request(number, **more), headers)

    def ddv(self, number: str, headers: str | None = None) -> Answer:
        body = (
            f'<d:GetVaccinationCardRequest xmlns:d="{DDV}"><d:PersonCivilRegistrationIdentifier>{number}'
            "</d:PersonCivilRegistrationIdentifier></d:GetVaccinationCardRequest>"
        )
        return self.ddv_body(body, "GetVaccinationCard", headers)

    def ddv_body(self, body: str, name: str, headers: str | None = None) -> Answer:
        told = medcom() + WHITELIST.format(name="WhiteListingHeader") if headers is None else headers
        text = ENVELOPE.format(id="", card=self.idcard, headers=told, body=body)
        return post(self.sandbox.told["ddv"]["url"], text, f"{DDV}#{name}")


def card_request(
    number: str,
    *,
    source: str = "CPR",
    versions: tuple[str, ...] = (),
    moments: tuple[str, ...] = (),
    prescriptions: str = "true",
    effectuations: str = "true",
    irrelevant: str = "false",
    since: str = "2000-01-01T00:00:00Z",
    types: tuple[str, ...] = ("Lægeordineret", "Borgervalgt"),
) -> str:
    """A GetMedicineCardRequest."""
    asked = "".join(f"<e:Version>{each}</e:Version>" for each in versions)
    asked += "".join(f"<e:DateTime>{each}</e:DateTime>" for each in moments)
    withdrawn = f"<WithdrawnAfterDateTime>{since}</WithdrawnAfterDateTime>"
    with_withdrawn = (
        f"<e:IncludeWithdrawnDrugMedications>{withdrawn}</e:IncludeWithdrawnDrugMedications>" if since else ""
    )
    kinds = "".join(f"<e:IncludeDrugMedicationType>{each}</e:IncludeDrugMedicationType>" for each in types)
    return (
        f'<e:GetMedicineCardRequest xmlns:e="{E2}" xmlns="{BASE}"><e:PersonIdentifier source="{source}">{number}'
        f"</e:PersonIdentifier>{asked}<e:IncludePrescriptions>{prescriptions}</e:IncludePrescriptions>"
        f"<e:IncludeEffectuations>{effectuations}</e:IncludeEffectuations><e:IncludeNonRelevantPrescriptions>{irrelevant}"
        f"</e:IncludeNonRelevantPrescriptions>{with_withdrawn}{kinds}</e:GetMedicineCardRequest>"
    )
