"""The questions of document sharing: ITI-18 Registry Stored Query and ITI-43 Retrieve Document Set (IHE ITI TF-2).

Written as text with every value escaped, as all questions of this program are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from overblik.domain.dates import Instant
from overblik.wire.names import QUERY, RIM, XDS
from overblik.wire.soap import element, words

NAMESPACES = {"query": QUERY, "rim": RIM, "xds": XDS}
"""The prefixes that this module's XML uses."""
FIND_DOCUMENTS = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"
GET_DOCUMENTS = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4"
STABLE = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1"
ON_DEMAND = "urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248"
QUERY_ACTION = "urn:ihe:iti:2007:RegistryStoredQuery"
RETRIEVE_ACTION = "urn:ihe:iti:2007:RetrieveDocumentSet"
_STATUS = "urn:oasis:names:tc:ebxml-regrep:StatusType:"
APPROVED, DEPRECATED = f"{_STATUS}Approved", f"{_STATUS}Deprecated"
CPR_ROOT = "1.2.208.176.1.2"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are asked for (ITI-18 FindDocuments, 3.18.4.1.2.3.7.1)."""

    types: tuple[tuple[str, str], ...] = ()
    """Code and coding scheme of each type; empty for all."""
    on_demand: bool = False
    """Also such as are made when they are asked for: a registry leaves them out unless they are named."""
    since: Instant | None = None
    """Only those of services that ended after this moment."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where one document is fetched."""

    home: str
    """homeCommunityId; empty where the registry named none."""
    repository: str
    unique_id: str


def find_documents(number: str, wanted: Wanted) -> str:
    """Ask for the entries of one citizen; `number` is a CPR number. Replaced documents come too, to tell what moved."""
    slots: dict[str, str] = {
        "$XDSDocumentEntryPatientId": f"'{number}^^^&{CPR_ROOT}&ISO'",
        "$XDSDocumentEntryStatus": _listed((APPROVED, DEPRECATED)),
    }
    if wanted.types:
        slots["$XDSDocumentEntryTypeCode"] = _listed(f"{code}^^{scheme}" for code, scheme in wanted.types)
    if wanted.on_demand:
        slots["$XDSDocumentEntryType"] = _listed((STABLE, ON_DEMAND))
    if wanted.since is not None:
        slots["$XDSDocumentEntryServiceStopTimeFrom"] = wanted.since.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return _query(FIND_DOCUMENTS, slots)


def get_documents(unique_ids: Iterable[str]) -> str:
    """Ask for the entries of these documents (ITI-18 GetDocuments, 3.18.4.1.2.3.7.5)."""
    return _query(GET_DOCUMENTS, {"$XDSDocumentEntryUniqueId": _listed(unique_ids)})


def retrieve(addresses: Iterable[Address]) -> str:
    """Ask for documents (ITI-43)."""
    return element("xds:RetrieveDocumentSetRequest", *(_document(one) for one in addresses))


def _document(one: Address) -> str:
    return element(
        "xds:DocumentRequest",
        element("xds:HomeCommunityId", words(one.home)) if one.home else "",
        element("xds:RepositoryUniqueId", words(one.repository)),
        element("xds:DocumentUniqueId", words(one.unique_id)),
    )


def _query(identifier: str, slots: Mapping[str, str]) -> str:
    option = element("query:ResponseOption", returnType="LeafClass", returnComposedObjects="true")
    told = [_slot(name, value) for name, value in slots.items()]
    return element("query:AdhocQueryRequest", option, element("rim:AdhocQuery", *told, id=identifier))


def _slot(name: str, value: str) -> str:
    return element("rim:Slot", element("rim:ValueList", element("rim:Value", words(value))), name=name)


def _listed(values: Iterable[str]) -> str:
    """Write several values: single quotes belong to each, parentheses to where several are allowed."""
    quoted = ("'{}'".format(value.replace("'", "''")) for value in values)
    return f"({','.join(quoted)})"
