"""A registry and a repository in memory: as much of document sharing as a client can be tried on."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from lxml import etree

from in_process import NOW, FakeClock, FakeRandom, FakeScheduler, InMemory, grant
from overblik.domain.dates import Instant
from overblik.domain.errors import SourceError
from overblik.domain.grant import DataConsent, Grant
from overblik.domain.ports import Answer, ConsentState, Kept, Known
from overblik.domain.section import Section
from overblik.sources.dds import DdsServer, DdsSource
from overblik.sources.dds.kinds import APPOINTMENTS, Kind
from overblik.sync import standing
from overblik.wire.hsuid import Acting
from overblik.wire.http import HttpClient
from overblik.wire.sharing import Sharing
from overblik.wire.tokens import IdCard, StaticTokens
from overblik.wire.xds import ON_DEMAND, STABLE
from sources.dds.small import ME
from sources.dds.xds_answers import QUERY, RIM, XDS, Doc, brought, error, extrinsic, listed, multipart, response, soap

URL = "https://dds.example"
AUDIENCE = "https://audience.nspop.dk/dds"
ACTING = Acting("0408719990", "990027", "nsi:ynumber", "Lægehuset", "Ejer", "Overblik", "1", "", "0DMX7")
TOKEN = "t0ken-of-the-test"


@dataclass
class Asked:
    """One question as it came."""

    root: Any

    @property
    def is_query(self) -> bool:
        return self.root.find(f".//{{{QUERY}}}AdhocQueryRequest") is not None

    @property
    def slots(self) -> dict[str, str]:
        every = self.root.iter(f"{{{RIM}}}Slot")
        return {one.get("name"): one.findtext(f"{{{RIM}}}ValueList/{{{RIM}}}Value") for one in every}

    @property
    def names(self) -> list[str]:
        return [one.text for one in self.root.iter(f"{{{XDS}}}DocumentUniqueId")]

    @property
    def home(self) -> str:
        return self.root.findtext(f".//{{{XDS}}}HomeCommunityId", "")

    def hsuid(self, name: str) -> str:
        found = self.root.iter("{http://www.nsi.dk/hsuid/2016/08/hsuid-1.1.xsd}Attribute")
        return next((one[0].text for one in found if one.get("Name") == f"nsi:{name}"), "")


@dataclass
class World:
    """What is shared of one citizen; `instead` answers in place of the registry or of a document."""

    docs: Sequence[Doc] = field(default_factory=list)
    errors: str = ""
    status: str = "Success"
    strange: int = 0
    listing: Callable[[Asked], "httpx.Response | None"] = lambda _: None
    fetching: Callable[[str, Asked], "httpx.Response | None"] = lambda *_: None
    asked: list[Asked] = field(default_factory=list)
    wait: Callable[[str], Any] | None = None
    """Awaited before a document is given."""

    @property
    def fetched(self) -> list[str]:
        return [name for one in self.asked if not one.is_query for name in one.names]

    @property
    def queries(self) -> list[Asked]:
        return [one for one in self.asked if one.is_query]

    def __call__(self, request: httpx.Request) -> Any:
        asked = Asked(etree.fromstring(request.content))
        self.asked.append(asked)
        if asked.is_query:
            return self.listing(asked) or soap(self.list(asked))
        (name,) = asked.names
        return self._given(name, asked) if self.wait is None else self._later(name, asked)

    async def _later(self, name: str, asked: Asked) -> httpx.Response:
        assert self.wait is not None
        await self.wait(name)
        return self._given(name, asked)

    def list(self, asked: Asked) -> str:
        names = asked.slots.get("$XDSDocumentEntryUniqueId", "")
        types = asked.slots.get("$XDSDocumentEntryTypeCode", "")
        kinds = asked.slots.get("$XDSDocumentEntryType", STABLE)
        shown = [
            doc
            for doc in self.docs
            if (not types or f"'{doc.type}^^" in types)
            and (not names or f"'{doc.name}'" in names)
            and (ON_DEMAND if doc.on_demand else STABLE) in kinds
        ]
        odd = f'<rim:ExtrinsicObject id="o" objectType="{STABLE}"/>' * self.strange
        return listed("".join(map(extrinsic, shown)) + odd, self.errors, self.status)

    def _given(self, name: str, asked: Asked) -> httpx.Response:
        made = self.fetching(name, asked)
        if made is not None:
            return made
        doc = next((one for one in self.docs if one.name == name), None)
        if doc is None:
            return soap(brought("", error("XDSDocumentUniqueIdError"), "Failure"))
        return multipart(brought(response(name, "d@urn:x", doc.repository)), [("d@urn:x", doc.content)])

    def change(self, name: str, **more: Any) -> None:
        self.docs = [replace(one, **more) if one.name == name else one for one in self.docs]


def idcard() -> IdCard:
    return IdCard(f"<IDCard>{TOKEN}</IDCard>".encode(), "id", 3, ACTING.cpr, NOW, NOW)


def sharing(url: str, http: HttpClient, clock: Any) -> Sharing:
    tokens = StaticTokens({AUDIENCE: idcard()})
    return Sharing(f"{url}/registry", f"{url}/repository", http, tokens, clock, FakeRandom(), AUDIENCE, ACTING)


@dataclass
class Desk:
    """A clinician before a world, over memory; each `ask` is a look of its own."""

    world: World
    kinds: tuple[Kind, ...] = (APPOINTMENTS,)
    clock: FakeClock = field(default_factory=FakeClock)
    patience: float = 5.0

    def ask(self, *known: Known | None, consent: DataConsent | None = None) -> Any:
        """Ask all kinds side by side; give the one answer, or the list of them."""
        made = asyncio.run(self._ask(known or (None,) * len(self.kinds), consent))
        return made[0] if len(self.kinds) == 1 else made

    async def _ask(self, known: Sequence[Known | None], consent: DataConsent | None) -> "list[Answer | SourceError]":
        http = HttpClient([URL], self.clock, FakeRandom(), FakeScheduler(self.clock, patience=self.patience), self.wire)
        server = DdsServer("dds", sharing(URL, http, self.clock))
        told = look(consent)
        try:
            asked = (DdsSource(server, kind).fetch(told, one) for kind, one in zip(self.kinds, known, strict=True))
            made = await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await http.aclose()
        assert server._openings == {}
        for one in made:
            if isinstance(one, BaseException) and not isinstance(one, SourceError):
                raise one
        return made  # type: ignore[return-value]

    @property
    def wire(self) -> InMemory:
        return InMemory(self.world)


def look(consent: DataConsent | None = None) -> Grant:
    return replace(grant(ME), consent=consent)


def judged(
    came: Any,
    kept: Kept | None = None,
    consent: ConsentState = ConsentState.NONE,
    kind: Kind = APPOINTMENTS,
    now: Instant = NOW,
) -> standing.Judgement:
    """Judge what a source said, as sync does."""
    source = DdsSource(DdsServer("dds", None), kind)  # type: ignore[arg-type]
    who = look().patient_id
    if isinstance(came, Answer):
        return standing.answered(who, source, came, kept, now, consent)
    return standing.failed(who, source, came, kept, now, offline=False)


def seen(came: Any, kept: Kept | None = None, kind: Kind = APPOINTMENTS) -> Section[Any]:
    return judged(came, kept, kind=kind).section
