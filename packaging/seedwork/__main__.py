"""Writes the seeds: `python packaging/seedwork` fills seeds/, `python packaging/seedwork FOLDER` another folder."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> None:
    """Write every chart to its file and remove what no chart is told for; the same input gives the same bytes."""
    sys.path[:0] = [str(ROOT / "packaging"), str(ROOT / "desktop")]
    from seedwork.everyone import cards, charts
    from seedwork.fmk_answers import seed
    from seedwork.parts import situation_of

    folder = Path(words[0]) if words else ROOT / "seeds"
    written = set()
    for chart in charts():
        path = folder / chart.base / f"{chart.person.cpr}.{situation_of(chart)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(chart.text(), encoding="utf-8", newline="\n")
        written.add(path)
    for card in cards():
        path = folder / "fmk" / f"{card.person.cpr}.{card.person.situation}.xml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(seed(card))
        written.add(path)
    gone = {*folder.glob("*/*.json"), *(path for path in folder.glob("fmk/*.xml") if "blocked" not in path.name)}
    for path in gone - written:
        path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
