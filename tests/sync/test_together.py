"""A pack writes what it has of a patient at once, and nothing over what a clinician's own opening has done meanwhile."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from clinic import ME, care_plan, complete
from overblik.domain.errors import Full
from overblik.domain.ports import Kept, RawMessage
from overblik.domain.private_words import SEALED
from overblik.domain.section import Cause, Reason, Standing, Topic
from overblik.store.database import memory_database
from overblik.store.sections import SectionStore
from overblik.sync.current import Current
from overblik.sync.together import Together
from store.facts import section
from viewmodels.facts import activity

PLACE = (Topic.DOCUMENTS, "ehr")


class Disk(SectionStore):
    """Counts its waits for the disk."""

    waits = 0

    def keep_all(self, written: Any) -> None:
        self.waits += 1
        super().keep_all(written)


class Ward:
    """The clinician's memory, and that of a pack beside it."""

    def __init__(self) -> None:
        self.store, self.clinician = Disk(memory_database()), Current()
        self.clinician.open(ME)
        self.pack = self.clinician.beside()
        self.pack.open(ME)
        self.held = Together(self.store, self.pack)

    def fetch(self, text: str, source: str = "ehr", raw: tuple[RawMessage, ...] = ()) -> None:
        """As a pack keeps what came."""
        kept = Kept(section(texts=(text,), source=source, message=raw[0].digest if raw else "0" * 64), {})
        self.hold(kept)
        self.held.keep_raw(kept.section, raw)

    def hold(self, kept: Kept) -> None:
        self.pack.put_off(kept)
        assert self.pack.is_due(kept)
        self.held.keep(kept)

    def write(self, text: str) -> None:
        """As the clinician's opening keeps what came."""
        kept = Kept(section(texts=(text,)), {})
        self.clinician.put_off(kept)
        assert self.clinician.is_due(kept)
        self.store.keep(kept)

    def titles(self) -> set[str]:
        return {entry.fact.title for kept in self.store.sections(ME) for entry in kept.section.entries}


def test_all_of_a_patient_is_written_with_one_wait_for_the_disk_and_its_messages_with_it() -> None:
    ward, content = Ward(), b"originalen"
    message = RawMessage(hashlib.sha256(content).hexdigest(), "x", content)
    for number in range(5):
        ward.fetch(f"notat {number}", f"s{number}", (message,) if number == 0 else ())
    assert ward.titles() == set()
    ward.held.write()
    ward.held.write()
    assert ward.titles() == {f"notat {number}" for number in range(5)}
    assert ward.store.waits == 1
    assert ward.store.raw(ME, message.digest) == message


def test_what_a_clinician_got_meanwhile_stays() -> None:
    ward = Ward()
    ward.write("før")
    ward.fetch("pakkens")
    ward.write("lægens")
    ward.held.write()
    assert ward.titles() == {"lægens"}


@pytest.mark.rule("H7")
def test_h7_what_a_clinician_was_refused_meanwhile_is_not_written() -> None:
    ward = Ward()
    ward.fetch("pakkens")
    ward.clinician.drop(ME, PLACE)
    ward.store.erase(ME, *PLACE)
    ward.held.write()
    assert ward.titles() == set()


def test_what_came_after_the_refusal_is_written() -> None:
    ward = Ward()
    ward.clinician.drop(ME, PLACE)
    ward.fetch("pakkens")
    ward.held.write()
    assert ward.titles() == {"pakkens"}


def test_what_the_pack_itself_was_refused_is_not_written() -> None:
    ward = Ward()
    ward.fetch("pakkens")
    ward.pack.drop(ME, PLACE)
    ward.held.erase(ME, *PLACE)
    ward.held.write()
    assert ward.titles() == set()


@pytest.mark.rule("G8")
def test_g8_what_was_fetched_before_an_erasing_is_not_written_though_the_patient_was_opened_since() -> None:
    ward = Ward()
    ward.fetch("pakkens")
    ward.clinician.forget(ME)
    ward.clinician.open(ME)
    ward.pack.open(ME)
    ward.held.write()
    assert ward.titles() == set()


@pytest.mark.rule("H21")
def test_h21_a_word_that_is_hidden_later_is_sealed_before_it_is_written() -> None:
    ward, words = Ward(), frozenset({"kanarivin"})
    told = care_plan("Sygepleje", activities=(activity("Kanarivin gives kl. 8"), activity("Sår skiftes")))
    ward.hold(Kept(complete(Topic.CARE_PLANS, told), {"etag": "1"}))
    hiding = (Reason(Cause.WITHHELD),)
    card = section(topic=Topic.MEDICATION, source="fmk", texts=())
    ward.pack.hide(replace(card, standing=Standing.PARTIAL, reasons=hiding, private_words=words))
    ward.held.write()
    (kept,) = ward.store.sections(ME)
    assert [step.text for entry in kept.section.entries for step in entry.fact.activities] == [SEALED, "Sår skiftes"]
    assert kept.known == {}
    assert ward.store.waits == 1


def test_a_disk_without_room_says_so_and_writes_nothing() -> None:
    ward = Ward()
    ward.fetch("pakkens")

    def full(_: object) -> None:
        raise Full

    ward.store.keep_all = full  # type: ignore[method-assign]
    with pytest.raises(Full):
        ward.held.write()
