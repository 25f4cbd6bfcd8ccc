"""How long a document of 150 observations takes beside the parser alone: `python -m sources.dds.measure` in tests.

The ratio is of the best of many runs of both in one process (CONTRIBUTING.md, speed).
"""

import sys
import time
from collections.abc import Callable

from lxml import etree

from overblik.sources.dds.mapping.dispatch import read
from sources.dds.small import COMMENT, CPD, PHMR, component, document, entry, observation, organizer, section

COUNT, RUNS = 150, 60
CODES = (
    ("NPU03804", "Legeme masse; Pt", "kg"),
    ("DNK05472", "Blodtryk systolisk; Arm", "mmHg"),
    ("NPU27300", "HbA1c", "mmol/mol"),
)
METHODS = """<methodCode code="POT" codeSystem="1.2.208.184.100.1" displayName="Målt af borger"/>
<methodCode code="AUT" codeSystem="1.2.208.184.100.1" displayName="Måling overført automatisk"/>"""
TEMPLATES = '<templateId root="2.16.840.1.113883.10.20.1.31"/><templateId root="2.16.840.1.113883.10.20.9.8"/>'


def statement(place: int, *, time_of: str, more: str = "") -> str:
    """Give one observation as the profiles write them."""
    code, name, unit = CODES[place % len(CODES)]
    coded = f"""{TEMPLATES}<id root="1.2.208.184" extension="{place:032x}" assigningAuthorityName="MedCom"/>
<code nullFlavor="NI" codeSystem="2.16.840.1.113883.6.96" codeSystemName="SNOMED CT">
<translation code="{code}" codeSystem="1.2.208.176.2.1" displayName="{name}" codeSystemName="NPU terminologien"/></code>"""
    return observation(
        f'<value xsi:type="PQ" value="{60 + place % 40}.{place % 10}" unit="{unit}"/>{more}', code=coded, time=time_of
    )


def moment(place: int) -> str:
    return f"2026{1 + place % 12:02}{1 + place % 28:02}{place % 24:02}{place % 60:02}00+0100"


def monitoring(more: str = "", *, is_told_twice: bool = False) -> bytes:
    own = '<effectiveTime value="{}"/>' if is_told_twice else ""
    held = [
        organizer(
            component(statement(place, time_of=own.format(moment(place)), more=METHODS + more)), time=moment(place)
        )
        for place in range(COUNT)
    ]
    return document(PHMR, section("".join(entry(one) for one in held), code="8716-3"))


def plan(*, with_tables: bool) -> bytes:
    sections = []
    for first in range(0, COUNT, 30):
        places = range(first, first + 30)
        held = "".join(entry(statement(place, time_of=f'<effectiveTime value="{moment(place)}"/>')) for place in places)
        rows = "".join(
            f"<tr><td>{60 + p % 40}.{p % 10}</td><td>{1 + p % 28:02}-{1 + p % 12:02}-26</td></tr>" for p in places
        )
        text = (
            f"<text><table><tr><th>Værdi</th><th>Dato</th></tr>{rows}</table></text>"
            if with_tables
            else "<text>Målinger</text>"
        )
        sections.append(section(held, code="11383-7", text=text))
    return document(CPD, "".join(sections))


def best(run: Callable[[], object]) -> float:
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found) * 1000


def main() -> None:
    documents = {
        "home monitoring": monitoring(),
        "home monitoring, each time told twice": monitoring(is_told_twice=True),
        "home monitoring, a comment on each": monitoring(COMMENT),
        "plan": plan(with_tables=False),
        "plan with tables": plan(with_tables=True),
    }
    for name, content in documents.items():
        parser, reader = best(lambda c=content: etree.fromstring(c)), best(lambda c=content: read(c))
        said = f"{name}: {len(content)} bytes, parser {parser:.2f} ms, records {reader:.2f} ms"
        sys.stdout.write(f"{said}, {reader / parser:.1f} times\n")


if __name__ == "__main__":
    main()
