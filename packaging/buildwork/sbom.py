"""The CycloneDX bill of materials of what is inside the frozen program (G17)."""

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from buildwork.parts import Part

if TYPE_CHECKING:
    from cyclonedx.model.component import Component

_NAMESPACE = uuid.UUID("6f1b8b1e-5f0b-5f35-9d3e-0d9f6a6a6e0b")
"""Of our serial numbers: one build has one bill, and the same build the same."""


def bill(own: Part, parts: tuple[Part, ...], build: str, epoch: int) -> str:
    """Give the bill as JSON of CycloneDX 1.6, checked against its schema.

    Raises:
        ValueError: it does not hold against the schema.

    """
    from cyclonedx.model.bom import Bom
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    program = _component(own, is_program=True)
    made = [_component(part) for part in parts]
    bom: Any = Bom(components=made, serial_number=uuid.uuid5(_NAMESPACE, build))
    bom.metadata.component = program
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.register_dependency(program, made)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise ValueError(str(fault))
    return text + "\n"


def _component(part: Part, *, is_program: bool = False) -> "Component":
    from cyclonedx.factory.license import LicenseFactory
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    kind = ComponentType.APPLICATION if is_program else ComponentType.LIBRARY
    purl = PackageURL("pypi", None, part.name.lower(), part.version) if part.kind == "package" else None
    licence = LicenseFactory().make_from_string(part.licence)
    reference = f"{part.kind}:{part.name}@{part.version}"
    return Component(
        name=part.name,
        version=part.version,
        type=kind,
        purl=purl,
        cpe=part.cpe or None,
        licenses=[licence],
        bom_ref=reference,
    )
