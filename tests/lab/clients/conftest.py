"""What Ansible's playbooks came to, for all tests of them."""

from __future__ import annotations

import os

import pytest

from tests.lab.clients.played import ASA, IOS, Played, played, why_not


def _shared(factory: pytest.TempPathFactory):
    """Return a folder that all workers of a run share."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "ansible"


@pytest.fixture(scope="session")
def ios(tmp_path_factory: pytest.TempPathFactory) -> Played:
    if missing := why_not(*IOS):
        pytest.skip(missing)
    return played(_shared(tmp_path_factory))


@pytest.fixture(scope="session")
def asa(tmp_path_factory: pytest.TempPathFactory) -> Played:
    if missing := why_not(*ASA):
        pytest.skip(missing)
    return played(_shared(tmp_path_factory))
