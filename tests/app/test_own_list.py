"""The list made by hand: sealed under the user's key, gone with the session where nothing is kept, and bounded."""

from pathlib import Path

import pytest

from access.chains import NANCY
from clinic import NOW
from overblik.access.sealed_text import SealedText
from overblik.access.user_key import Secret, make_user_key
from overblik.app.own_list import MOST, OwnList
from overblik.domain.dates import clinical_date
from overblik.domain.errors import Full, InputError
from overblik.domain.patient import Sex, cpr
from overblik.domain.work_list import Visit, VisitKind
from overblik.runtime.chance import SystemRandom
from overblik.runtime.files import SystemFiles

NAME = "Kanariberg"
OTHER_VISIT = Visit(VisitKind.PATIENT, cpr("0101001234"), "Andersen", "Bo")
VISIT = Visit(VisitKind.PATIENT, NANCY, NAME, "Nancy Ann", clinical_date("1948-12-25"), Sex.FEMALE)


@pytest.fixture
def sealed(tmp_path: Path) -> SealedText:
    files, random = SystemFiles(), SystemRandom()
    key = make_user_key(tmp_path, files, "user", Secret("kilde-42x", bytes(32)), random)
    return SealedText(tmp_path / "own-list.bin", b"own-list-v1", files, key)


def own(sealed: SealedText | None) -> OwnList:
    return OwnList(sealed, SystemRandom())


@pytest.mark.rule("T1", "T4")
def test_t4_it_comes_back_to_its_owner_and_no_name_stands_in_any_clear_file(sealed: SealedText) -> None:
    own(sealed).add(VISIT)
    (found,) = own(sealed)._read()
    assert (found.patient_id, found.family, found.birth_date, found.sex) == (
        NANCY,
        NAME,
        VISIT.birth_date,
        Sex.FEMALE,
    )
    for path in sealed.path.parent.iterdir():
        content = path.read_bytes()
        assert NAME.encode() not in content
        assert NANCY.number_for_lookup().encode() not in content


@pytest.mark.rule("T3")
def test_t3_without_a_store_it_ends_with_the_session(tmp_path: Path) -> None:
    here = own(None)
    here.add(VISIT)
    assert len(here._read()) == 1
    assert own(None)._read() == []
    assert list(tmp_path.iterdir()) == []


def test_a_patient_stands_there_once_and_is_taken_off_again(sealed: SealedText) -> None:
    mine = own(sealed)
    mine.add(VISIT)
    mine.add(VISIT)
    assert len(own(sealed)._read()) == 1
    mine.drop(NANCY)
    assert own(sealed)._read() == []
    assert not sealed.path.exists()


def test_it_is_no_register(sealed: SealedText) -> None:
    mine = own(sealed)
    mine._visits = [Visit(VisitKind.PATIENT, cpr(f"0101{n % 90 + 10}{n:04}")) for n in range(MOST)]
    with pytest.raises(InputError, match="own_list_full"):
        mine.add(VISIT)
    assert len(mine._read()) == MOST


@pytest.mark.rule("T8")
def test_t8_a_file_that_was_touched_or_is_another_kind_is_none(sealed: SealedText) -> None:
    own(sealed).add(VISIT)
    content = bytearray(sealed.path.read_bytes())
    content[20] ^= 1
    sealed.path.write_bytes(bytes(content))
    assert_unknown(own(sealed))
    other = SealedText(sealed.path, b"place-v1", sealed.files, sealed.key)
    other.keep("[]", SystemRandom())
    assert_unknown(own(sealed))


def assert_unknown(found: OwnList) -> None:
    """Nobody of it is shown, and it is not called empty: who was on it is not known (H6)."""
    told = found.told(NOW)
    assert (told.visits, told.is_complete) == ((), False)


@pytest.mark.rule("T8")
def test_t8_a_list_that_cannot_be_read_now_is_not_written_over(
    sealed: SealedText, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(sealed).add(VISIT)

    def fail(path: Path) -> bytes:
        raise PermissionError(path)

    with monkeypatch.context() as now:
        now.setattr(type(sealed.files), "read", staticmethod(fail))
        with pytest.raises(Full):
            own(sealed).add(OTHER_VISIT)
        with pytest.raises(Full):
            own(sealed).told(NOW)
    assert own(sealed).told(NOW).patients == (NANCY,)
