"""The whitelisting header that FMK and DDV want beside DGWS (namespaces of sdsd.dk, 2010/08 and 2012/06)."""

from dataclasses import dataclass

from overblik.wire.names import SDSD_2010, SDSD_2012
from overblik.wire.soap import element, words

NAMESPACES = {"sdsd": SDSD_2010, "list": SDSD_2012}
"""The prefixes that this module's XML uses."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in the words of the whitelisting header: never mixed with the role code of the id card."""

    system_owner: str
    system: str
    version: str
    organisation_responsible: str
    organisation: str
    organisation_id: str
    organisation_id_format: str
    """`medcom:skscode`, `medcom:ynumber` or `medcom:sor`."""
    requested_role: str
    """A Danish word, as `Læge`."""
    on_behalf_of: str = ""
    """Authorisation identifier of the professional whom an assistant acts for."""


def whitelisting(caller: Caller, name: str) -> str:
    """Write the header; the services spell its name differently, so it is given."""
    return element(
        f"list:{name}",
        element("sdsd:SystemOwnerName", words(caller.system_owner)),
        element("sdsd:SystemName", words(caller.system)),
        element("sdsd:SystemVersion", words(caller.version)),
        element("sdsd:OrgResponsibleName", words(caller.organisation_responsible)),
        element("sdsd:OrgUsingName", words(caller.organisation)),
        element("sdsd:OrgUsingID", words(caller.organisation_id), NameFormat=caller.organisation_id_format),
        element("sdsd:RequestedRole", words(caller.requested_role)),
    )


def on_behalf(caller: Caller, prefix: str) -> str:
    """Write whom an assistant acts for, in the namespace of the service; empty when for nobody."""
    if not caller.on_behalf_of:
        return ""
    return element(f"{prefix}:OnBehalfOf", element(f"{prefix}:AuthorisationIdentifier", words(caller.on_behalf_of)))
