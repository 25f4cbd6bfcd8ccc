"""Ways in which one resource, or the text around it, can be odd; all chosen by a seeded chance."""

import copy
import json
from random import Random
from typing import Any

NASTY = (
    "",
    "null",
    "NaN",
    "\u202edrejet\u202c",
    "<script>alert(1)</script><b>fed</b>",
    "a\x00b\x07\x1b[31m",
    "\n\r\t\u2028\u2029",
    "x" * 20_000,
    "👩🏽‍⚕️ é ẞ ﷽",
    "0000-00-00",
    "2026-02-30",
    "2026-13-01T25:61:61Z",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01",
    "-1",
    "1e999999",
    "http://andet.example/fhir/Patient/1",
    "#",
    "#findes-ikke",
    "urn:uuid:",
    "Patient/",
    "../../Patient/x",
    "entered-in-error",
    "cancelled",
)
PLAIN = (None, True, False, 0, -0.0, 1e308, -1, 10**40, "", "tekst", [], {}, [[]], [None], {"a": {"b": []}})
FOREIGN = "Patient/en-anden-borger"
Path = tuple[Any, ...]


def places(value: Any, at: Path = ()) -> list[Path]:
    """Give the path of every member and element under a value; the type and the id stay as they are."""
    found: list[Path] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        if at or key not in ("resourceType", "id"):
            found += [(*at, key), *places(inner, (*at, key))]
    return found


def _holder(root: Any, path: Path) -> Any:
    for key in path[:-1]:
        root = root[key]
    return root


def drop(root: Any, path: Path, chance: Random) -> None:
    """Leave a member out."""
    del chance
    del _holder(root, path)[path[-1]]


def other_type(root: Any, path: Path, chance: Random) -> None:
    """Put a value of another type in its place."""
    _holder(root, path)[path[-1]] = copy.deepcopy(chance.choice(PLAIN))


def nasty(root: Any, path: Path, chance: Random) -> None:
    """Put a hostile text in its place."""
    _holder(root, path)[path[-1]] = chance.choice(NASTY)


def wrapped(root: Any, path: Path, chance: Random) -> None:
    """Put it in a list, or many times in one."""
    holder = _holder(root, path)
    holder[path[-1]] = [holder[path[-1]]] * chance.choice((1, 2, 20))


def deep(root: Any, path: Path, chance: Random) -> None:
    """Put it under a three hundred lists or objects."""
    holder, is_list = _holder(root, path), chance.random() < 0.5
    for _ in range(300):
        holder[path[-1]] = [holder[path[-1]]] if is_list else {"extension": holder[path[-1]]}


def modified(root: Any, path: Path, chance: Random) -> None:
    """Say that the meaning is turned round in a way that nobody knows."""
    holder = _holder(root, path)
    found = holder[path[-1]]
    target = found if isinstance(found, dict) else root
    target[chance.choice(("modifierExtension", "_status", "valueAttachment", "implicitRules"))] = [
        {"url": "http://eksempel.example/negation", "valueBoolean": True}
    ]


def foreign(root: Any, path: Path, chance: Random) -> None:
    """Say that it is about somebody else."""
    del path
    for name in ("subject", "patient"):
        if name in root:
            root[name] = {"reference": FOREIGN, "display": chance.choice(NASTY)}


STRUCTURAL = (drop, other_type, nasty, wrapped, deep, modified, foreign)


def doubled_key(text: str, chance: Random) -> str:
    """Write a member twice in the object that a text is."""
    told = json.loads(text)
    key = chance.choice([name for name in told if name not in ("resourceType", "id")] or ["status"])
    return text[:-1] + f", {json.dumps(key)}: {json.dumps(chance.choice(PLAIN))}" + "}"


def not_a_number(text: str, chance: Random) -> str:
    """Write what JSON does not allow as a member of its own."""
    return text[:-1] + f', "tal": {chance.choice(("NaN", "-Infinity", "01", "0x1F", "1.", "+1"))}' + "}"


def escaped(text: str, chance: Random) -> str:
    """Write the first letter of a member's name as an escape: the same JSON in other words."""
    told = json.loads(text)
    key = chance.choice([name for name in told if name not in ("resourceType", "id")] or ["status"])
    return text.replace(f'"{key}"', f'"\\u{ord(key[0]):04x}{key[1:]}"', 1)


def spaced(text: str, chance: Random) -> str:
    """Write it with other blanks."""
    return json.dumps(json.loads(text), indent=chance.choice((1, 8, None)), ensure_ascii=chance.random() < 0.5)


TEXTUAL = (doubled_key, not_a_number, escaped, spaced)


def odd(resource: dict[str, Any], chance: Random) -> tuple[dict[str, Any], str]:
    """Make a resource odd in one to three ways, and write it; type and id are left."""
    made = copy.deepcopy(resource)
    for _ in range(chance.choice((1, 1, 2, 3))):
        found = places(made)
        if found:
            chance.choice(STRUCTURAL)(made, chance.choice(found), chance)
    text = json.dumps(made, ensure_ascii=chance.random() < 0.5)
    return made, chance.choice(TEXTUAL)(text, chance) if chance.random() < 0.4 else text
