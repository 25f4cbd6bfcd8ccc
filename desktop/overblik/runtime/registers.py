"""Names shipped with the program: code and name, tab between, one file a register."""

from pathlib import Path

from overblik.domain.npu import NAMES as NPU_NAMES

_FILES = {
    "urn:oid:1.2.208.176.2.21": "fsiii",
    "1.2.208.176.2.21": "fsiii",
    "http://fhir.kl.dk/term/CodeSystem/FSIII": "fsiii",
    "http://kl.dk/fhir/common/caresocial/CodeSystem/FSIII": "fsiii",
    "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes": "care_social",
    "urn:oid:1.2.208.176.2.31": "icpc2",
    "1.2.208.176.2.31": "icpc2",
    "urn:oid:1.2.208.176.2.4.12": "sks",
    "urn:oid:1.2.208.176.2.4": "sks",
    "1.2.208.176.2.4": "sks",
    "1.2.208.176.2.4.12": "sks",
    "http://snomed.info/sct": "snomed",
    "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-observation-codes": "medcom_observation",
}


class FileRegisters:
    """The port Registers over a folder of files, each read at the first question."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; a file that is not there answers nothing."""
        self._folder = folder
        self._read: dict[str, dict[str, str]] = {}

    def name(self, system: str, code: str) -> str:
        """Give the Danish name, empty when unknown: never a guess."""
        if system in NPU_NAMES:
            return self._of("npu").get(code, "")
        register = _FILES.get(system)
        return self._of(register).get(code, "") if register else ""

    def group(self, system: str, code: str) -> str:
        """Give the MedCom result group of an NPU code, empty when unknown."""
        return self._of("result_groups").get(code, "") if system in NPU_NAMES else ""

    def _of(self, register: str) -> dict[str, str]:
        found = self._read.get(register)
        if found is None:
            found = self._read[register] = pairs(self._folder / f"{register}.tsv")
        return found


def pairs(path: Path) -> dict[str, str]:
    """Read code and name; a line without both is left out, and so is a remark after #."""
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        code, tab, name = line.partition("\t")
        if tab and code.strip() and name.strip() and not code.startswith("#"):
            found[code.strip()] = name.strip()
    return found
