"""Appointments: the narrative's times beside the code's, cancelled ones told, and the place that is meant (S4, H9, H15)."""

import pytest

from overblik.domain.clinical import Appointment, Currency, ToldTime
from overblik.domain.section import Topic
from overblik.sources.dds.mapping.dispatch import read
from sources.dds.small import APD, document, entry, section

PERIOD = '<effectiveTime><low value="20260601100000+0200"/><high value="20260601103000+0200"/></effectiveTime>'
PLACE = """<participant typeCode="LOC"><participantRole><addr><streetAddressLine>Vej 1</streetAddressLine>
<postalCode>1234</postalCode><city>By</city></addr><playingEntity><name>Ambulatoriet</name></playingEntity></participantRole>
</participant>"""


def encounter(
    inside: str = "",
    *,
    status: str = '<statusCode code="active"/>',
    time: str = PERIOD,
    mood: str = "APT",
    code: str = '<code code="RegionalAppointment"/>',
) -> str:
    return f'<encounter classCode="ENC" moodCode="{mood}">{code}{status}{time}{inside}</encounter>'


def table(*rows: str) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    return f"<text><table><tbody><tr><th>Dato</th><th>Tid</th></tr>{cells}</tbody></table></text>"


def appointments(*encounters: str, text: str = "<text>Aftale</text>", extra: str = "") -> list[Appointment]:
    body = section("".join(entry(one) for one in encounters), code="18776-5", text=text, title="<title>Aftale</title>")
    found = read(document(APD, body, extra=extra))
    return [row.fact for row in found.rows.get(Topic.APPOINTMENTS, ()) if isinstance(row.fact, Appointment)]


def lost(*encounters: str) -> list[tuple[str, str]]:
    found = read(document(APD, section("".join(entry(one) for one in encounters))))
    return [(one.code, one.place) for one in found.lost.get(Topic.APPOINTMENTS, ())]


@pytest.mark.rule("H9")
@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("active", Currency.PLANNED),
        ("Completed", Currency.PAST),
        ("aborted", Currency.CANCELLED),
        ("CANCELLED", Currency.CANCELLED),
        ("nullified", Currency.ENTERED_IN_ERROR),
        ("flyttet", Currency.UNKNOWN),
        ("held", Currency.UNKNOWN),
    ],
)
def test_h9_the_status_is_told_and_an_unknown_word_is_unknown(word: str, currency: Currency) -> None:
    (one,) = appointments(encounter(status=f'<statusCode code="{word}"/>'))
    assert (one.currency, one.wire_status) == (currency, word)
    (one,) = appointments(encounter(status=""))
    assert (one.currency, one.wire_status) == (Currency.UNKNOWN, "")
    (one,) = appointments(encounter(status='<statusCode code="active"/><statusCode code="aborted"/>'))
    assert one.currency is Currency.CANCELLED


@pytest.mark.rule("S4", "H15")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (table("2026-06-01|10:00 - 10:30"), None),
        (table("2026-06-01 10:00 - 2026-06-01 10:30"), None),
        (table("01-06-2026|10:00"), None),
        (table("1. juni 2026|kl. 10.00"), None),
        (table("2026-06-01|10.00 - 10.30"), None),
        ("<text><paragraph>Mandag den 1. juni 2026 kl. 10:00</paragraph></text>", None),
        ("<text>Ingen tid</text>", None),
        (table("Tlf. 66.11.33.33|nr. 1.5"), None),
        (table("2026-06-01|11:00 - 11:20"), ToldTime("2026-06-01", "11:00", "11:20")),
        (table("2026-06-01|10:00 - 10:45"), ToldTime("2026-06-01", "10:00", "10:45")),
        (table("2026-06-02|10:00 - 10:30"), ToldTime("2026-06-02", "10:00", "10:30")),
        (table("|9:05"), ToldTime("", "09:05", "")),
        (table("1.6.26|kl. 9.30"), ToldTime("2026-06-01", "09:30", "")),
        ("<text>Mød kl. 08:00 den 1/6-2026</text>", ToldTime("2026-06-01", "08:00", "")),
    ],
)
def test_s4_the_words_stand_beside_the_code_when_they_disagree(text: str, told: ToldTime | None) -> None:
    (one,) = appointments(encounter(), text=text)
    assert one.told == told


@pytest.mark.rule("S4")
def test_s4_of_several_each_has_its_own_row() -> None:
    later = PERIOD.replace("20260601", "20260608")
    text = table("2026-06-01|10:00 - 10:30", "2026-06-08|11:00 - 11:30")
    first, second = appointments(encounter(), encounter(time=later), text=text)
    assert first.told is None
    assert second.told == ToldTime("2026-06-08", "11:00", "11:30")
    more = table("2026-05-01|09:00", "2026-06-01|12:00", "2026-06-08|10:00 - 10:30")
    first, second = appointments(encounter(), encounter(time=later), text=more)
    assert first.told == ToldTime("2026-06-01", "12:00", "")
    assert second.told is None


