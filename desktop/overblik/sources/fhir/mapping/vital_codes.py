"""Which codes are vital signs where the source sent no category."""

from overblik.domain.npu import NPU

_LOINC = "http://loinc.org"
_MEDCOM = "http://medcomfhir.dk/ig/terminology/CodeSystem/medcom-observation-codes"
LAB_CODES = frozenset({"laboratory", "LAB", "CH", "HM", "MB", "SR", "IMM", "BLB", "TX", "VR", "PAT", "394596001"})
"""HL7 observation-category, HL7 v2 table 0074, and SNOMED clinical biochemistry."""

VITAL_CODES = frozenset(
    {
        # blood pressure, pulse, temperature, saturation, height and mass, as the Danish NPU subset has them
        *((NPU, code) for code in ("DNK05472", "DNK05473", "NPU21692", "NPU08676", "NPU10197", "NPU03011")),
        *((NPU, code) for code in ("NPU03794", "NPU03804", "NPU27280", "NPU27281")),
        *((_MEDCOM, code) for code in ("MCS88122", "MCS88125", "MCS88126")),
        # the vital-signs profiles of FHIR R4 (observation-vitalsigns.html)
        *((_LOINC, code) for code in ("85353-1", "9279-1", "8867-4", "2708-6", "59408-5", "8310-5", "8302-2")),
        *((_LOINC, code) for code in ("9843-4", "8287-5", "29463-7", "39156-5", "85354-9", "8480-6", "8462-4")),
        *((_LOINC, code) for code in ("8478-0", "59576-9", "3141-9", "8331-1", "55284-4")),
    },
)
