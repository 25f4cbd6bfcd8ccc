"""Writes the seeds: `python packaging/seedwork` fills seeds/, `python packaging/seedwork FOLDER` another folder."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> None:
    """Write every chart to its file and remove what no chart is told for; the same input gives the same bytes."""
    sys.path[:0] = [str(ROOT / "packaging"), str(ROOT / "desktop")]
    from seedwork import ddv, everyone, fmk_answers, lists, sharing
    from seedwork.parts import situation_of

    folder = Path(words[0]) if words else ROOT / "seeds"
    filled = list(everyone.charts())
    texts = {folder / one.base / f"{one.person.cpr}.{situation_of(one)}.json": one.text() for one in filled}
    texts |= {folder / "ddv" / name: text for name, text in ddv.cards(filled)}
    texts |= {folder / "fmk" / name: text for name, text in fmk_answers.seeds(everyone.medicine())}
    texts |= {folder / "lists" / name: text for name, text in lists.seeds([one for one, _, _ in everyone.people()])}
    files = {path: text.encode() for path, text in texts.items()}
    files |= {folder / name: content for name, content in sharing.folders(one for one, _, _ in everyone.people())}
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for path in {each for each in folder.rglob("*") if each.is_file() and each.parent != folder} - set(files):
        path.unlink()
    for path in [each for each in folder.glob("*/*") if each.is_dir() and not any(each.iterdir())]:
        path.rmdir()


if __name__ == "__main__":
    main(sys.argv[1:])
