"""What comes while a board is in view: they alone are looked at again, and what does not tell is named."""

from datetime import timedelta

import pytest

from clinic import ME, NOW, OTHER, complete, plain
from overblik.domain.errors import CannotWrite
from overblik.domain.section import Topic
from overblik.sync.feed import Heard
from overblik.viewmodels.ward_model import WardModel
from overblik.viewmodels.ward_ports import Facts
from viewmodels.test_ward_model import DAY, Asking, answered, asking, model  # noqa: F401 - the fixtures

LATER = NOW + timedelta(minutes=3)


def notices(model: WardModel) -> list[str]:  # noqa: F811 - a value of the fixture
    return [plain(one.text) for one in model.board().notices]


def test_a_list_is_watched_while_it_is_in_view_and_no_longer(model: WardModel, asking: Asking) -> None:  # noqa: F811
    answered(model, asking)
    assert asking.of("watch") == []
    model.show()
    (job,) = asking.of("watch")
    assert job.facts == ("m2", (ME, OTHER))
    model.read_again()
    answered(model, asking)
    assert asking.of("watch") == [job], "the same list is watched on"
    model.hide()
    assert job.is_cancelled
    model.show()
    model.choose(DAY)
    assert all(one.is_cancelled for one in asking.of("watch"))


def test_of_whom_something_has_come_he_alone_is_looked_at_again(model: WardModel, asking: Asking) -> None:  # noqa: F811
    answered(model, asking)
    model.show()
    asking.of("watch")[0].each(Heard((OTHER,), LATER))
    again = asking.of("facts")[-1]
    assert again.facts == ((OTHER,),)
    again.each(Facts(OTHER, (complete(Topic.LAB_RESULTS, patient=OTHER),), is_last=True))
    assert set(model.known) == {OTHER}
    asking.of("watch")[0].each(Heard((ME,), LATER))
    model.hide()
    assert all(job.is_cancelled for job in asking.jobs if job.name == "facts"), "nobody is looked at out of view"


@pytest.mark.rule("H2")
def test_h2_a_former_look_that_answers_late_takes_no_result_away(model: WardModel, asking: Asking) -> None:  # noqa: F811
    answered(model, asking)
    model.show()
    (slow,) = asking.of("facts")
    asking.of("watch")[0].each(Heard((OTHER,), LATER))
    new = Facts(OTHER, (complete(Topic.LAB_RESULTS, patient=OTHER),), is_last=True, look=2)
    asking.of("facts")[-1].each(new)
    slow.each(Facts(OTHER, (), is_last=True, look=1))
    assert model.known[OTHER] is new


@pytest.mark.rule("H4")
def test_h4_it_is_said_until_when_all_have_told_and_who_does_not(model: WardModel, asking: Asking) -> None:  # noqa: F811
    answered(model, asking)
    model.show()
    (job,) = asking.of("watch")
    assert "nyt fra" not in model.board().foot
    job.each(Heard((), LATER, (), ("EPJ", "Laboratoriet")))
    assert "nyt fra 2 kilder til 09:44" in plain(model.board().foot)
    job.each(Heard((), LATER, (), ("EPJ",)))
    assert "nyt fra EPJ til 09:44" in plain(model.board().foot)
    assert notices(model) == []
    job.each(Heard((), LATER, ("Laboratoriet",)))
    assert notices(model) == ["Laboratoriet siger ikke, om der er kommet nyt siden 09:44. Tryk F5 for at hente igen."]
    job.each(Heard((), None, ("Laboratoriet", "EPJ")))
    assert notices(model) == ["Laboratoriet, EPJ siger ikke, om der kommer nyt. Tryk F5 for at hente igen."]
    job.each(Heard((), LATER))
    assert notices(model) == []


def test_where_no_server_can_tell_and_where_it_cannot_be_put_on_record_nothing_is_said(
    model: WardModel,  # noqa: F811
    asking: Asking,  # noqa: F811
) -> None:
    answered(model, asking)
    model.show()
    (job,) = asking.of("watch")
    job.each(Heard((), None))
    assert (notices(model), "nyt fra" in model.board().foot) == ([], False)
    job.each(Heard((), LATER, (), ("EPJ",)))
    job.failed(CannotWrite())
    assert (notices(model), "nyt fra" in model.board().foot) == ([], False)
