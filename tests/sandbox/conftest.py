"""One running sandbox for all tests of this room; each test finds it without faults and at its clock."""

from collections.abc import Iterator

import pytest

from sandbox.process import CLOCK, Services, services


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
