"""What is said where a network answers in the place of a source, and of a pack in trouble: the cause, and what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from clinic import DANISH_WORDS, NOW, plain
from overblik.domain.errors import (
    OverblikError,
    ProxyAsks,
    SignInUnavailable,
    Unintelligible,
    Unreachable,
    Untrusted,
)
from overblik.domain.ledger import Entry
from overblik.domain.outage import Silence, Silences
from overblik.domain.section import Cause, Standing, Topic
from overblik.sync.readiness import readiness
from overblik.viewmodels.gate import key_of_error
from overblik.viewmodels.marks import Marker, Tone
from overblik.viewmodels.outage import Outage, changes, outage_bar
from overblik.viewmodels.pack import Progress
from overblik.viewmodels.readiness import readiness_card
from overblik.viewmodels.rows import LineRow
from overblik.viewmodels.states import describe
from overblik.viewmodels.strip import compose_strip
from viewmodels.kinds import FHIR, FMK

CALL = "Skift net, eller ring til jeres it-afdeling."
FOREIGN = (
    "Forbindelsen til FMK er afvist: den, der svarer, har ikke kildens certifikat. Det kan være netværkets filter, "
    f"et gæstenet eller en, der lytter med. Intet er sendt. {CALL}"
)
NOT_NOW = (
    "Forbindelsen til FMK er afvist: certifikatet gælder ikke nu. Pc'ens ur kan være forkert, eller certifikatet er "
    "udløbet. Intet er sendt. Ring til jeres it-afdeling."
)
PROXY = f"FMK kan ikke nås: en proxy på netværket kræver login. {CALL}"
PAGE = (
    "FMK svarede med en webside i stedet for data. Det kan være netværkets loginside: åbn en browser, log på "
    "netværket, og prøv igen."
)
MERGED = "Journalen hos FMK er lagt sammen med en anden og bruges ikke længere. Find borgeren under det nye nummer."
FAULTS = {
    "foreign certificate": (Untrusted(reason=""), FOREIGN),
    "certificate not now": (Untrusted(reason="validity"), NOT_NOW),
    "proxy 407": (ProxyAsks(status=407), PROXY),
    "portal": (Unintelligible(reason="page"), PAGE),
    "redirect": (Unintelligible(reason="redirect"), PAGE),
    "merged": (Unintelligible(reason="merged"), MERGED),
}


@pytest.mark.rule("T12", "H6")
@pytest.mark.parametrize("name", FAULTS)
def test_each_says_its_cause_and_what_to_do_and_keeps_the_copy(name: str) -> None:
    error, said = FAULTS[name]
    bare = describe(FMK.failed(error), NOW, DANISH_WORDS)
    assert (bare.heading, plain(bare.text)) == ("Kunne ikke hentes", f"{said} Ingen gemt kopi.")
    held = FMK.failed(error, FMK.copy(2))
    shown = describe(held, NOW, DANISH_WORDS)
    assert len(held.entries) == 2
    assert plain(shown.text) == f"{said} Viser kopien fra i dag kl. 09:11."
    assert shown.action == "Prøv igen"


@pytest.mark.rule("H5")
@pytest.mark.parametrize("name", ["foreign certificate", "certificate not now", "proxy 407"])
def test_h5_behind_a_foreign_network_an_empty_copy_denies_nothing(name: str) -> None:
    error, said = FAULTS[name]
    shown = describe(FMK.failed(error, FMK.copy(0)), NOW, DANISH_WORDS)
    assert (shown.says_none, shown.marker) == (False, Marker.FAILED)
    assert plain(shown.heading) == "Kopien fra i dag kl. 09:11 er tom. Der kan være kommet nyt."
    assert plain(shown.text) == said


def test_a_block_of_the_copy_is_said_together_with_what_stands_in_the_way() -> None:
    from overblik.domain.section import Reason

    copy = FMK.copy(1, warnings=(Reason(Cause.PRIVATE_ENTRY, 1),))
    assert FOREIGN in plain(describe(FMK.failed(Untrusted(reason=""), copy), NOW, DANISH_WORDS).text)


@pytest.mark.rule("R19")
def test_none_of_them_is_called_offline() -> None:
    sections = tuple(FMK.failed(error) for error, _ in FAULTS.values())
    strip = compose_strip(sections, NOW, DANISH_WORDS)
    assert "Offline" not in strip.bar
    assert {one.marker for one in strip.chips} == {Marker.FAILED}


def test_the_bar_tells_apart_who_is_silent_and_who_is_kept_away() -> None:
    again = NOW + timedelta(seconds=60)
    silent = (
        Silence("ehr", "EPJ", NOW, NOW, again),
        Silence("fmk", "FMK", NOW, NOW, again, Cause.UNTRUSTED),
    )
    tried = "Sidst forsøgt kl. 09:41, igen kl. 09:42."
    refused = "Forbindelsen til FMK er afvist siden kl. 09:41: ukendt certifikat."
    assert outage_bar(Outage(silent), DANISH_WORDS)[0] == f"EPJ svarer ikke siden kl. 09:41. {tried} {refused} {tried}"
    proxy = (Silence("dds", "Dokumentdeling", NOW, NOW, again, Cause.PROXY),)
    said = "Dokumentdeling kan ikke nås siden kl. 09:41: netværkets proxy kræver login."
    assert outage_bar(Outage(proxy), DANISH_WORDS)[0] == f"{said} {tried}"
    assert (
        changes((), Silences((*silent, *proxy)), DANISH_WORDS) == f"EPJ svarer ikke siden kl. 09:41. {refused} {said}"
    )


FOREIGN_SIGN_IN = (
    "Login-tjenesten er ikke brugt: den, der svarer, har ikke dens certifikat. Du er ikke logget ind. Det kan være "
    f"netværkets filter, et gæstenet eller pc'ens ur. {CALL}"
)


@pytest.mark.rule("T12")
def test_a_sign_in_behind_a_foreign_network_says_what_stands_in_its_way() -> None:
    said = [
        DANISH_WORDS.say(key_of_error(error, DANISH_WORDS))
        for error in (
            SignInUnavailable(),
            SignInUnavailable(reason="untrusted"),
            SignInUnavailable(reason="proxy_asks"),
        )
    ]
    assert said == [
        "Login-tjenesten svarer ikke. Du er ikke logget ind. Prøv igen om lidt.",
        FOREIGN_SIGN_IN,
        f"Login-tjenesten kan ikke nås: en proxy på netværket kræver login. Du er ikke logget ind. {CALL}",
    ]


def act(progress: Progress) -> tuple[str, str, Tone | None]:
    row = readiness_card((), progress, NOW, DANISH_WORDS).rows[0]
    assert isinstance(row, LineRow)
    return plain(row.text), plain(row.second), row.bar


@pytest.mark.rule("H4")
def test_a_pack_that_waits_says_for_what_and_one_that_ended_says_why() -> None:
    until = datetime(2026, 11, 23, 8, 46, tzinfo=UTC)
    pause = "Tryk Enter for at holde pause. Det, der er hentet, bliver."
    told = {why: act(Progress(is_running=True, done=3, total=9, until=until, why=why)) for why in WAITS}
    assert told == {why: (said, pause, None) for why, said in WAITS.items()}
    full = "Disken er fuld eller svarer ikke: resten er ikke hentet."
    assert act(Progress(done=3, total=9, is_full=True)) == (
        "Hent listen, så den kan læses uden netværk",
        full,
        Tone.STALE,
    )


WAITS = {
    Cause.OFFLINE: "Intet netværk. Prøver igen kl. 09:46.",
    Cause.UNTRUSTED: f"Afvist: netværket svarer med et ukendt certifikat. {CALL} Prøver igen kl. 09:46.",
    Cause.PROXY: f"Netværkets proxy kræver login. {CALL} Prøver igen kl. 09:46.",
}


def entry(cause: Cause | None, label: str = "FMK", **more: object) -> Entry:
    standing = Standing.FAILED if cause is not None else Standing.COMPLETE
    at = None if cause is not None else NOW
    told = Entry(Topic.MEDICATION, label, label, standing, (cause,) if cause else (), at, NOW)
    return told if not more else Entry(**{**_facts(told), **more})


def _facts(one: Entry) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}


def second(*entries: Entry, now: datetime = NOW) -> str:
    from clinic import ME

    row = readiness_card(((ME, "HANSEN, Birthe", readiness(entries, now)),), Progress(), now, DANISH_WORDS).rows[-1]
    assert isinstance(row, LineRow)
    return plain(row.second)


def test_a_gap_names_what_stands_in_the_way_of_its_source() -> None:
    assert second(entry(Cause.UNTRUSTED)) == "FMK: afvist, ukendt certifikat (Medicin)."
    assert second(entry(Cause.PROXY)) == "FMK: netværkets proxy kræver login (Medicin)."
    assert second(entry(Cause.UNREACHABLE)) == "FMK svarede ikke (Medicin)."


@pytest.mark.rule("H5")
def test_h5_a_source_that_does_not_know_the_citizen_any_more_is_named_on_a_row_that_is_ready() -> None:
    gone = entry(Cause.UNKNOWN_PATIENT, "EPJ", standing=Standing.NOT_ASKED)
    told = second(entry(None), gone, gone)
    assert told.endswith("EPJ kender ikke borgeren.")
    assert told.count("EPJ") == 1
    assert second(entry(Cause.PROXY), gone).endswith("(Medicin). EPJ kender ikke borgeren.")


@pytest.mark.rule("H4", "H15")
@pytest.mark.parametrize(
    ("fetched", "now", "said"),
    [
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "i dag kl. 02:30 (1 t 0 min gammel)"),
        ("2026-10-25T02:50:00+02:00", "2026-10-25T02:10:00+01:00", "i dag kl. 02:50 (20 min gammel)"),
        ("2026-10-24T22:30:00+02:00", "2026-10-25T07:30:00+01:00", "24. okt 2026 kl. 22:30 (10 t 0 min gammel)"),
        ("2027-03-28T01:50:00+01:00", "2027-03-28T03:10:00+02:00", "i dag kl. 01:50 (20 min gammel)"),
        ("2027-03-27T22:30:00+01:00", "2027-03-28T07:30:00+02:00", "27. mar 2027 kl. 22:30 (8 t 0 min gammel)"),
    ],
)
def test_h15_an_age_is_true_time_also_in_the_nights_of_the_change(fetched: str, now: str, said: str) -> None:
    """The same time of day comes twice in October: the age beside it says which."""
    from dataclasses import replace

    as_of, moment = (datetime.fromisoformat(one).astimezone(UTC) for one in (fetched, now))
    copy = replace(FHIR.failed(Unreachable(), FHIR.copy(1), offline=True), as_of=as_of)
    bar = plain(compose_strip((copy,), moment, DANISH_WORDS).bar)
    assert bar == f"Offline. Du ser den kopi, der blev hentet {said}. Nyere ændringer vises ikke."
    ochre = timedelta(hours=4)
    told = second(entry(None, as_of=as_of), now=moment)
    assert told.startswith("FMK: for gammelt") is (moment - as_of >= ochre)


def test_an_error_is_told_by_its_own_sentence_where_a_list_is_read() -> None:
    errors: tuple[OverblikError, ...] = (Untrusted(), ProxyAsks())
    assert [DANISH_WORDS.say(key_of_error(one, DANISH_WORDS)) for one in errors] == [
        f"Forbindelsen er afvist: den, der svarer, har ikke kildens certifikat. {CALL}",
        f"En proxy på netværket kræver login. {CALL}",
    ]
