"""One running sandbox for all tests of this room; each test finds it without faults and at its clock."""

from collections.abc import Iterator

import pytest

from sandbox.process import CLOCK, ROOT, Services, services
from sandbox.soap import Client

CHARTS = ROOT / "tests" / "sandbox" / "charts"
SCHEMAS = ROOT.parent / "shared" / "samples" / "schemas"


@pytest.fixture(scope="session")
def _running() -> Iterator[Services]:
    with services() as running:
        yield running


@pytest.fixture
def sandbox(_running: Services) -> Iterator[Services]:
    """The services without faults, log and drift; what a test files under its own ids stays."""
    yield _running
    _running.order("faults", method="DELETE")
    _running.order("requests", method="DELETE")
    _running.order("clock", {"now": CLOCK})


@pytest.fixture(scope="session")
def _national() -> Iterator[Services]:
    with services(seeds=CHARTS, schemas=SCHEMAS) as running:
        yield running


@pytest.fixture
def national(_national: Services) -> Iterator[Services]:
    """FMK, DDV, STS and broker over the charts of these tests, without faults, log and drift."""
    yield _national
    _national.order("faults", method="DELETE")
    _national.order("requests", method="DELETE")
    _national.order("clock", {"now": CLOCK})


@pytest.fixture
def client(national: Services) -> Client:
    """A clinician with an id card of the STS."""
    return Client(national).sign_in()
