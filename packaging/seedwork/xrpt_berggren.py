"""The complex citizen's laboratory messages: the values of her laboratory's FHIR server, in five namespaces."""

from collections.abc import Iterator

from seedwork.berggren_laboratory import COURSES, rows_of
from seedwork.parts import Person
from seedwork.xrpt import FIRST, FOURTH, LAST, SECOND, THIRD, Answer, Report, general, leaf, message, node, results

_SILENT = frozenset({"NPU03429", "NPU03568"})
"""Analyses that the laboratory did not assess."""
_RECEIVED = "*****"


def messages(person: Person) -> Iterator[tuple[str, bytes]]:
    """Every message with the name of its file."""
    first = Report(SECOND, "xrpt01-delsvar", "2026-11-17T08:05", "2026-11-17T11:52", "770217", "del_svar")
    yield f"{first.key}.xml", message(person, first, [results(first, _partial())])
    whole = Report(THIRD, "xrpt01-svar", "2026-11-20T08:05", "2026-11-20T11:52", "771920", comments="Fastende.")
    yield f"{whole.key}.xml", message(person, whole, [results(whole, _whole())])
    right = Report(LAST, "xrpt01-rettet", "2026-11-20T08:05", "2026-11-20T14:10", "771920")
    yield f"{right.key}.xml", message(person, right, [results(right, _corrected())])
    yield _microbiology(person)
    yield _pathology(person)


def course(day: str) -> dict[str, Answer]:
    """The answers of one day of the laboratory's FHIR server, by code."""
    made = {}
    for test, days, values in COURSES:
        value = dict(rows_of(days, values)).get(day)
        if value is None:
            continue
        high = bool(test.high) and float(value) > float(test.high)
        low = bool(test.low) and float(value) < float(test.low)
        flag = "" if test.code in _SILENT else "for_hoej" if high else "for_lav" if low else ""
        made[test.code] = Answer(test.code, test.name, value, test.unit, test.low, test.high, validation=flag)
    return made


def _comma(answer: Answer) -> Answer:
    """The same with the decimal comma that some laboratories write."""
    low, high, value = (each.replace(".", ",") for each in (answer.low, answer.high, answer.value))
    return Answer(answer.code, answer.name, value, answer.unit, low, high, validation=answer.validation)


def _partial() -> list[Answer]:
    """Some answers, and two samples that have come in without one."""
    made = [_comma(each) for each in course("2026-11-17").values()]
    made.append(Answer("NPU19656", "CK;P", "35", "U/L", words="50-150", validation="unormal", comment="Let hæmolyse."))
    made.append(
        Answer("NPU27501", "Troponin T;P", "13", "ng/L", high="14", operator="mindre_end", comment="Under målegrænsen.")
    )
    made.append(Answer("NPU21571", "NT-proBNP;P", _RECEIVED, "pmol/L", status="proeve_modtaget"))
    made.append(Answer("NPU02636", "Lymfocytter;B", _RECEIVED, "10⁹/L", status="svar_midlertidigt"))
    return made


def _whole() -> list[Answer]:
    """The complete answer; its potassium was wrong, and is corrected by the next message."""
    made = course("2026-11-20")
    wrong = made["NPU03230"]
    made["NPU03230"] = Answer(wrong.code, wrong.name, "6.0", wrong.unit, wrong.low, wrong.high, validation="for_hoej")
    local = Answer("EKB4711", "Hæmolyseindeks;P", "1", words="0-1", responsible="Eksempel Klinisk Biokemi")
    stix = Answer("NPU03958", "Leukocytter;U (stix)", "Negativ", words="Negativ", alphanumeric=True)
    return [*made.values(), local, stix]


def _corrected() -> list[Answer]:
    right = course("2026-11-20")["NPU03230"]
    words = "Rettet svar. Det første svar skyldtes en hæmolyseret prøve."
    facts = (right.code, right.name, right.value, right.unit, right.low, right.high)
    return [Answer(*facts, validation="for_hoej", status="svar_rettet", comment=words)]


def _microbiology(person: Person) -> tuple[str, bytes]:
    """A culture of expectorate, as text and as a table of resistance."""
    report = Report(
        FOURTH,
        "xrpt05-ekspektorat",
        "2026-11-16T15:40",
        "2026-11-18T10:20",
        "880116",
        kind="MicrobiologyReport",
        version="XR0532M",
        laboratory="Eksempel Klinisk Mikrobiologi",
    )
    finding = node(
        report,
        "Finding",
        leaf(report, "MicroorganismName", "Haemophilus influenzae"),
        leaf(report, "Quantity", "Rigelig vækst"),
        node(
            report,
            "Resistance",
            leaf(report, "AntibioticName", "Amoxicillin"),
            leaf(report, "Sensitivity", "R"),
        ),
        node(report, "Resistance", leaf(report, "AntibioticName", "Doxycyclin"), leaf(report, "Sensitivity", "S")),
    )
    body = node(
        report,
        "MicrobiologyResults",
        general(report),
        leaf(report, "Examination", "Ekspektorat, dyrkning"),
        finding,
        leaf(report, "Conclusion", "Fund af Haemophilus influenzae. Resistent for amoxicillin."),
    )
    return f"{report.key}.xml", message(person, report, [body])


def _pathology(person: Person) -> tuple[str, bytes]:
    """A biopsy of the skin, as text."""
    report = Report(
        FIRST,
        "xrpt04-hudbiopsi",
        "2026-03-04T10:30",
        "2026-03-12T09:15",
        "990304",
        kind="HistopathologyReport",
        version="XR0432P",
        laboratory="Eksempel Patologi",
    )
    body = node(
        report,
        "HistopathologyResults",
        general(report),
        leaf(report, "Material", "Hudbiopsi, venstre underarm"),
        leaf(report, "MacroscopyDescription", "En biopsi på 4 mm."),
        leaf(report, "MicroscopyDescription", "Seborroisk keratose. Ingen tegn på malignitet."),
        leaf(report, "Conclusion", "Seborroisk keratose, venstre underarm."),
    )
    return f"{report.key}.xml", message(person, report, [body])
