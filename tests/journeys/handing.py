"""Another program that hands citizens over to a real window, and what is seen there."""

from journeys.conftest import Desk
from journeys.signed_in import gate
from overblik.app.launching import Launching
from overblik.domain.launch import Asked
from overblik.runtime.door_words import Said
from overblik.runtime.held import Held

DOCTOR, NURSE = "egen-laege", "afdelingssygeplejerske"
LINK = "overblik://open?server=ehr&patient=Patient/p-1001"
OTHER = "0309363991"


def link_of(**more: str) -> str:
    return LINK + "".join(f"&{name}={value}" for name, value in more.items())


class Hand:
    """The other end of the door of one desk."""

    def __init__(self, desk: Desk, first: Asked | None = None, place: Held | None = None) -> None:
        self.desk, self.launching = desk, Launching(desk.program, first)
        self.told: list[str] = []
        tell = desk.window.tell
        desk.window.tell = lambda sentence: (self.told.append(sentence), tell(sentence))
        self.launching.join(place)

    def say(self, link: str = "", number: str = "") -> tuple[bool, str]:
        reply = self.launching.hear(Said(link, number))
        return reply.is_taken, reply.sentence

    def opened(self) -> str:
        """Wait until somebody is open and asked about; give his banner."""
        model = self.desk.program.model
        self.desk.bot.waitUntil(lambda: model.patient_id is not None, timeout=15000)
        self.desk.wait()
        return self.desk.shell.banner.accessibleName()

    def refused(self) -> str:
        """Wait for the sentence; nobody is open."""
        self.desk.bot.waitUntil(lambda: any(" åbnet" in one for one in self.told), timeout=15000)
        return " ".join(self.told)


def shown(desk: Desk) -> str:
    """All that stands on the gate, to read or to hear."""
    found = []
    for child in gate(desk).findChildren(object):
        if hasattr(child, "accessibleName"):
            found.append(child.accessibleName())
        if callable(getattr(child, "text", None)):
            found.append(str(child.text()))
    return " ".join(found)
