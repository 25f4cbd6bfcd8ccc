"""The complex citizen's shared documents hold all that the other sources and the drawing say of her."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sandbox.test_seeds import chart, of_kind
from sandbox.test_sharing_seeds import SEEDS, V3, fact, is_cda, read, stamkort

NANCY = "2512489996"
HERS = SEEDS / "dds" / f"{NANCY}.kompleks"


def of_type(folder: Path, code: str) -> dict[str, Any]:
    """The documents of a folder with that code, by the name of their file."""
    found = {path.name: read(path) for path in sorted(folder.glob("*.xml")) if is_cda(path)}
    return {name: root for name, root in found.items() if root.find("c:code", V3).get("code") == code}


def test_she_has_a_document_of_every_type() -> None:
    counted = {
        code: len(of_type(HERS, code))
        for code in ("39289-4", "81215-6", "53576-5", "74465-6", "74468-0", "103140-0", "11506-3")
    }
    assert counted == {
        "39289-4": 8,
        "81215-6": 3,
        "53576-5": 2,
        "74465-6": 1,
        "74468-0": 1,
        "103140-0": 1,
        "11506-3": 2,
    }
    spaces = {etree.QName(read(path)).namespace for path in HERS.glob("xrpt*.xml")}
    assert len(spaces) == 5


def test_her_appointments_are_those_of_the_record_system() -> None:
    shared = {}
    for root in of_type(HERS, "39289-4").values():
        encounter = root.find(".//c:encounter", V3)
        low = encounter.find("c:effectiveTime/c:low", V3).get("value")
        place = encounter.findtext("c:participant/c:participantRole/c:playingEntity/c:name", "", V3)
        shared[low] = (place, encounter.find("c:statusCode", V3).get("code"))
    for each in of_kind("ehr", NANCY, "Appointment"):
        if "hjemmesygeplejen" in each["description"]:
            continue  # the task that names a hidden drug is the record system's alone
        stamp = re.sub("[-:T]", "", each["start"][:19]) + each["start"][19:].replace(":", "")
        place, status = shared[stamp]
        assert status == "active"
        where = each["participant"][1]["actor"]["display"]
        assert place == ("Lægehuset Fjordparken" if where == "Egen læge" else where)
    assert {status for _, status in shared.values()} == {"active", "cancelled"}


def test_the_moved_appointment_replaces_the_one_of_the_drawing() -> None:
    moved, before = (read(HERS / f"apd-{name}.xml") for name in ("flyttet", "foer"))
    days = [each.find(".//c:encounter/c:effectiveTime/c:low", V3).get("value")[:8] for each in (before, moved)]
    assert days == ["20261209", "20261202"]
    parent = moved.find("c:relatedDocument[@typeCode='RPLC']/c:parentDocument/c:id", V3)
    assert parent.get("extension") == before.find("c:id", V3).get("extension")
    same = {each.find(".//c:encounter/c:id", V3).get("extension") for each in (before, moved)}
    assert len(same) == 1


def test_a_general_practitioners_appointment_says_time_and_place_alone() -> None:
    root = read(HERS / "apd-2026-12-07.xml")
    assert root.find(".//c:entryRelationship", V3) is None
    assert "Spirometri" not in etree.tostring(root, encoding="unicode")
    guided = read(HERS / "apd-hjemme.xml")
    codes = {each.get("code") for each in guided.iterfind(".//c:criterion/c:code", V3)}
    assert codes == {"GuidedIntervalType", "RepeatingDocumentType"}


def test_an_appointment_of_the_older_form_has_no_marker_and_its_reason_in_words() -> None:
    root = read(HERS / "apd-1x.xml")
    assert root.find("c:templateId", V3).get("extension") is None
    assert root.find(".//c:id[@root='1.2.208.184.100.10']", V3) is None
    assert root.find(".//c:encounter/c:code", V3).get("code") == "185353001"
    reason = root.find(".//c:entryRelationship/c:observation/c:code", V3)
    assert (reason.get("code"), reason.get("codeSystem")) == ("NI", None)
    assert reason.get("displayName").startswith("Ekkokardiografi")


def test_her_plans_are_those_of_the_other_sources() -> None:
    shared = {
        root.findtext("c:title", "", V3): etree.tostring(root, encoding="unicode")
        for root in of_type(HERS, "81215-6").values()
    }
    told = [each for base in ("ehr", "municipality") for each in of_kind(base, NANCY, "CarePlan") if "title" in each]
    goals = {each["id"]: each for base in ("ehr", "municipality") for each in of_kind(base, NANCY, "Goal")}
    assert {each["title"] for each in told} == set(shared)
    for each in told:
        detail, text = each["activity"][0]["detail"], shared[each["title"]]
        goal = goals[each["goal"][0]["reference"].rpartition("/")[2]]["description"]["text"]
        assert goal in text
        for word in (detail["description"], detail["scheduledPeriod"]["start"], detail["performer"][0]["display"]):
            assert word in text, (each["title"], word)
    old, lung = (read(HERS / f"cpd-{name}.xml") for name in ("egen-laege", "lunge"))
    assert {each.get("nullFlavor") for each in old.iterfind(".//c:observation[@moodCode='GOL']/c:code", V3)} == {"NA"}
    moods = {each.get("moodCode") for each in lung.iterfind(".//c:encounter", V3)}
    assert moods == {"EVN", "INT"}


def test_the_outcomes_of_her_plan_are_values_of_the_laboratory() -> None:
    laboratory = {
        (each["code"]["coding"][0]["code"], each["effectiveDateTime"][:10], each["valueQuantity"]["value"])
        for each in of_kind("laboratory", NANCY, "Observation")
    }
    root = read(HERS / "cpd-egen-laege.xml")
    rows = root.findall(".//c:section/c:templateId[@root='1.2.208.184.15.1.10.20.4.2']/../c:entry/c:observation", V3)
    assert len(rows) == 6
    for each in rows:
        moment, value = each.find("c:effectiveTime", V3).get("value"), each.find("c:value", V3).get("value")
        day = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}"
        assert (each.find("c:code", V3).get("code"), day, float(value)) in {(a, b, float(c)) for a, b, c in laboratory}


def measured(root: Any) -> list[tuple[str, str, str]]:
    return [
        (
            each.find("../../c:effectiveTime", V3).get("value")[:12],
            each.find("c:code/c:translation", V3).get("code"),
            each.find("c:value", V3).get("value"),
        )
        for each in root.iterfind(".//c:organizer/c:component/c:observation", V3)
    ]


def test_what_she_measures_at_home_is_what_the_municipality_holds() -> None:
    held = set()
    for each in of_kind("municipality", NANCY, "Observation"):
        moment = re.sub("[-:T]", "", each["effectiveDateTime"][:16])
        for part in each.get("component", [each]):
            held.add((moment, part["code"]["coding"][0]["code"], str(part["valueQuantity"]["value"])))
    rows = measured(read(HERS / "phmr-uge.xml"))
    assert len(rows) == 12
    assert {(a, b, float(c)) for a, b, c in rows} <= {(a, b, float(c)) for a, b, c in held}
    units = read(HERS / "phmr-uge.xml").findall(".//c:translation[@code='NPU27280']/../../c:value", V3)
    assert {each.get("unit") for each in units} == {"NA"}


@pytest.mark.rule("H9")
def test_h9_a_pair_is_annulled_with_a_remark_on_the_upper_value_alone() -> None:
    root = read(HERS / "phmr-annulleret.xml")
    states = [each.get("code") for each in root.iterfind(".//c:organizer/c:statusCode", V3)]
    assert states.count("nullified") == 2
    remarks = root.findall(".//c:act/c:code[@code='48767-8']/../c:text", V3)
    assert len(remarks) == 1
    assert ("202611191625", "NPU03804", "71.1") in measured(root)


def test_her_answers_are_of_every_kind() -> None:
    root = read(HERS / "qrd-kol.xml")
    kind = f"{{{V3['xsi']}}}type"
    rows = root.findall(".//c:organizer/c:component/c:observation", V3)
    assert [[value.get(kind) for value in each.findall("c:value", V3)] for each in rows] == [
        ["CE"],
        ["CE", "CE"],
        ["ST"],
        ["INT"],
        ["INT"],
    ]
    form = read(HERS / "qfdd-kol.xml").find("c:id", V3).get("extension")
    assert {each.get("extension") for each in root.iterfind(".//c:externalDocument/c:id", V3)} == {form}


def test_the_attachment_is_a_harmless_pdf() -> None:
    held = read(HERS / "phad-spirometri.xml").find(".//c:nonXMLBody/c:text", V3)
    assert (held.get("mediaType"), held.get("representation")) == ("application/pdf", "B64")
    content = base64.b64decode(held.text)
    assert content.startswith(b"%PDF-1.4")
    assert content.endswith(b"%%EOF\n")
    for number in range(1, 6):
        at = int(content.partition(b"xref\n")[2].split(b"\n")[number + 1].split()[0])
        assert content[at:].startswith(b"%d 0 obj" % number)
    assert not re.search(rb"/(JS|JavaScript|URI|Launch|EmbeddedFile|OpenAction|AA)\b", content)


def results(name: str) -> list[Any]:
    return read(HERS / name).findall(".//{*}Result")


def test_her_laboratory_messages_agree_with_the_laboratory() -> None:
    held = {
        (each["code"]["coding"][0]["code"], each["effectiveDateTime"][:10]): str(each["valueQuantity"]["value"])
        for each in of_kind("laboratory", NANCY, "Observation")
        if each["status"] != "entered-in-error"
    }
    compared = 0
    for name, day in (
        ("xrpt01-delsvar.xml", "2026-11-17"),
        ("xrpt01-svar.xml", "2026-11-20"),
        ("xrpt01-rettet.xml", "2026-11-20"),
    ):
        for each in results(name):
            code, value = each.findtext("{*}Analysis/{*}AnalysisCode"), each.findtext("{*}Value").replace(",", ".")
            known = held.get((code, day))
            if known is None or (code == "NPU03230" and name == "xrpt01-svar.xml"):
                continue
            assert float(value) == float(known), (name, code)
            compared += 1
    assert compared >= 11


def test_a_result_is_corrected_under_the_same_production_number() -> None:
    numbers_made = {
        name: read(HERS / f"xrpt01-{name}.xml").findtext(".//{*}LaboratoryInternalProductionIdentifier")
        for name in ("svar", "rettet")
    }
    assert numbers_made["svar"] == numbers_made["rettet"]
    wrong = next(each for each in results("xrpt01-svar.xml") if each.findtext(".//{*}AnalysisCode") == "NPU03230")
    right = results("xrpt01-rettet.xml")[0]
    assert (wrong.findtext("{*}Value"), right.findtext("{*}Value")) == ("6.0", "5.1")
    assert right.findtext("{*}ResultStatusCode") == "svar_rettet"


def test_the_messages_hold_every_odd_form() -> None:
    every = [each for name in ("delsvar", "svar", "rettet") for each in results(f"xrpt01-{name}.xml")]
    flags = {each.findtext("{*}ResultValidation") for each in every}
    assert flags == {None, "for_hoej", "for_lav", "unormal"}
    assert {each.findtext("{*}Operator") for each in every} == {None, "mindre_end"}
    values = [each.findtext("{*}Value") for each in every]
    assert "*****" in values
    assert any("," in each for each in values)
    assert any("." in each for each in values)
    limits = {(each.find(".//{*}LowerLimit") is None, each.find(".//{*}UpperLimit") is None) for each in every}
    assert limits == {(False, False), (True, False), (False, True), (True, True)}
    assert any(each.findtext(".//{*}IntervalText") for each in every)
    local = [each for each in every if each.findtext(".//{*}AnalysisCodeType") == "lokal"]
    assert [each.findtext(".//{*}AnalysisCodeResponsible") for each in local] == ["Eksempel Klinisk Biokemi"]
    reports = {read(path).findtext(".//{*}ReportStatusCode") for path in HERS.glob("xrpt01*.xml")}
    assert reports == {"del_svar", "komplet_svar"}


def test_her_stamkort_says_what_the_drawing_says() -> None:
    root = stamkort(NANCY)
    assert fact(root, "NoResuscitationRegistration").find("c:value", V3).get("extension") == "false"
    assert root.find("c:effectiveTime", V3).get("value").startswith("20261123")
    practice = root.find("c:recordTarget/c:patientRole/c:providerOrganization", V3)
    assert practice.findtext("c:name", "", V3) == "Lægehuset Fjordparken"
    assert practice.find("c:telecom", V3).get("value") == "tel:01102030"
    contact = chart("ehr", NANCY)[0]["contact"][0]
    relative = fact(root, "RelativeTypedIn")
    assert " ".join(each.text for each in relative.find("c:value", V3)) == contact["name"]["text"]
    phone = relative.find("c:value[2]", V3).get("value").removeprefix("tel:")
    assert phone == contact["telecom"][0]["value"].replace(" ", "")
    assert (
        fact(root, "RelationTypedIn").find("c:value", V3).get("displayName").casefold()
        == contact["relationship"][0]["text"]
    )
    assert fact(root, "LivingWillRegistration").find("c:value", V3).get("nullFlavor") == "NI"
    entered = fact(root, "DentistTypedIn").find("c:author/c:assignedAuthor/c:code", V3)
    assert entered.get("code") == "EnteredCitizen"