@pytest.mark.rule("H15")
def test_h15_a_day_without_a_time_and_an_odd_offset() -> None:
    (one,) = appointments(encounter(time='<effectiveTime value="20260601"/>'), text=table("2026-06-01|10:00"))
    assert one.start is not None
    assert (one.start.text, one.wire_start, one.told) == ("2026-06-01", "20260601", ToldTime("2026-06-01", "10:00", ""))
    odd = PERIOD.replace("+0200", "+0100")
    (one,) = appointments(encounter(time=odd))
    assert one.has_odd_zone
    (utc,) = appointments(encounter(time=PERIOD.replace("+0200", "+0000")), text=table("2026-06-01|12:00 - 12:30"))
    assert (utc.has_odd_zone, utc.told) == (False, None)


@pytest.mark.rule("H8")
@pytest.mark.parametrize(
    ("statement", "code", "place"),
    [
        (encounter(time='<effectiveTime><low value="1"/></effectiveTime>'), "date", "effectiveTime"),
        (encounter(time=PERIOD.replace("20260601103000+0200", "10:30")), "date", "effectiveTime/high"),
        (encounter(time=PERIOD + PERIOD.replace("0601", "0602")), "duplicate_element", "effectiveTime"),
        (encounter(mood="RQO"), "mood", "moodCode"),
        ("<act/>", "statement", "entry"),
    ],
)
def test_h8_what_cannot_be_read_is_named(statement: str, code: str, place: str) -> None:
    assert lost(statement) == [(code, place)]


def test_the_time_of_the_head_is_that_of_the_one_appointment_without_one() -> None:
    event = f"<documentationOf><serviceEvent>{PERIOD}</serviceEvent></documentationOf>"
    (one,) = appointments(encounter(time=""), extra=event)
    assert (one.wire_start, one.wire_end) == ("20260601100000+0200", "20260601103000+0200")
    assert [one.start for one in appointments(encounter(time=""), encounter(time=""), extra=event)] == [None, None]
    assert [one.start for one in appointments(encounter(time=""), extra=event + event)] == [None]


def test_the_place_is_the_location_and_the_reason_is_never_ni() -> None:
    performer = """<performer><assignedEntity><addr><city>Andetsteds</city></addr><assignedPerson><name>Læge A</name></assignedPerson>
<representedOrganization><name>Klinikken</name></representedOrganization></assignedEntity></performer>"""
    reason = '<entryRelationship typeCode="RSON"><observation><code code="{}" displayName="{}"/></observation></entryRelationship>'
    (one,) = appointments(encounter(performer + PLACE + reason.format("NI", "Kontrol")))
    assert (one.place, one.performer, one.reason) == ("Ambulatoriet, Vej 1, 1234 By", "Klinikken, Læge A", "Kontrol")
    assert appointments(encounter(reason.format("NI", "")))[0].reason == ""
    assert appointments(encounter(reason.format("302393006", "")))[0].reason == "302393006"
    assert appointments(encounter(performer))[0].place == ""
    assert appointments(encounter(PLACE.replace("LOC", "RESP")))[0].place == ""


def test_guidance_repetition_and_comments() -> None:
    held = '<precondition><criterion><code code="{}"/><text>{}</text></criterion></precondition>'
    inside = held.format("GuidedIntervalType", "Vejledende") + held.format("Faste", "Mød fastende")
    comment = '<entryRelationship typeCode="COMP"><act><code code="x" displayName="Note"/><text>Medbring kort</text></act></entryRelationship>'
    (one,) = appointments(encounter("<text>Indgang B</text>" + inside + comment))
    assert (one.is_guiding, one.is_repeated) == (True, False)
    assert one.comment == "Indgang B\nNote: Medbring kort\nMød fastende"
    assert appointments(encounter(held.format("RepeatingDocumentType", "")))[0].is_repeated


@pytest.mark.rule("T25")
def test_t25_no_title_of_an_appointment_bears_a_number() -> None:
    (one,) = appointments(encounter(code='<code code="x" displayName="Aftale for 2512489996"/>'))
    assert one.title == "Aftale for ••••••-••••"
    (one,) = appointments(encounter("<text>Ring 251248-9996</text>"))
    assert one.comment == "Ring ••••••-••••"
    assert appointments(encounter())[0].title == "Aftale"
