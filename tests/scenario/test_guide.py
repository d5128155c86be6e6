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


def blocks_of(text):
    found = re.findall(r"^```sh\n(.*?)^```$", text, re.M | re.S)
    assert found, "a lesson without a step"
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_lesson(lesson, upstream, tmp_path):
    (tmp_path / "data").mkdir()
    follow(blocks_of(lesson.read_text()), tmp_path, {
        "CARDEA": str(pathlib.Path(BINARY).resolve()), "DATA": str(tmp_path / "data"), "APP": upstream.url,
        "PROXY": free_address(), "ADMIN": free_address()})


def test_the_tour_of_the_readme(upstream, tmp_path):
    """As it stands, but for the ports, which may be taken, and the directory."""
    proxy, admin = free_address(), free_address()
    text = (ROOT / "README.md").read_text().split("## Five minutes")[1].split("## ")[0]
    for old, new in [("build/release/cardea", str(pathlib.Path(BINARY).resolve())), ("/tmp/cardea", f"{tmp_path}/data"),
                     ("127.0.0.1:8000", proxy), ("127.0.0.1:8001", admin),
                     ("127.0.0.1:9000", f"127.0.0.1:{upstream.port}")]:
        assert old in text
        text = text.replace(old, new)
    serve, *steps = blocks_of(text)
    serve = serve.strip() + f" --set admin_listen={admin} --set status_listen=off &\n"
    ready = f"until curl -sf http://{admin}/status/ready; do sleep 0.1; done\n"
    follow([serve, ready, *steps], tmp_path, {})
    assert upstream.last().get("X-Consumer-Username") == "alice"
    assert len(upstream.seen) == 2  # once before it was guarded, and once with a token


def follow(blocks, tmp_path, variables):
    """Runs the steps as one script; its first background job is the gateway."""
    script = tmp_path / "lesson.sh"
    script.write_text("set -eux\ntrap 'kill %1' EXIT\n" + "\n".join(blocks))
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
