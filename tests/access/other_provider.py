"""`oidc-provider` from npm as a process of its own: an OpenID provider that nobody here wrote."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dev import PROVIDER, need_provider, provider_stamp

from sandbox.process import ended_by_its_input


@contextmanager
def other_provider(spare: Path) -> Iterator[dict[str, str]]:
    """Start both providers, with DPoP (`bound`) and without (`plain`); end them by closing their standard input.

    Where `packaging/dev.py test` has not installed them, that is done in the empty folder `spare`: several processes may
    run these tests at one time. Without Node.js the tests are skipped, but in CI they fail.
    """
    fingerprint, stamp = provider_stamp()
    folder = PROVIDER
    if not stamp.exists() or stamp.read_text() != fingerprint:
        folder = spare
        for name in ("package.json", "package-lock.json", "server.mjs"):
            shutil.copy(PROVIDER / name, folder)
    if not need_provider(folder):
        if os.environ.get("CI"):
            pytest.fail("Node.js 20 or newer is missing in CI")
        pytest.skip("Node.js 20 or newer is not here, and so no OpenID provider of other hands")
    node = shutil.which("node")
    assert node is not None
    process = subprocess.Popen(
        [node, str(folder / "server.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    with ended_by_its_input(process):
        assert process.stdout is not None
        line = next((each for each in process.stdout if each.startswith("{")), "")
        if not line:
            pytest.fail("the OpenID provider of the tests did not start")
        yield json.loads(line)
