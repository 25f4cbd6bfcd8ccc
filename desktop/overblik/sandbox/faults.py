"""The faults that stand, and those that change an answer that was right."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from overblik.sandbox.archive import Version
from overblik.sandbox.fhir import Server, entry
from overblik.sandbox.reply import Reply, outcome
from overblik.sandbox.verbatim import Json, Verbatim, dumps, loads

Change = Callable[["Scene"], None]


def changes() -> dict[str, Change]:
    """The kinds that change a right answer."""
    return {
        "bad_json": _bad_json,
        "duplicate_keys": _duplicate_keys,
        "nan": _nan,
        "empty": _empty,
        "wrong_patient": _wrong_patient,
        "wrong_patient_some": _wrong_patient_some,
        "truncated_page": lambda scene: _promise(scene, f"{scene.address}?_cursor=forgotten"),
        "loop": lambda scene: _promise(scene, _itself(scene)),
        "foreign_next": lambda scene: _promise(scene, f"http://127.0.0.2:9/fhir/{scene.kind}?_cursor=elsewhere"),
        "blocked_part": _blocked_part,
        "outcome": lambda scene: _tell(scene, outcome("incomplete", "Not all sources answered", "warning")),
        "unreadable": _unreadable,
        "html_narrative": _html_narrative,
    }


def _entries(scene: "Scene") -> list[Json]:
    content = scene.reply.content
    return content.setdefault("entry", []) if isinstance(content, dict) else []


def _first(scene: "Scene", change: Callable[[str], str], *, everywhere: bool = False) -> None:
    """Change the text of the first resource of the answer, or of every one."""
    if isinstance(scene.reply.content, Verbatim):
        scene.reply.content = Verbatim(change(scene.reply.content))
    for each in _entries(scene)[: None if everywhere else 1]:
        each["resource"] = Verbatim(change(each["resource"]))


def _bad_json(scene: "Scene") -> None:
    if scene.reply.content is not None:
        scene.reply.content = Verbatim(dumps(scene.reply.content)[:-1] + ',"":}')


def _duplicate_keys(scene: "Scene") -> None:
    others = sorted(frozenset().union(*(each.patients for each in _foreign(scene))))
    other = others[0] if others else "nobody"

    def twice(text: str) -> str:
        if scene.kind == "Patient":
            return re.sub(r'("id":"[^"]*")', rf'\1,"id":"{other}"', text, count=1)
        pattern = r'("reference":"[^"]*Patient/)([^"]*)"'
        return re.sub(pattern, rf'\1\2",\1{other}"', text, count=1)

    _first(scene, twice)


def _nan(scene: "Scene") -> None:
    def broken(text: str) -> str:
        changed, count = re.subn(r'"value":-?[0-9][0-9.eE+-]*', '"value":NaN', text, count=1)
        return changed if count else text[:-1] + ',"extension":[{"url":"urn:x-nan","valueDecimal":NaN}]}'

    _first(scene, broken)


def _empty(scene: "Scene") -> None:
    if isinstance(scene.reply.content, dict):
        scene.reply.content.pop("entry", None)
        scene.reply.content["link"] = [each for each in scene.reply.content["link"] if each["relation"] == "self"]
        if "total" in scene.reply.content:
            scene.reply.content["total"] = 0


def _foreign(scene: "Scene") -> list[Version]:
    """The resources of the asked type that belong to the first other patient who has any."""
    strangers = [
        each
        for each in scene.server.archive.living(scene.kind)
        if each.patients and not each.patients & (scene.reply.about | scene.server.archive.blocked)
    ]
    return [each for each in strangers if each.patients == strangers[0].patients]


def _wrong_patient(scene: "Scene") -> None:
    foreign = _foreign(scene)
    if isinstance(scene.reply.content, Verbatim) and foreign:
        scene.reply.content = foreign[0].text
    if isinstance(scene.reply.content, dict):
        _empty(scene)
        url = scene.server.archive.base.url
        scene.reply.content["entry"] = [entry(url, each, "match") for each in foreign[:100]]
        if "total" in scene.reply.content:
            scene.reply.content["total"] = len(foreign)


def _wrong_patient_some(scene: "Scene") -> None:
    foreign = _foreign(scene)
    entries = _entries(scene)
    if isinstance(scene.reply.content, dict) and foreign:
        entries.insert(len(entries) // 2, entry(scene.server.archive.base.url, foreign[0], "match"))
        if "total" in scene.reply.content:
            scene.reply.content["total"] += 1


def _promise(scene: "Scene", url: str) -> None:
    content = scene.reply.content
    if isinstance(content, dict) and "link" in content:
        kept = [each for each in content["link"] if each["relation"] == "self"]
        content["link"] = [*kept, {"relation": "next", "url": url}]


def _itself(scene: "Scene") -> str:
    content = scene.reply.content
    return str(content["link"][0]["url"]) if isinstance(content, dict) and "link" in content else ""


def _tell(scene: "Scene", told: Json) -> None:
    if isinstance(scene.reply.content, dict):
        _entries(scene).append({"resource": Verbatim(dumps(told)), "search": {"mode": "outcome"}})


def _blocked_part(scene: "Scene") -> None:
    entries = _entries(scene)
    del entries[(len(entries) + 1) // 2 :]
    _tell(scene, outcome("suppressed", "Some data are blocked by the citizen", "warning"))


def _unreadable(scene: "Scene") -> None:
    def broken(text: str) -> str:
        body = loads(text)
        return dumps({**body, "status": {"wrong": True}, "code": 7, "identifier": "none", "name": 1, "meta": []})

    _first(scene, broken)


def _html_narrative(scene: "Scene") -> None:
    _first(scene, lambda text: dumps(_hostile(loads(text))), everywhere=True)


def _hostile(value: Any, key: str = "") -> Any:
    """The same resource with markup and turned reading order in all that people read."""
    if isinstance(value, dict):
        return {name: _hostile(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_hostile(item, key) for item in value]
    words = {"text", "display", "title", "description", "conclusion", "valueString", "div"}
    if type(value) is str and key in words:
        return f"<script>alert(1)</script>\u202e{value}<img src=x onerror=alert(2)>"
    return value


@dataclass(slots=True)
class Scene:
    """One question that meets a fault: where, about which type, and the right answer."""

    server: Server
    kind: str
    reply: Reply

    @property
    def address(self) -> str:
        return f"{self.server.archive.base.url}/{self.kind}"


@dataclass(slots=True)
class Fault:
    """One fault that stands until it is cleared or used up."""

    base: str
    resource: str
    kind: str
    times: int | None = None
    facts: Json = field(default_factory=dict)

    def told(self) -> Json:
        """The fault as it was ordered."""
        rest = {} if self.times is None else {"times": self.times}
        return {"base": self.base, "resource": self.resource, "kind": self.kind, **self.facts, **rest}


@dataclass(slots=True)
class Faults:
    """All standing faults in the order they were ordered."""

    standing: list[Fault] = field(default_factory=list)

    def take(self, base: str, resource: str) -> Fault | None:
        """The first fault that matches a question, counted once."""
        for fault in self.standing:
            if fault.base in {"*", base} and fault.resource in {"*", resource}:
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.standing.remove(fault)
                return fault
        return None
