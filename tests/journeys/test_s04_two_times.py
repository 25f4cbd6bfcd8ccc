"""S4: a letter that gives one time in words and another in code: both, and that they disagree."""

import json
from pathlib import Path

import pytest

from clinic import plain, view
from journeys.test_command_line import Call, call
from journeys.test_s02_annulled_pressure import sections_of
from overblik.domain.dates import clinical_date
from overblik.viewmodels.card_head import View
from overblik.viewmodels.marks import Tone
from overblik.viewmodels.rows import LineRow
from overblik.viewmodels.screen_parts import compose_card

__all__ = ["call"]
pytestmark = [pytest.mark.samples, pytest.mark.rule("S4", "H15")]
BEFORE = "2017-05-30T09:00:00+02:00"
BOTH = "kl. 11:00-11:20 (tekst) / kl. 12:00-13:00 (kode)"
PLACE = "OUH Radiologisk Ambulatorium (Nyborg), Vestergade 17, 5800 Nyborg"


@pytest.fixture
def letter(samples: Path) -> Path:
    return samples / "cda" / "apd" / "DK-APD_Example_1.xml"


def line_of(path: Path, moment: str) -> LineRow:
    when = clinical_date(moment)
    assert when is not None
    now = when.moment()
    assert now is not None
    (row,) = compose_card("appointments", sections_of(path, moment), View(now, view().words, is_full=True)).rows
    assert isinstance(row, LineRow)
    return row


def test_s04_both_times_stand_in_the_row_and_none_alone(letter: Path) -> None:
    row = line_of(letter, BEFORE)
    assert (plain(row.left), row.right) == ("31. maj 2017", "")
    assert plain(row.second).startswith(BOTH)
    assert row.text == "Ekkokardiografi (Ultralydsundersøgelse af hjertet)"
    assert PLACE in plain(row.second)
    assert row.badge is not None
    assert (row.badge.text, row.badge.tone) == ("tekst og kode er uenige", Tone.STALE)
    spoken = plain(row.accessible)
    assert BOTH in spoken
    assert "tekst og kode er uenige" in spoken
    for never in ("NI", "Valdemarsgade", "2512489996"):
        assert never not in spoken.replace("UNI", "")


def test_s04_the_letter_whose_code_and_text_agree_has_one_time_and_no_mark(samples: Path) -> None:
    row = line_of(samples / "cda" / "apd" / "DK-APD_Example_1_2_apd_maximum.xml", "2022-09-30T09:00:00+02:00")
    assert (plain(row.left), row.right, row.badge) == ("01. okt 2022", "10:00", None)


def test_s04_the_command_line_tells_both_and_json_keeps_the_code_as_sent(call: Call, letter: Path) -> None:
    text = plain(call("overview", "--from", letter, "--clock", BEFORE).stdout)
    assert BOTH in text
    assert "tekst og kode er uenige" in text
    ended = call("overview", "--from", letter, "--format", "json", "--clock", BEFORE)
    (section,) = [one for one in json.loads(ended.stdout)["sections"] if one["topic"] == "appointments"]
    (entry,) = section["entries"]
    assert (entry["start_as_sent"], entry["end_as_sent"]) == ("20170531110000+0100", "20170531120000+0100")
    assert entry["told"] == {"day": "2017-05-31", "start": "11:00", "end": "11:20"}
    assert (entry["disagree"], entry["odd_zone"], entry["place"]) == (True, True, PLACE)
    assert "2512489996" not in json.dumps(section)
