"""Who a recorded answer is about, in its own words: names, birth date and sex (PatientType)."""

from overblik.domain.patient import MasterData, Sex
from overblik.sources.fmk.mapping.sheets import Sheet
from overblik.wire.elements import maybe_date, text

_SEX = {"female": Sex.FEMALE, "male": Sex.MALE}


def master_data(sheets: list[Sheet]) -> MasterData | None:
    """Give what the answers say of the citizen; none where they hold the number alone.

    It never decides whom an answer is about: that is the identifier's to say (services.md rule A).
    """
    patients = [node for sheet in sheets for node in sheet.repeated.get("Patient", ())]
    for patient in patients:
        found = {
            name: text(patient.find(f".//{{*}}{name}")) for name in ("GivenName", "MiddleName", "Surname", "Gender")
        }
        birth = maybe_date(patient.find(".//{*}BirthDate"))
        given = " ".join(part for part in (found["GivenName"], found["MiddleName"]) if part)
        if given or found["Surname"] or birth is not None:
            sex = _SEX.get(found["Gender"].casefold(), Sex.UNKNOWN)
            return MasterData(found["Surname"], given, birth, sex, False, None, False, (), (), "", False, (), ())
    return None
