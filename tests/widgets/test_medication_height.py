"""The quick way to the height of a drug gives the height that laying out its lines would give."""

from collections.abc import Callable
from typing import Any

import pytest

from overblik.viewmodels.marks import Badge, Tone
from overblik.viewmodels.rows import MedicationRow
from overblik.widgets.delegates import medication
from overblik.widgets.look import Look


@pytest.mark.rule("H18")
@pytest.mark.parametrize("scale", [1.0, 1.35, 2.0])
def test_h18_no_line_is_cut_because_it_was_not_measured(
    look_of: Callable[[str, float], Look], monkeypatch: Any, scale: float
) -> None:
    look = look_of("light", scale)
    rows = [
        MedicationRow(
            f"k{place}",
            "",
            name="metformin " * (1 + place % 3),
            brand="METFORMIN SANDOZ" if place % 2 else "",
            strength_form="500 mg filmovertrukne tabletter" if place % 5 else "",
            dosage="1 tablet morgen og aften " * (1 + place % 4) if place % 7 else "",
            extra="mod type 2-diabetes" if place % 3 else "",
            date_text="fra 14. jan 2014" if place % 4 else "",
            badge=Badge("Ændret 19. nov 2026", Tone.NEW) if place % 6 else None,
        )
        for place in range(60)
    ]
    widths = range(180, 900, 7)
    quick = [medication.height(row, width, look) for row in rows for width in widths]
    monkeypatch.setattr(medication, "_is_plain", lambda *_: False)
    assert quick == [medication.height(row, width, look) for row in rows for width in widths]
