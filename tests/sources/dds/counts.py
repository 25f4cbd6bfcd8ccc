"""How many clinical statements a document holds, counted from its XML alone by other means than the program's."""

from typing import Any

from lxml import etree

V3 = {"h": "urn:hl7-org:v3"}
PLAN = "1.2.208.184.15.1.10.20."
KINDS = {"75310-3": "1", "61146-7": "2", "62387-6": "3", "11383-7": "4"}
STATEMENTS = (
    *("observation", "act", "encounter", "organizer", "procedure", "substanceAdministration", "supply"),
    *("observationMedia", "regionOfInterest"),
)
STEPS = ("act", "encounter", "procedure", "substanceAdministration", "supply")


def is_(*names: str) -> str:
    return "(" + " or ".join(f"local-name()='{name}'" for name in names) + ")"


STATEMENT = is_(*STATEMENTS)
BODY = "/*/*[local-name()='component']"


def tops(root: Any) -> list[Any]:
    """Give the uppermost statements of every entry, and the entries that hold none."""
    found = root.xpath(f"{BODY}//*[{STATEMENT}][not(ancestor::*[{STATEMENT}])]")
    return [node for node in found if node.xpath("not(ancestor::*[local-name()='text' or local-name()='title'])")]


def entries(root: Any) -> list[Any]:
    """Give every entry, and every statement that stands in none."""
    outer = f"[not(ancestor::*[local-name()='entry' or {STATEMENT}])]"
    found = root.xpath(f"{BODY}//*[local-name()='entry']{outer}")
    return found + [node for node in tops(root) if not node.xpath("ancestor::*[local-name()='entry']")]


def is_equipment(node: Any) -> bool:
    return bool(
        node.xpath("ancestor::*[local-name()='section'][*[local-name()='code'][1][@code='46264-8'][not(@nullFlavor)]]")
    )


def monitored(root: Any) -> int:
    """Each observation outside the devices, and each entry that holds none."""
    count = 0
    for node in entries(root):
        if not is_equipment(node):
            count += len(node.xpath("descendant-or-self::*[local-name()='observation']")) or 1
    return count


def appointments(root: Any) -> int:
    return sum(len(node.xpath("descendant-or-self::*[local-name()='encounter']")) or 1 for node in entries(root))


def facts(root: Any) -> int:
    """Each observation, each relative as one; each entry without any; and the facts of the head."""
    total = 0
    for node in entries(root):
        relatives = [one for one in node.xpath("descendant-or-self::*[local-name()='organizer']") if is_relative(one)]
        held = node.xpath("descendant-or-self::*[local-name()='observation']")
        outer = [
            one
            for one in held
            if not any(ancestor in relatives for ancestor in one.iterancestors())
            and not one.xpath("ancestor::*[local-name()='observation']")
        ]
        inner = [one for one in relatives if not any(above in relatives for above in one.iterancestors())]
        total += (len(outer) + len(inner)) if held else 1
    return total + of_head(root)


def is_relative(node: Any) -> bool:
    codes = [
        (one.xpath("*[local-name()='code'][1]/@code") or [""])[0]
        for one in node.xpath("descendant::*[local-name()='observation']")
    ]
    known = {"LanguageTypedIn", "TempAddrTypedIn", "DentistTypedIn", "GuardianTypedIn", "PatientContactTypedIn"}
    known |= {"CitizenNameAddr", "CoverageGroup", "ChildCustody"}
    known |= {f"{name}Registration" for name in ("OrganDonor", "TreatmentWill", "LivingWill", "NoResuscitation")}
    return codes.count("RelativeTypedIn") == 1 and not known & set(codes)


def of_head(root: Any) -> int:
    roles = root.xpath("/*/*[local-name()='recordTarget']/*[local-name()='patientRole']")
    roles += root.xpath("/*/*[local-name()='recordTarget'][not(*[local-name()='patientRole'])]")
    total = len(root.xpath("/*/*[local-name()='informant'][*[local-name()='relatedEntity']]"))
    for role in roles:
        total += len(role.xpath("*[local-name()='id'][starts-with(@root,'1.2.208.176.1.99.99.')]"))
        total += len(role.xpath("*[local-name()='patient'][1]/*[local-name()='guardian'][1][not(@nullFlavor)]"))
        total += len(role.xpath("*[local-name()='providerOrganization'][1][not(@nullFlavor)]"))
    return total


def questions(root: Any) -> int:
    """Each observation of the body that is in no other of its section, but the notice of copyright."""
    copyright_ = "*[local-name()='templateId'][@root='2.16.840.1.113883.10.20.32.4.21']"
    found = root.xpath(f"{BODY}//*[local-name()='observation'][not(ancestor::*[local-name()='text'])]")
    return sum(not node.xpath(copyright_) and not is_in_another(node) for node in found)


def is_in_another(node: Any) -> bool:
    for above in node.iterancestors():
        name = etree.QName(above).localname
        if name in ("section", "observation"):
            return bool(name == "observation")
    return False


def arcs(node: Any) -> set[str]:
    roots = node.xpath("*[local-name()='templateId']/@root")
    return {root[len(PLAN) :].split(".")[0] for root in roots if root.startswith(PLAN)} & set("1234")


def kind_of(node: Any) -> str:
    """Give the number of the kind of a part of a plan, by its template, as a goal, or by the sections round it."""
    own = arcs(node)
    if len(own) == 1:
        return own.pop()
    if etree.QName(node).localname == "observation" and node.get("moodCode") == "GOL":
        return "2"
    for section in node.xpath("ancestor::*[local-name()='section']")[::-1]:
        of = arcs(section)
        if len(of) == 1:
            return of.pop()
        code = section.xpath("*[local-name()='code'][1][not(@nullFlavor)]/@code")
        if code and code[0] in KINDS:
            return KINDS[code[0]]
    return ""


def parts_of_plan(root: Any) -> int:
    total = 0
    for node in tops(root):
        kind = kind_of(node)
        held = node.xpath("descendant-or-self::*[local-name()='observation']")
        if kind == "1":
            total += sum(bool(one.xpath("*[local-name()='value']")) for one in held) or 1
        elif kind == "2":
            total += sum(one.get("moodCode") == "GOL" for one in held) or 1
        elif kind == "3":
            steps = node.xpath(f"descendant-or-self::*[{is_(*STEPS)}]")
            comments = "*[local-name()='code'][1]/descendant-or-self::*[@code='48767-8']"
            total += sum(not one.xpath(comments) for one in steps) or 1
        elif kind == "4":
            total += len(held) or 1
    return total


def results(root: Any) -> int:
    return len(root.xpath("//*[local-name()='LaboratoryReport']//*[local-name()='Result']"))
