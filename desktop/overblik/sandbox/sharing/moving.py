"""Moves the dates of a shared document to the day on which the sandbox runs.

HL7 TS (yyyyMMdd[hhmm[ss]][+zzzz]) in CDA, xs:date and xs:dateTime in MedCom's XML, and written dates in narrative.
A date of birth stays. An offset that is right for Denmark on its day is right on the new day; a wrong one stays wrong.
"""

import re
from datetime import UTC, date, datetime, timedelta

from lxml import etree
from lxml.etree import _Element

from overblik.sandbox.dates import denmark, shift_text
from overblik.sandbox.national.markup import Unreadable, local, read
from overblik.sandbox.national.moving import move_words

CDA = "urn:hl7-org:v3"
_TIMED = frozenset({"effectiveTime", "time", "low", "high", "center", "value", "signatureTime", "existenceTime"})
_STAY = frozenset({"BirthDate", "Identifier", "CivilRegistrationNumber"})
_WORDED = frozenset({"text", "value", "title"})
_TS = re.compile(r"((?:19|20)\d{6})(\d{2,6})?(\.\d+)?([+-]\d{4})?")
_ISO = re.compile(r"\b(20\d\d-\d\d-\d\d)\b")
_TURNED = re.compile(r"\b(\d\d)([-.])(\d\d)\2(20\d\d)\b")


def moved(content: bytes, days: int) -> bytes:
    """The document with its dates moved by whole days; one that is no XML stays as it is."""
    if days == 0:
        return content
    try:
        root = read(content)
    except Unreadable:
        return content
    if str(root.tag).startswith(f"{{{CDA}}}"):
        _move_cda(root, days)
    else:
        _move_message(root, days)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def shift_ts(text: str, days: int) -> str:
    """A time in the notation of HL7 moved by whole days of Danish wall-clock time; any other text stays."""
    found = _TS.fullmatch(text)
    if not found:
        return text
    day, clock, fraction, zone = found[1], found[2] or "", found[3] or "", found[4] or ""
    try:
        wall = datetime.strptime(day + clock, "%Y%m%d%H%M%S"[: 2 * 3 + len(clock)])  # noqa: DTZ007
    except ValueError:
        return text
    if zone == "+0000":
        local_time = wall.replace(tzinfo=UTC).astimezone(denmark())
        there = (local_time.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=denmark()).astimezone(UTC)
        return f"{_written(there, clock)}{fraction}{zone}"
    there = wall + timedelta(days=days)
    return f"{_written(there, clock)}{fraction}{_offset(wall, there, zone)}"


def shift_utc(text: str, days: int) -> str:
    """A time of the metadata: UTC without a zone (ITI TF-3, 4.2.3.1.7, DTM)."""
    return shift_ts(f"{text}+0000", days).removesuffix("+0000") if len(text) > 8 else shift_ts(text, days)


def move_text(text: str, days: int) -> str:
    """Written dates moved: 2026-12-02, 02-12-2026, 02.12.2026 and 2. dec. 2026."""
    text = move_words(_ISO.sub(lambda found: shift_text(found[1], days), text), days)
    return _TURNED.sub(lambda found: _turned(found, days), text)


def _written(moment: datetime, clock: str) -> str:
    return moment.strftime("%Y%m%d%H%M%S")[: 8 + len(clock)]


def _offset(before: datetime, after: datetime, zone: str) -> str:
    if zone not in {"+0100", "+0200"}:
        return zone
    right = before.replace(tzinfo=denmark()).strftime("%z") == zone
    there = after.replace(tzinfo=denmark()).strftime("%z")
    return there if right else {"+0100": "+0200", "+0200": "+0100"}[there]


def _turned(found: re.Match[str], days: int) -> str:
    try:
        day = date(int(found[4]), int(found[3]), int(found[1])) + timedelta(days=days)
    except ValueError:
        return found[0]
    return day.strftime(f"%d{found[2]}%m{found[2]}%Y")


def _move_cda(root: _Element, days: int) -> None:
    for node in root.iter("*"):
        name = local(node)
        given = node.get("value")
        if given and name in _TIMED and "unit" not in node.attrib:
            node.set("value", shift_ts(given, days))
        if name in _WORDED:
            for inner in node.iter("*"):
                inner.text = move_text(inner.text, days) if inner.text else inner.text
                if inner is not node:
                    inner.tail = move_text(inner.tail, days) if inner.tail else inner.tail


def _move_message(root: _Element, days: int) -> None:
    for node in root.iter("*"):
        if node.text and local(node) not in _STAY:
            word = node.text.strip()
            node.text = shift_text(word, days) if word[:1].isdigit() else move_text(node.text, days)
