"""Values that are made fast are the values of the frozen class, in every respect."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from overblik.domain import clinical, dates, lab_result, medication, patient, provenance, quantity, section
from overblik.domain.making import maker
from overblik.domain.patient import PatientId
from overblik.domain.section import Section

_MODULES = (clinical, dates, lab_result, medication, patient, provenance, quantity, section)
_FROZEN = sorted(
    {
        one
        for module in _MODULES
        for one in vars(module).values()
        if isinstance(one, type)
        and is_dataclass(one)
        and one not in (Section, PatientId)
        and one.__module__ == module.__name__
    },
    key=lambda one: one.__name__,
)


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    count: int = 7
    many: tuple[str, ...] = field(default_factory=tuple)


@pytest.mark.parametrize("frozen", _FROZEN, ids=lambda one: one.__name__)
def test_a_value_made_fast_is_of_the_frozen_class(frozen: Any) -> None:
    given = {one.name: f"the {one.name}" for one in fields(frozen)}
    fast, slow = maker(frozen)(**given), frozen(**given)
    assert type(fast) is frozen
    assert fast == slow
    assert hash(fast) == hash(slow)
    assert repr(fast) == repr(slow)
    for one in fields(frozen):
        with pytest.raises(FrozenInstanceError):
            setattr(fast, one.name, "other")
        with pytest.raises(FrozenInstanceError):
            delattr(fast, one.name)
    with pytest.raises((FrozenInstanceError, TypeError, AttributeError)):
        fast.unheard_of = 1
    name = fields(frozen)[0].name
    assert replace(fast, **{name: "other"}) == replace(slow, **{name: "other"}) != fast


def test_it_can_be_copied_and_pickled() -> None:
    fast = maker(Plain)("a")
    assert copy.deepcopy(fast) == pickle.loads(pickle.dumps(fast)) == Plain("a")


def test_defaults_and_names_are_those_of_the_class() -> None:
    make = maker(Plain)
    assert make("a") == Plain("a")
    assert make(count=3, name="a") == Plain("a", 3)
    with pytest.raises(TypeError):
        make()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        make("a", colour="red")  # type: ignore[call-arg]


def test_a_class_that_checks_its_making_is_refused() -> None:
    with pytest.raises(TypeError, match="Section"):
        maker(Section)
