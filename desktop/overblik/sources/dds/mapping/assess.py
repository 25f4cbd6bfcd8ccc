"""The source's own assessment and the intervals that travelled with a value; nothing is reckoned (R16, H16)."""

from overblik.domain.interpretation import FLAGS, SAID_TOO, united
from overblik.domain.lab_result import Flag, ReferenceRange
from overblik.sources.dds.mapping.values import Value, value_of
from overblik.wire.cda import Node
from overblik.wire.cda_types import coded, every, first, first_of, gather, is_null, said, stated, words_of

_SYSTEMS = frozenset({"", "2.16.840.1.113883.5.83", "2.16.840.1.113883.1.11.78"})
"""Where H means high (HL7 ObservationInterpretation); a local H may mean haemolysis."""
_NOT_ASSESSED = frozenset({"NI", "NA", "UNK"})


def assessment(nodes: list[Node]) -> tuple[Flag | None, str, bool]:
    """Give the flag, the words of what is no known flag, and whether nothing was said."""
    flags: list[Flag] = []
    texts: list[str] = []
    for node in nodes:
        code = coded(node)
        if code is None or (code.code in _NOT_ASSESSED and not code.display):
            continue
        flag = FLAGS.get(code.code) if code.system in _SYSTEMS else None
        if flag is not None:
            flags.append(flag)
        if flag is None or code.code in SAID_TOO:
            texts.append(code.said)
    joint = united(flags)
    return joint, ", ".join(texts), joint is None and not texts


def reference(nodes: list[Node]) -> ReferenceRange | None:
    """Read the reference interval; alarm limits and several intervals are said in words, never compared with."""
    ranges = [held for node in nodes if (held := first_of(node, "observationRange")) is not None]
    found = [read for held in ranges if (read := _range(held)) is not None]
    if not found:
        return None
    if len(found) > 1:
        return ReferenceRange(None, None, "; ".join(_words(one) for one in found), "")
    one = found[0]
    if one.applies_to:
        return ReferenceRange(None, None, _words(one), one.applies_to)
    return one


def _range(node: Node) -> ReferenceRange | None:
    parts = gather(node)
    code = first(parts, "code")
    about = words_of(code) if code is not None and not is_null(code) else ""
    text = said(first(parts, "text"))
    low = high = None
    for value in every(parts, "value"):
        ends = [(name, end) for name in ("low", "high") if (end := first_of(value, name)) is not None]
        read = {name: value_of(end) for name, end in ends if stated(end.get("value"))}
        low = read["low"].quantity if "low" in read else low
        high = read["high"].quantity if "high" in read else high
        if not ends and (words := value_of(value).words):
            text = "; ".join(part for part in (text, words) if part)
    return ReferenceRange(low, high, text, about) if low or high or text else None


def _words(one: ReferenceRange) -> str:
    """Write an interval as words."""
    ends = [Value(end.wire_text, end.unit).words if end is not None else "" for end in (one.low, one.high)]
    interval = "–".join(ends) if all(ends) else (f"> {ends[0]}" if ends[0] else f"< {ends[1]}" if ends[1] else "")
    body = ", ".join(part for part in (interval, one.text) if part)
    return f"{one.applies_to}: {body}" if one.applies_to else body
