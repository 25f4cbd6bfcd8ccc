"""The limits of a policy hold wherever an age is judged: erasing, standing, FGVH, readiness; and lie on no disk (H4, G8)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from clinic import DANISH_WORDS
from overblik.domain.dates import clinical_date
from overblik.domain.ledger import entry_of
from overblik.domain.limits import STANDARD, Kind
from overblik.domain.section import Cause, Reason, Section, Standing, Topic
from overblik.domain.stamkort import StamkortFact, StamkortKind
from overblik.store.database import open_database
from overblik.store.sections import SectionStore
from overblik.sync.asking import Opening
from overblik.sync.freshness import Age, band
from overblik.sync.readiness import Gap, gap_of, readiness
from overblik.sync.retention import erase_expired, is_expired
from overblik.viewmodels.marks import Marker
from overblik.viewmodels.pack import PackModel
from overblik.viewmodels.resuscitation import fgvh_of
from overblik.viewmodels.states import age_band, describe
from store.facts import KEY, ME, NOW, kept
from sync.world import World

HOUR = timedelta(hours=1)
WITHHELD = (Reason(Cause.WITHHELD),)
SHORT = STANDARD.tightened(Kind.OTHER, 2 * HOUR, 3 * HOUR)


@pytest.mark.rule("H4")
def test_h4_an_age_is_judged_by_the_limits_of_the_computer() -> None:
    for age, standard, short in ((2 * HOUR, Age.AGED, Age.OCHRE), (3 * HOUR, Age.AGED, Age.EXPIRED)):
        assert band(Topic.DOCUMENTS, "ehr", NOW - age, NOW) is standard
        assert band(Topic.DOCUMENTS, "ehr", NOW - age, NOW, SHORT) is short
    assert band(Topic.LAB_RESULTS, "ehr", NOW - 3 * HOUR, NOW, SHORT) is Age.AGED


@pytest.mark.rule("H4")
def test_h4_what_is_shown_turns_ochre_by_them() -> None:
    section = replace(kept(("a",)).section, as_of=NOW - 2 * HOUR)
    assert age_band(section, NOW) is Age.AGED
    assert describe(section, NOW, DANISH_WORDS).marker is not Marker.STALE
    mine = replace(section, limits=SHORT)
    assert age_band(mine, NOW) is Age.OCHRE
    assert describe(mine, NOW, DANISH_WORDS).marker is Marker.STALE


@pytest.mark.rule("G8")
def test_g8_copies_are_erased_by_them_and_the_disk_knows_no_limit(tmp_path: Path) -> None:
    store = SectionStore(open_database(tmp_path / "cache.db", KEY))
    old = kept(("a",))
    old = replace(old, section=replace(old.section, as_of=NOW - 3 * HOUR, limits=SHORT))
    store.keep(old)
    (found,) = store.sections(ME)
    assert found.section.limits is None
    assert not is_expired(found, NOW)
    assert is_expired(found, NOW, SHORT)
    assert erase_expired(store, NOW) == 0
    assert erase_expired(store, NOW, None, SHORT) == 1
    assert store.sections(ME) == ()
    store.close()


@pytest.mark.rule("H4", "T22")
@pytest.mark.parametrize("is_tightened", [True, False])
def test_h4_what_an_opening_shows_knows_the_limits_and_offers_no_override_that_is_off(is_tightened: bool) -> None:
    """The same opening, with the rules of a policy and without."""
    shown: list[Section[Any]] = []
    clinic = World([]).clinic()
    if is_tightened:
        clinic = replace(clinic, limits=SHORT, has_override=False)
    blocked = replace(kept(("a",)).section, standing=Standing.BLOCKED, reasons=WITHHELD, entries=(), may_override=True)
    Opening(World([]).grant(), clinic, shown.append, 1).show(blocked)
    (section,) = shown
    assert (section.limits, section.may_override) == ((SHORT, False) if is_tightened else (None, True))


@pytest.mark.rule("H4")
def test_h4_fgvh_of_a_stamkort_is_judged_by_the_limits_of_alerts() -> None:
    fact = StamkortFact(
        StamkortKind.NO_RESUSCITATION,
        "",
        "",
        is_stated=True,
        registered=False,
        document_at=clinical_date("2026-11-22"),
    )
    entry = replace(kept(("a",)).section.entries[0], fact=fact)
    section = Section(ME, Topic.MASTER_DATA, "sfsk", "Stamkort", Standing.COMPLETE, (), (entry,), as_of=NOW - 5 * HOUR)
    assert not fgvh_of((section,), NOW, DANISH_WORDS).is_unknown
    shorter = STANDARD.tightened(Kind.ALERTS, 4 * HOUR, None)
    assert fgvh_of((replace(section, limits=shorter),), NOW, DANISH_WORDS).is_unknown


@pytest.mark.rule("H19")
def test_h19_the_list_of_who_is_ready_goes_by_them(qtbot: QtBot) -> None:
    model: Any = SimpleNamespace(run=lambda *_: None)
    pack = PackModel(model, model, model, model)
    pack._minute.stop()
    pack._entries = {ME: (entry_of(replace(kept(("a",)).section, as_of=NOW - 2 * HOUR), is_kept=True),)}
    told = pack.readiness_of(ME, NOW)
    assert told is not None
    assert told.is_ready
    pack.limits = SHORT
    told = pack.readiness_of(ME, NOW)
    assert told is not None
    assert not told.is_ready


@pytest.mark.rule("H19")
def test_h19_who_is_ready_is_judged_by_them() -> None:
    entry = entry_of(replace(kept(("a",)).section, as_of=NOW - 2 * HOUR), is_kept=True)
    assert gap_of(entry, NOW) is None
    assert gap_of(entry, NOW, SHORT) is Gap.OLD
    told = readiness([entry], NOW, SHORT)
    assert told is not None
    assert told.expires == NOW + HOUR
