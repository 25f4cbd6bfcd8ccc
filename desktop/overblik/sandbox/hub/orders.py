"""What the side door can have the hub do: the record system at the other end, and its troubles."""

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from overblik.sandbox.hub.hub import Hub, notice, sync_error
from overblik.sandbox.seeds import todays_list
from overblik.sandbox.verbatim import Json, dumps

if TYPE_CHECKING:
    from overblik.sandbox.world import World

_GONE = 1011
"""How a hub closes that has broken down (RFC 6455 section 7.4.1)."""


def hub(world: "World", method: str, order: Json) -> Response:
    """Tell how the hub stands, or do what an order says."""
    own = world.hub
    if method == "POST":
        acts = {"open": _event, "close": _event, "next": _next, "trouble": _trouble, "send": _send, "drop": _drop}
        acts[str(order["act"])](world, order)
    subscribed = [{"topic": one.topic, "connected": one.is_connected} for one in own.subscribers.values()]
    return JSONResponse({"subscribers": subscribed, "answers": own.answers, "requests": own.requests})


def _event(world: "World", order: Json) -> None:
    """Open or close a patient of the record system, in one session or in all that are followed."""
    resources = order.get("resources") or [_patient(world, str(order["patient"]))]
    context: list[Json] = [{"key": "patient", "resource": resource} for resource in resources]
    event = f"Patient-{order['act']}"
    for topic in [str(order["topic"])] if "topic" in order else sorted(world.hub.topics()):
        text = dumps(notice(str(order.get("told_topic", topic)), event, context, order))
        if order["act"] == "open":
            world.hub.current[topic], world.hub.opened[topic] = text, str(resources[0].get("id", ""))
        else:
            world.hub.current.pop(topic, None)
        world.hub.tell(text, event, topic)


def _next(world: "World", order: Json) -> None:
    """Open the next patient of the day in each session: what a clinician at the record system does."""
    del order
    archive = world.servers["ehr"].archive
    numbers = {one["cpr"] for one in todays_list(archive) if one["time"]}
    ids = sorted(
        version.id
        for version in archive.living("Patient")
        if any(one.get("value") in numbers for one in (version.body or {}).get("identifier", ()))
    )
    for topic in sorted(world.hub.topics()):
        opened = world.hub.opened.get(topic, "")
        place = ids.index(opened) + 1 if opened in ids else 0
        _event(world, {"act": "open", "patient": ids[place % len(ids)], "topic": topic})


def _trouble(world: "World", order: Json) -> None:
    """Set a trouble, or end all: `lease`, `heartbeat`, `refuses`, `denies`, `sync_error`; none of them is quiet."""
    own: Hub = world.hub
    if not {"lease", "heartbeat", "refuses", "denies", "sync_error"} & set(order):
        own.quiet()
    own.lease, own.heartbeat = float(order.get("lease", own.lease)), float(order.get("heartbeat", own.heartbeat))
    own.refuses, own.denies = int(order.get("refuses", own.refuses)), bool(order.get("denies", own.denies))
    if "sync_error" in order:
        for topic in sorted(own.topics()):
            own.tell(dumps(sync_error(topic)), "SyncError", topic)
    if order.get("denies"):
        for one in own.subscribers.values():
            one.waiting.put_nowait(one.denial())


def _send(world: "World", order: Json) -> None:
    """Send a text as it is to all."""
    world.hub.tell(str(order["text"]) + "x" * int(order.get("more", 0)))


def _drop(world: "World", order: Json) -> None:
    """Break all lines off."""
    del order
    for one in world.hub.subscribers.values():
        one.waiting.put_nowait(_GONE)


def _patient(world: "World", patient: str) -> Json:
    version = world.servers["ehr"].archive.find("Patient", patient)
    if version is None or version.body is None:
        raise KeyError(patient)
    return {name: version.body[name] for name in ("resourceType", "id", "identifier") if name in version.body}
