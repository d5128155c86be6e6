# SPDX-License-Identifier: Apache-2.0
"""tools/check_reasons.py finds reason codes that the table lacks, and entries that nothing produces."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
from check_reasons import check  # noqa: E402

ENTRY = 'REASON("{}", client, "It is so.", "A cause.", "Do something.")\n'


@pytest.fixture
def house(tmp_path):
    """A small house whose table knows jwt.expired; call it with a file and its text, and it says what is wrong."""
    (tmp_path / "src/plugins/key_auth").mkdir(parents=True)
    (tmp_path / "src/proxy").mkdir()
    (tmp_path / "src/reasons.def").write_text("// a table\n" + ENTRY.format("jwt.expired"))
    (tmp_path / "src/proxy/known.cpp").write_text('constexpr Answer a{.reason = "jwt.expired"};\n')

    def judge(name, text):
        (tmp_path / "src" / name).write_text(text)
        return list(check(tmp_path))
    return judge


@pytest.mark.parametrize("name, text, code", [
    ("proxy/a.cpp", 'constexpr Answer a{\n    .reason =\n        "route.none"};', "route.none"),
    ("proxy/a.cpp", 'record.reason = "client.left";', "client.left"),
    ("proxy/a.h", 'refusal("jwt.too_large", "words")', "jwt.too_large"),
    ("plugins/key_auth/handler.cpp", 'deny(exchange, "key_auth.no_key");', "key_auth.no_key"),
])
def test_a_code_without_an_entry_is_named(house, name, text, code):
    found = house(name, "\n" + text)
    assert len(found) == 1
    assert found[0].startswith(f"src/{name}:") and f'"{code}"' in found[0] and "src/reasons.def" in found[0]


@pytest.mark.parametrize("name, text", [
    ("proxy/a.cpp", '#include "jwt.h"'),
    ("proxy/a.cpp", 'std::string path = "cardea.db";'),
    ("proxy/a_test.cpp", 'Answer a{.reason = "test.refused"};'),
    ("proxy/a_for_tests.h", 'Answer a{.reason = "test.refused"};'),
    ("proxy/a.cpp", 'Answer a{.reason = "jwt.expired"};'),
])
def test_other_texts_are_no_codes(house, name, text):
    assert house(name, text) == []


def test_an_entry_that_nothing_produces_is_named(house):
    found = house("reasons.def", ENTRY.format("jwt.expired") + ENTRY.format("jwt.gone"))
    assert found == ['src/reasons.def:2: nothing produces the reason "jwt.gone": take the entry out']
