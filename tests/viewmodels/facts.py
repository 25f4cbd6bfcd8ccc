"""Clinical facts that say nothing but what a test gives them."""

from dataclasses import fields
from typing import Any, get_origin

from clinic import day
from overblik.domain.clinical import (
    Activity,
    Appointment,
    Condition,
    Contact,
    Currency,
    Document,
    Goal,
    Procedure,
)
from overblik.domain.medicine_card import DrugPeriod, Product
from overblik.domain.quantity import NOTHING_SAID, Concept
from overblik.domain.vaccination import Vaccination, VaccinationEntry

_EMPTY: dict[Any, Any] = {str: "", bool: False, Currency: Currency.CURRENT, Concept: NOTHING_SAID}
_EMPTY |= {VaccinationEntry: VaccinationEntry.REGISTRATION}


def _blank(sort: Any, /, **more: Any) -> Any:
    told = {member.name: () if get_origin(member.type) is tuple else _EMPTY.get(member.type) for member in fields(sort)}
    return sort(**{**told, **more})


def appointment(title: str, **more: Any) -> Appointment:
    return _blank(Appointment, title=title, **more)


def condition(name: str, **more: Any) -> Condition:
    return _blank(Condition, name=name, **more)


def contact(title: str, **more: Any) -> Contact:
    return _blank(Contact, title=title, **{"currency": Currency.PAST, **more})


def document(title: str, **more: Any) -> Document:
    return _blank(Document, title=title, **{"kind": "document", **more})


def procedure(name: str, **more: Any) -> Procedure:
    return _blank(Procedure, name=name, **{"kind": "procedure", "currency": Currency.PAST, **more})


def vaccination(name: str, **more: Any) -> Vaccination:
    return _blank(Vaccination, name=name, **{"currency": Currency.PAST, **more})


def goal(text: str, *targets: str, **more: Any) -> Goal:
    return _blank(Goal, text=text, targets=targets, **{"is_valid": True, **more})


def activity(text: str, **more: Any) -> Activity:
    return _blank(Activity, text=text, **more)


def former_period(since: str, until: str, strength: str) -> DrugPeriod:
    """Give what a drug was before its dose changed: metformin, a tablet each morning."""
    return DrugPeriod(
        day(since), day(until), "5", Product("Metformin", strength=strength), None, "1 tablet morgen", False, None
    )
