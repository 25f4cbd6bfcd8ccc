"""What a server says that it offers (capabilitystatement.html); a server that says nothing is tried."""

from dataclasses import dataclass

import msgspec

from overblik.wire.fhir_types import Element


class Interaction(Element):
    """One thing that can be done with a type."""

    code: str | None = None


class Parameter(Element):
    """One search parameter."""

    name: str | None = None


class Resource(Element):
    """What is offered of one type."""

    type: str | None = None
    interaction: tuple[Interaction, ...] | None = None
    search_param: tuple[Parameter, ...] | None = None
    search_include: tuple[str | None, ...] | None = None


class Rest(Element):
    """One side of the interface."""

    mode: str | None = None
    resource: tuple[Resource, ...] | None = None


class Statement(Element):
    """The members that are read."""

    resource_type: str = ""
    rest: tuple[Rest, ...] | None = None


_STATEMENTS = msgspec.json.Decoder(Statement)
_CITIZEN = ("patient", "subject")
_BY = {"Appointment": ("patient", "actor"), "Patient": ("identifier",)}
"""By which parameters a citizen's items can be asked for, the first that is offered."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one type offers; an empty set of parameters means that the server lists none."""

    searches: bool
    reads: bool
    parameters: frozenset[str]
    includes: frozenset[str]


_UNSAID = Offer(searches=True, reads=True, parameters=frozenset(), includes=frozenset())
_NOTHING = Offer(searches=False, reads=False, parameters=frozenset(), includes=frozenset())


@dataclass(frozen=True, slots=True)
class Capability:
    """The offers by type; none where the server has no statement."""

    offers: dict[str, Offer] | None = None

    def of(self, kind: str) -> Offer:
        """Give the offer of a type."""
        return _UNSAID if self.offers is None else self.offers.get(kind, _NOTHING)

    def parameter(self, kind: str) -> str:
        """Give the parameter by which a citizen's items are asked for, empty when there is none."""
        offer, wanted = self.of(kind), _BY.get(kind, _CITIZEN)
        if not offer.searches:
            return ""
        if not offer.parameters:
            return wanted[0]
        return next((name for name in wanted if name in offer.parameters), "")

    def includes(self, kind: str, name: str) -> bool:
        """Tell whether the server says that it can include."""
        said = self.of(kind).includes
        return f"{kind}:{name}" in said or "*" in said


def capability(content: bytes) -> Capability:
    """Read a statement; what is none says nothing."""
    try:
        sent = _STATEMENTS.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Capability()
    if sent.resource_type != "CapabilityStatement":
        return Capability()
    listed = [one for rest in sent.rest or () if rest.mode in ("server", None) for one in rest.resource or ()]
    if not listed:
        return Capability()
    return Capability({one.type: _offer(one) for one in listed if one.type})


def _offer(sent: Resource) -> Offer:
    done = {one.code for one in sent.interaction or ()}
    return Offer(
        searches=not done or "search-type" in done,
        reads=not done or "read" in done,
        parameters=frozenset(one.name for one in sent.search_param or () if one.name),
        includes=frozenset(text for text in sent.search_include or () if text),
    )
