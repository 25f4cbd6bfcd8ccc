"""Writes the seeds: run with desktop and packaging on the path, `python -m seedwork seeds`."""

import sys
from pathlib import Path

from seedwork.everyone import charts
from seedwork.parts import situation_of


def main() -> None:
    """Write every chart to its file; the same input gives the same bytes."""
    folder = Path(sys.argv[1])
    for chart in charts():
        path = folder / chart.base / f"{chart.person.cpr}.{situation_of(chart)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(chart.text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
