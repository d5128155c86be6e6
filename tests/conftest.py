# SPDX-License-Identifier: Apache-2.0
"""Puts tests/support on the path and names the markers."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_configure(config):
    config.addinivalue_line("markers", "core: the scenarios that also run against sanitized builds")
