# SPDX-License-Identifier: Apache-2.0
"""./dev on a bare machine: what it installs, with whose rights, and that no service starts. Nothing is installed here:
apt-get, dpkg-query and the like are stand-ins that write down how they were called."""
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAND_INS = r"""
set -euo pipefail
. tools/dev/packages.sh
policy=$HOME/policy-rc.d
note() { echo "$*" >>"$HOME/calls"; }
id() { echo "${as:-0}"; }
sudo() { note "sudo $*"; "$@"; }
env() { shift; "$@"; }
apt-get() { note "apt-get $*"; if [[ -e $policy ]]; then note "policy: $(tail -n 1 "$policy")"; fi; }
dpkg-query() {
  case $* in
    *db:Status*) if [[ " ${there:-} " == *" ${!#} "* ]]; then echo installed; fi ;;
    *) cat "$HOME/installed" 2>/dev/null || true ;;
  esac
}
dpkg() { if [[ $2 == haproxy ]]; then echo /lib/systemd/system/haproxy.service; fi; }
systemctl() { note "systemctl $*"; }
is_debian_12() { [[ ${debian:-12} == 12 ]]; }
"""


@pytest.fixture
def shell(tmp_path):
    """Runs lines of bash behind the stand-ins; gives (exit status, output, calls)."""
    def run(lines):
        ran = subprocess.run(["bash", "-c", STAND_INS + lines], cwd=ROOT, capture_output=True, text=True,
                             stdin=subprocess.DEVNULL, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
        calls = tmp_path / "calls"
        return ran.returncode, ran.stdout + ran.stderr, calls.read_text().splitlines() if calls.exists() else []
    return run


def packages(section):
    """The names of a section, read another way than ./dev does."""
    text = (ROOT / "packages.txt").read_text().split(f"[{section}]\n")[1].split("\n[")[0]
    return {line.split()[0] for line in text.splitlines() if line and not line.startswith("#")}


@pytest.mark.parametrize("sections", [["build"], ["test"], ["build", "test", "bench"]])
def test_installs_what_is_missing_of_the_sections(shell, sections):
    status, said, calls = shell(f"there='cmake ccache'; need {' '.join(sections)}")
    wanted = set().union(*(packages(one) for one in sections)) - {"cmake", "ccache"}
    assert status == 0
    install = next(call for call in calls if call.startswith("apt-get install"))
    assert "--no-install-recommends" in install
    assert {word for word in install.split()[2:] if not word.startswith("-")} == wanted
    assert said.splitlines()[0].startswith(f"Installing from Debian ({' '.join(sections)}):")
    assert all(name in said for name in wanted)
    assert calls.index("apt-get update -q") < calls.index(install)


def test_does_nothing_when_all_is_there(shell):
    assert shell(f"there='{' '.join(packages('build'))}'; need build") == (0, "", [])


def test_asks_for_rights_only_when_it_must(shell):
    assert not any(call.startswith("sudo") for call in shell("need build")[2])


def test_uses_sudo_where_it_is_not_root(shell):
    calls = shell("as=1000; need build")[2]
    assert any(call.startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get install") for call in calls)


def test_says_what_to_type_where_there_is_no_sudo(shell):
    status, said, calls = shell("as=1000; command() { return 1; }; need build")
    assert (status, calls) == (1, [])
    assert "As root: apt-get update && apt-get install --no-install-recommends" in said and "clang-19" in said


def test_services_of_packages_stay_off(shell, tmp_path):
    """None starts while apt works, and those that came along do not start at the next boot."""
    (tmp_path / "installed").write_text("nginx\n")
    status, said, calls = shell("apt-get() { note \"apt-get $*\"; note \"policy: $(tail -n 1 \"$policy\")\"; "
                                "printf 'haproxy\\nnginx\\n' >\"$HOME/installed\"; }; need bench")
    assert status == 0
    assert [call for call in calls if call.startswith("policy")] == ["policy: exit 101"] * 2
    assert "systemctl disable --quiet haproxy.service" in calls
    assert "haproxy came along and stays off" in said
    assert not any("nginx.service" in call for call in calls)  # that one was the user's own
    assert not (tmp_path / "policy-rc.d").exists()


def test_a_policy_of_the_users_is_put_back(shell, tmp_path):
    (tmp_path / "policy-rc.d").write_text("#!/bin/sh\nexit 0\n")
    shell("need build")
    assert (tmp_path / "policy-rc.d").read_text() == "#!/bin/sh\nexit 0\n"
    shell("apt-get() { return 1; }; need build")  # also when apt fails
    assert (tmp_path / "policy-rc.d").read_text() == "#!/bin/sh\nexit 0\n"


def test_elsewhere_one_sentence(shell):
    status, said, calls = shell("debian=11; need build")
    assert (status, calls) == (1, [])
    assert said.count(".\n") == 1 and "Debian 12" in said and "CARDEA_SKIP_INSTALL=1" in said
    assert shell("debian=11; CARDEA_SKIP_INSTALL=1; need build") == (0, "", [])


def dev(*words):
    return subprocess.run([ROOT / "dev", *words], cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_help_names_every_command():
    said = dev("help").stdout
    for command in ("demo", "build", "test", "test-long", "bench", "fuzz", "format", "install"):
        assert f"./dev {command}" in said
    assert dev().stdout == said


def test_an_unknown_command_is_refused():
    ran = dev("tset")
    assert ran.returncode == 2
    assert "no command 'tset'" in ran.stderr and "./dev test" in ran.stderr


def test_it_needs_no_make():
    """A bare Debian has bash and coreutils; what else it calls is in packages.txt."""
    for path in (ROOT / "dev", *(ROOT / "tools/dev").glob("*.sh")):
        assert not any(line.split()[:1] == ["make"] for line in path.read_text().splitlines())
