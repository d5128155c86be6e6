# SPDX-License-Identifier: Apache-2.0
"""The lessons of docs/guide, run as they stand."""
import os
import pathlib
import re
import signal
import socket
import subprocess

import pytest

from support.gateway import BINARY, ROOT, environment

LESSONS = sorted((ROOT / "docs/guide").glob("*.md"))


def free_address():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % one.getsockname()[1]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson(lesson, upstream, tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```$", lesson.read_text(), re.M | re.S)
    assert blocks, "a lesson without a step"
    script = tmp_path / "lesson.sh"
    script.write_text("set -eux\ntrap 'kill %1' EXIT\n" + "\n".join(blocks))
    (tmp_path / "data").mkdir()
    variables = {"CARDEA": str(pathlib.Path(BINARY).resolve()), "DATA": str(tmp_path / "data"), "APP": upstream.url,
                 "PROXY": free_address(), "ADMIN": free_address()}
    with open(tmp_path / "output", "wb") as output:
        process = subprocess.Popen(["bash", str(script)], stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                                   env={**environment(), **variables, "no_proxy": "*"}, start_new_session=True)
        try:
            status = process.wait(60)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    assert status == 0, (tmp_path / "output").read_text(errors="replace")[-3000:]
