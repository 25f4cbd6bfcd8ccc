"""The tables [[lists]] of the settings: which lists of patients a clinician can work from, and where they are kept."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from overblik.domain.errors import InputError
from overblik.domain.work_list import ListKind, WantedList

ME = "me"
"""Stands for the resource of whoever signed in (SMART App Launch, `fhirUser`)."""
_KEYS = ("name", "label", "server", "kind", "of")
_NEEDED = ("name", "server", "kind", "of")
_KINDS = {kind.value: kind for kind in ListKind if kind is not ListKind.OWN}
_TYPES = {
    ListKind.APPOINTMENTS: ("Practitioner", "PractitionerRole"),
    ListKind.WARD: ("Location",),
    ListKind.LIST: ("List",),
    ListKind.GROUP: ("Group",),
}
_REFERENCE = re.compile(r"([A-Za-z]+)/[A-Za-z0-9\-.]{1,64}")


def read_lists(told: Any, path: str, servers: Collection[str], *, signs_in: bool) -> tuple[WantedList, ...]:
    """Read the tables in their order: the first is shown first. `servers` are the names of the servers of the file.

    Raises:
        InputError: `list_…_form` with the key that is missing or wrong.
        TypeError: they are no tables.

    """
    found: dict[str, WantedList] = {}
    for place, one in enumerate(told or (), start=1):
        if not isinstance(one, Mapping):
            raise TypeError("lists is no table")
        _check_keys(one, path, place)
        name = str(one["name"])
        facts = {"path": path, "list": name}
        if name in found:
            raise InputError("list_twice_form", **facts)
        if one["server"] not in servers:
            raise InputError("list_server_form", server=str(one["server"]), **facts)
        if one["kind"] not in _KINDS:
            raise InputError("list_kind_form", kind=str(one["kind"]), known=", ".join(sorted(_KINDS)), **facts)
        kind, of = _KINDS[one["kind"]], str(one["of"])
        _check_reference(kind, of, facts, signs_in=signs_in)
        found[name] = WantedList(name, str(one.get("label", name)), str(one["server"]), kind, of)
    return tuple(found.values())


def _check_keys(told: Mapping[str, Any], path: str, place: int) -> None:
    """Refuse what is missing and what nobody knows: a misspelt key would be an empty one."""
    name = told.get("name") or place
    for key in told:
        if key not in _KEYS:
            raise InputError("list_unknown_form", path=path, key=key, list=name)
    for key in _NEEDED:
        if not isinstance(told.get(key), str) or not told[key].strip():
            raise InputError("list_key_form", path=path, key=key, list=name)


def _check_reference(kind: ListKind, of: str, facts: Mapping[str, str], *, signs_in: bool) -> None:
    if of == ME and kind is ListKind.APPOINTMENTS:
        if not signs_in:
            raise InputError("list_me_form", **facts)
        return
    fits = _REFERENCE.fullmatch(of)
    if fits is None or fits[1] not in _TYPES[kind]:
        raise InputError("list_of_form", of=of, known=_TYPES[kind][0], **facts)
