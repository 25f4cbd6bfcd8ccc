"""The complex citizen's care plans as three actors share them; titles, goals and days are those of the other sources."""

from seedwork.berggren_laboratory import COURSES, rows_of
from seedwork.cda_cpd import CarePlan, Step

_ICPC, _SKS, _FSIII = "1.2.208.176.2.31", "1.2.208.176.2.4", "1.2.208.176.2.21"


def general_practice() -> CarePlan:
    """The older form: goals in words, and the outcomes of the laboratory."""
    sugar = next(rows_of(days, values) for test, days, values in COURSES if test.code == "NPU27300")
    return CarePlan(
        "KOL og diabetes",
        "2024-03-05",
        [("R95", _ICPC, "KOL", "2012-01-01"), ("T90", _ICPC, "type 2-diabetes", "2014-01-01")],
        [("", "HbA1c under 58 mmol/mol", ""), ("", "Gå en tur hver dag. Bruge spray før trappen.", "")],
        [
            Step(
                "Spirometri",
                "PlannedInterventionText",
                ("ZZ5690", _SKS, "spirometri"),
                "2026-12-07T09:00",
                "2026-12-07T09:30",
                who="Praksissygeplejerske",
            )
        ],
        [
            ("Langtidsblodsukker (mmol/mol)", "NPU27300 Hæmoglobin A1c (IFCC);Hb(B)", "mmol/mol", sugar[-5:]),
            ("LDL-kolesterol (mmol/l)", "NPU01568 Kolesterol LDL;P", "mmol/L", [("2026-08-12", "1.80")]),
        ],
        {"Planlagte indsatser": "Spirometri 07-12-2026. Årskontrol 14-01-2027."},
    )


def hospital() -> CarePlan:
    """Coded goals, what was done, and the next control."""
    return CarePlan(
        "Lungeambulatoriet",
        "2026-11-19",
        [("DJ441", _SKS, "KOL med akut eksacerbation", "2026-11-16")],
        [("NPU27280", "Iltmætning 88–92 %", "88-92 %"), ("NPU03804", "Vægt over 70 kg", "")],
        [
            Step(
                "Indlæggelse",
                "CurrentHospitalContact",
                ("AAF1", _SKS, "Indlæggelse"),
                "2026-11-16T14:20",
                "2026-11-19T13:10",
                done=True,
            ),
            Step(
                "Instruktion i inhalation",
                "PlannedInterventionText",
                ("BRXB", _SKS, "instruktion"),
                "2026-11-18",
                done=True,
                contact=False,
            ),
            Step(
                "Kontrol",
                "HospitalAmbulatoryControl",
                ("AAF22", _SKS, "Ambulant besøg"),
                "2026-12-02T10:15",
                "2026-12-02T10:45",
                who="Lungemedicin, læge",
            ),
        ],
    )


def nursing() -> CarePlan:
    """The municipality's plan of home nursing."""
    return CarePlan(
        "Sygepleje (SUL § 138)",
        "2025-05-12",
        [("I7.1", _FSIII, "Respirationsproblemer", "2025-05-12"), ("J1.1", _FSIII, "Vaske sig", "2025-05-12")],
        [("", "Tager selv sin medicin", "")],
        [
            Step(
                "Medicindispensering i doseringsæske",
                "PlannedInterventionText",
                ("G1.21", _FSIII, "Medicindispensering"),
                "2026-11-16",
                done=True,
                contact=False,
                who="Team Nord, sygeplejerske",
            ),
            Step(
                "Medicindispensering i doseringsæske",
                "PlannedInterventionText",
                ("G1.21", _FSIII, "Medicindispensering"),
                "2026-11-30",
                contact=False,
                who="Team Nord, sygeplejerske",
            ),
        ],
    )
