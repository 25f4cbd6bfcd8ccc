"""Sections for the tests of the store: simple ones by hand, all kinds of facts by hypothesis."""

import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from overblik.domain.clinical import Currency, Document
from overblik.domain.facts import FACT_OF
from overblik.domain.patient import PatientId, cpr
from overblik.domain.ports import Kept
from overblik.domain.provenance import Provenance, RawRef
from overblik.domain.section import Reason, Scoped, Section, Standing, Topic, Unreadable
from overblik.store.sections import SectionStore

ME, OTHER = cpr("2512489996"), cpr("0309363991")
NOW = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)
KEY = bytes(range(32))

_TEXT = st.text(max_size=8)
for kind, strategy in (
    (str, _TEXT),
    (int, st.integers(-(2**40), 2**40)),
    (datetime, st.datetimes(timezones=st.just(UTC))),
    (Decimal, st.decimals(allow_nan=False, allow_infinity=False)),
):
    st.register_type_strategy(kind, strategy)


def provenance(message: str = "0" * 64) -> Provenance:
    return Provenance("ehr", "DocumentReference/1", "1", None, NOW, "", "", RawRef(message, 0, 1))


def section(
    patient: PatientId = ME,
    topic: Topic = Topic.DOCUMENTS,
    source: str = "ehr",
    texts: tuple[str, ...] = ("tekst",),
    message: str = "0" * 64,
) -> Section[Any]:
    """A complete section of documents whose titles are the texts."""
    facts = [document(text) for text in texts]
    entries = tuple(Scoped(patient, fact, provenance(message)) for fact in facts)
    return Section(patient, topic, source, "EPJ", Standing.COMPLETE, entries=entries, as_of=NOW, asked_at=NOW)


def document(title: str) -> Document:
    return Document(title, "document", "Notat", Currency.CURRENT, "current", None, "", "", "", False, ())


def kept(texts: tuple[str, ...] = ("tekst",), **more: Any) -> Kept:
    return Kept(section(texts=texts, **more), {"etag": 'W/"1"'})


GAPS = (16, 45)
"""Seeds under which SQLite shares out pages anew and leaves bytes of a moved cell in a gap."""


def fill_gaps(store: SectionStore, seed: int) -> None:
    """Keep, and keep again with another length, sections of two patients whose rows lie beside each other."""
    chance = random.Random(seed)
    for _ in range(200):
        who, most = chance.choice((ME, OTHER)), chance.choice((3, 30))
        texts = tuple("w" * chance.randint(1, 80) for _ in range(chance.randint(1, most)))
        store.keep(kept(texts, patient=who, source=f"s{chance.randint(0, 33)}" * chance.randint(1, 3)))


@st.composite
def any_section(draw: st.DrawFn) -> Section[Any]:
    """Any section that a judge may make, of any topic."""
    topic = draw(st.sampled_from(list(Topic)))
    facts = draw(st.lists(st.from_type(FACT_OF[topic]), max_size=3))
    unreadable = tuple(draw(st.lists(st.from_type(Unreadable), max_size=1)))
    reasons = tuple(draw(st.lists(st.from_type(Reason), min_size=1, max_size=2)))
    entries = tuple(Scoped(ME, fact, draw(st.from_type(Provenance))) for fact in facts)
    return Section(
        ME,
        topic,
        draw(_TEXT),
        draw(_TEXT),
        Standing.PARTIAL,
        reasons,
        entries,
        unreadable,
        draw(st.integers(0, 9)),
        NOW,
    )
