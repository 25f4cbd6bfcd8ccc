"""A second instance of the program over the same profile: run by test_instances.py; it says its notice and ends."""

import sys
from pathlib import Path

from faults.computer import Computer
from faults.nursery import FileRing
from faults.use_cases import keep
from overblik.runtime.chance import SystemRandom


def main(folder: Path, first: int, last: int) -> None:
    computer = Computer(folder, ring=FileRing(folder), chance=SystemRandom())
    keeping = computer.start()
    for number in range(first, last):
        keep(str(number), f"nr {number}")(keeping)
    keeping.pin()
    computer.stop()
    sys.stdout.write(f"notice={keeping.notice}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
