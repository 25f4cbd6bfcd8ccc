"""A pack behind a network that answers in the place of the sources, and records that go while it runs (issue 7, 'Faults')."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from clinic import plain
from journeys.conftest import Desk, Services
from journeys.signed_in import Computer
from journeys.test_s11_morning_without_fmk import it_becomes, working
from journeys.test_taken_along import fetch, groups, laptop, page, rows
from overblik.domain.section import Cause
from overblik.runtime.endpoints import ServerSettings
from overblik.viewmodels.readiness import PATIENT
from overblik.viewmodels.rows import LineRow
from wire.test_tls import Wanted, issued, serving

__all__ = ["laptop"]
CALL = "Skift net, eller ring til jeres it-afdeling."
CPR = "urn:oid:1.2.208.176.1.2"


def begin(desk: Desk) -> None:
    """Press the first row: fetch the list."""
    shown = page(desk)
    shown.card.table.go_to(0)
    desk.bot.keyClick(shown.card.table, Qt.Key.Key_Return)


def act(desk: Desk) -> str:
    """What the first row says now."""
    row = page(desk).card.model.rows[0]
    assert isinstance(row, LineRow)
    return plain(row.text)


def waits(desk: Desk) -> Cause:
    """Wait until the pack waits; give for what."""
    pack = desk.window.pack
    desk.bot.waitUntil(lambda: pack.progress.until is not None, timeout=60000)
    return pack.progress.why


@pytest.mark.rule("H6")
def test_a_proxy_that_wants_a_sign_in_is_named_and_the_pack_goes_on_behind_it(
    laptop: Computer, sandbox: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("overblik.sync.pack.pause", lambda *_: 2.0)
    with working(laptop, sandbox, "06:55") as desk:
        sandbox.disturb("status", status=407)
        begin(desk)
        assert waits(desk) is Cause.PROXY
        assert act(desk).startswith(f"Netværkets proxy kræver login. {CALL} Prøver igen kl. ")
        assert "Intet netværk" not in act(desk)
        assert "EPJ Eksempel: netværkets proxy kræver login (" in " ".join(rows(desk).values())
        sandbox.order("faults", None, "DELETE")
        pack = desk.window.pack
        desk.bot.waitUntil(lambda: not pack.progress.is_running, timeout=120000)
        assert groups(desk)["Klar"] == "16"


@pytest.mark.rule("T12")
def test_t12_an_intercepted_network_is_refused_told_and_nobody_is_ready(
    laptop: Computer, sandbox: Services, tmp_path: Path
) -> None:
    """A filter of the network shows certificates of its own authority, which this computer does not trust."""
    with serving(issued(issued(None, Wanted("Filter", is_authority=True)), Wanted()), tmp_path) as intercepting:
        there = f"https://127.0.0.1:{intercepting.door.getsockname()[1]}/fhir"
        epj = ServerSettings("ehr", "EPJ", there, "token")
        laptop.settings = replace(laptop.settings, servers=(epj,), national=None)
        with working(laptop, sandbox, "06:55") as desk:
            begin(desk)
            assert waits(desk) is Cause.UNTRUSTED
            said = f"Afvist: netværket svarer med et ukendt certifikat. {CALL} Prøver igen kl. "
            assert act(desk).startswith(said)
            assert set(groups(desk)) == {"Ikke klar"}
            assert "EPJ: afvist, ukendt certifikat (" in " ".join(rows(desk).values())
            desk.window.patients.choose_patient(desk.window.patients.ids[0])
            desk.wait()
            told = plain(desk.spoken())
            assert "Forbindelsen til EPJ er afvist: den, der svarer, har ikke kildens certifikat." in told
            assert "Intet er sendt." in told
            assert "Offline" not in told
            assert "registreret" not in told, "nothing may be denied"
        assert intercepting.asked == [], "no token, and no number of anybody"


@contextmanager
def changed(sandbox: Services, number: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Give a citizen's record in the record system, and what deletes it; afterwards it is as it was."""
    base = next(one for one in sandbox.told["bases"] if one["name"] == "ehr")
    query = urllib.parse.urlencode({"identifier": f"{CPR}|{number}"})
    headers = {"Authorization": f"Bearer {sandbox.told['token']}"}
    with urllib.request.urlopen(urllib.request.Request(f"{base['url']}/Patient?{query}", headers=headers)) as answer:
        record = json.loads(answer.read())["entry"][0]["resource"]
    where = {"base": "ehr", "type": "Patient", "id": record["id"]}
    try:
        yield record, lambda: sandbox.order("resource", where, "DELETE")
    finally:
        sandbox.order("resource", {"base": "ehr", "resource": record})


@pytest.mark.rule("H1", "H5")
def test_records_that_are_deleted_and_merged_in_mid_pack_are_told_and_take_nobody_with_them(
    laptop: Computer, sandbox: Services
) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        ids = desk.window.patients.ids
        gone, merged = ids[-1], ids[-2]
        with (
            changed(sandbox, gone.number_for_lookup()) as (_, delete),
            changed(sandbox, merged.number_for_lookup()) as (record, __),
        ):
            sandbox.disturb("delay", seconds=0.2)
            begin(desk)
            pack = desk.window.pack
            desk.bot.waitUntil(lambda: pack.progress.done >= 1, timeout=60000)
            assert pack.readiness_of(gone, desk.program.clock.now()) is None, "his turn has not come"
            delete()
            link = [{"type": "replaced-by", "other": {"reference": "Patient/other"}}]
            sandbox.order("resource", {"base": "ehr", "resource": {**record, "link": link}})
            sandbox.order("faults", None, "DELETE")
            desk.bot.waitUntil(lambda: not pack.progress.is_running, timeout=120000)
            assert pack.progress.done == len(ids)
            told = rows(desk)
            name = desk.window.patients.name_of
            assert "EPJ Eksempel kender ikke borgeren." in told[name(gone)]
            assert "EPJ Eksempel: kunne ikke hentes (" in told[name(merged)]
            desk.window.patients.choose_patient(merged)
            desk.wait()
            assert "Journalen hos EPJ Eksempel er lagt sammen med en anden og bruges ikke længere." in plain(
                desk.spoken()
            )


@pytest.mark.rule("H4", "H19")
def test_nine_hours_asleep_in_mid_pack_leave_nobody_ready_who_is_too_old(laptop: Computer, sandbox: Services) -> None:
    with working(laptop, sandbox, "06:55") as desk:
        sandbox.disturb("delay", seconds=0.1)
        begin(desk)
        pack = desk.window.pack
        desk.bot.waitUntil(lambda: pack.progress.done >= 2, timeout=60000)
        before = [one for one in desk.window.patients.ids if pack.readiness_of(one, desk.program.clock.now())]
        it_becomes(desk, sandbox, "15:55")
        desk.window.session.notice_activity()
        sandbox.order("faults", None, "DELETE")
        desk.bot.waitUntil(lambda: not pack.progress.is_running, timeout=120000)
        now = desk.program.clock.now()
        old = [one for one in before if not pack.readiness_of(one, now).is_ready]
        assert old == before, "CAVE and medicine of the morning are too old"
        told = {one.key: plain(one.second) for one in page(desk).card.model.rows if isinstance(one, LineRow)}
        places = [desk.window.patients.expected.index(one) for one in before]  # two of the list share a name
        assert all("for gammelt" in told[f"{PATIENT}{place}"] for place in places)
        fetch(desk)
        assert groups(desk)["Klar"] == "16"
        assert desk.program.clock.now() - now < timedelta(hours=1)
