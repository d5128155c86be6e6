# SPDX-License-Identifier: Apache-2.0
"""The load generator must notice wrong answers: a benchmark that counts errors as requests praises the proxy that
fails fastest. Runs against a small server that answers by itself. Needs `ninja -C build/release bench_load`."""
import json
import os
import pathlib
import socketserver
import subprocess
import threading

import pytest

SPINNER = pathlib.Path(__file__).resolve().parents[2] / "build" / "release" / "bench" / "spinner"
pytestmark = pytest.mark.skipif(not SPINNER.exists(), reason="bench_load is not built")


class _Scripted(socketserver.ThreadingTCPServer):
    """Answers every head with the same bytes, written in `pieces`, then closes if `closes`."""
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    pieces = ()
    closes = False


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            while self._read_head():
                for piece in self.server.pieces:
                    self.wfile.write(piece)
                if self.server.closes:
                    return
        except OSError:
            pass  # the load generator is done

    def _read_head(self):
        line = self.rfile.readline()
        while line not in (b"\r\n", b""):
            line = self.rfile.readline()
        return line == b"\r\n"


def _spin(tmp_path, pieces, closes=False):
    heads = tmp_path / "heads"
    heads.write_text("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n", newline="")
    with _Scripted(("127.0.0.1", 0), _Handler) as server:
        server.pieces, server.closes = pieces, closes
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        done = subprocess.run(
            [SPINNER, "--proxy-port", str(server.server_address[1]), "--upstream-port", "0", "--heads", heads,
             "--watch", str(os.getpid()), "--connections", "2", "--body", "5", "--warm-up-ms", "20",
             "--measure-ms", "100"],
            capture_output=True, text=True, timeout=30, check=False)
        server.shutdown()
    return done


def test_right_answers_count_as_requests(tmp_path):
    seen = json.loads(_spin(tmp_path, [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"]).stdout)
    assert seen["requests"] > 0
    assert seen["errors"] == 0
    assert seen["cpu_seconds"] > 0  # of the watched process, which is this one
    assert 0 < seen["p50_us"] <= seen["p99_us"] <= seen["max_us"]


def test_an_answer_in_pieces_is_one_answer(tmp_path):
    pieces = [b"HTTP/1.1 200 OK\r\nContent-Le", b"ngth: 5\r", b"\n\r\nhe", b"llo"]
    seen = json.loads(_spin(tmp_path, pieces).stdout)
    assert seen["requests"] > 0
    assert seen["errors"] == 0


def test_an_announced_close_is_no_error(tmp_path):
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
    seen = json.loads(_spin(tmp_path, [answer], closes=True).stdout)
    assert seen["reconnects"] > 0
    assert seen["errors"] == 0


@pytest.mark.parametrize("answer", [
    pytest.param(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nhello", id="status"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhell", id="length"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!", id="surplus"),
    pytest.param(b"HTTP/1.1 200 OK\r\n\r\nhello", id="no length"),
])
def test_wrong_answers_count_as_errors(tmp_path, answer):
    done = _spin(tmp_path, [answer])
    # Few errors are reported in the result, more than 1000 end the run; both name the first.
    if done.returncode == 0:
        seen = json.loads(done.stdout)
        assert seen["errors"] > 0
        assert seen["requests"] == 0 or answer.endswith(b"!")
        assert seen["first_error"]
    else:
        assert "more than 1000 errors" in done.stderr
