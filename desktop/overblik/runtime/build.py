"""Which build this is, as the record of looks says it."""

import hashlib
from pathlib import Path

import overblik
from overblik import VERSION
from overblik.runtime import installation


def build_name() -> str:
    """Name this build: the version and, where it was installed, a hash over all its files.

    The hash is over the list of files and their SHA-256: of the frozen program that which its build made, of a wheel
    that which an installer keeps (RECORD; PEP 376, PEP 427), without what was made while it was installed. It says
    which build was installed, not that nobody has changed it since. A checkout has none, and is told by its version
    alone.
    """
    frozen = installation.folder()
    if frozen is not None:
        try:
            return f"{VERSION}+{installation.build_of(installation.manifest(frozen))}"
        except OSError:
            return VERSION  # a damaged installation: the self-test names what is missing
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution("overblik")
    except PackageNotFoundError:
        return VERSION
    here = Path(overblik.__file__).resolve()
    if Path(str(found.locate_file("overblik/__init__.py"))).resolve() != here:
        return VERSION  # another one is installed than the one that runs
    record = (found.read_text("RECORD") or "").splitlines()
    files = sorted(line for line in record if line.startswith("overblik/") and "__pycache__" not in line)
    digest = hashlib.sha256("\n".join(files).encode()).hexdigest()
    return f"{VERSION}+{digest[:16]}" if files else VERSION
