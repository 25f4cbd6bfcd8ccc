"""What a citizen's consent does to an answer of document sharing (MinSpærring as DDS applies it; services.md 4.2, 9).

`warning`: the blocked documents are left out, and the answer says so. `silence`: nothing comes, and nothing says why.
`error`: the answer is a refusal. Who overrides (HSUID, ConsentOverride) is answered in full.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from overblik.sandbox.national.services import negative_consent
from overblik.sandbox.sharing.entries import Entry
from overblik.sandbox.sharing.library import Folder
from overblik.sandbox.sharing.names import CONSENT_FILTER
from overblik.sandbox.sharing.query import Failure


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row of a RegistryErrorList."""

    code: str
    words: str
    location: str = ""
    severity: str = "Error"


@dataclass(frozen=True, slots=True)
class Consent:
    """How consent works on one question; `ordered` is a fault that sets it, whatever the seed says."""

    folder: Folder
    override: bool
    ordered: str = ""

    @property
    def kind(self) -> str:
        """None, warning, silence, error, or an error as a fault."""
        return "none" if self.override else self.ordered or self.folder.consent

    def hides(self, entry: Entry) -> bool:
        """Whether an entry is left out; a fault hides every second one where the seed blocks none."""
        if self.kind != "warning":
            return self.kind == "silence"
        blocked = {each.entry_id for each in self.folder.entries if each.blocked}
        if self.ordered and not blocked:
            blocked = {each.entry_id for each in self.folder.entries[::2]}
        return entry.entry_id in blocked

    def filter(self, entries: Sequence[Entry]) -> tuple[list[Entry], list[Flaw]]:
        """The entries that may be seen, and what the answer says of the others.

        Raises:
            Failure: the citizen has refused all look-ups, and the service says so.
            SoapFault: the same, as some services say it.

        """
        if self.kind == "fault":
            raise negative_consent()
        if self.kind == "error":
            raise Failure("XDSRegistryError", negative_consent().words)
        seen = [each for each in entries if not self.hides(each)]
        warned = self.kind == "warning" and len(seen) < len(entries)
        return seen, [filtered()] if warned else []


def filtered() -> Flaw:
    """The warning of the consent filter."""
    return Flaw("XDSRegistryError", CONSENT_FILTER, severity="Warning")
