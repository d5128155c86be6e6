# SPDX-License-Identifier: Apache-2.0
"""Each rule of tools/check_style.py is seen to refuse what it is for, and to let pass what looks like it."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
from check_style import check_text  # noqa: E402

HEAD = ("// SPDX-License-Identifier: Apache-2.0\n"
        "// A sample that a test of the style checks reads: nobody compiles it.\n")


def rules(text, name="src/net/sample.cpp", head=HEAD):
    """The names of the rules that refuse `text`, in order of the findings."""
    return [line.split("[")[1].split("]")[0] for line in check_text(name, head + text)]


def wait(statement):
    """The findings for a statement inside a coroutine."""
    return rules("Task<void> f(int x) {\n  " + statement + "\n}\n")


def test_a_clean_file_passes():
    assert rules("namespace cardea::net {\nint f() { return 1; }\n}  // namespace cardea::net\n") == []


@pytest.mark.parametrize("head", ["", "// Copyright\n",
"// A paragraph before the licence line, long enough to count.\n"])
def test_the_licence_comes_first(head):
    assert "licence" in rules("", head=head)


def test_one_licence_line_is_enough():
    assert rules("// SPDX-License-Identifier: Apache-2.0\n") == ["licence"]


def test_scripts_have_the_licence_after_the_interpreter():
    line = "# SPDX-License-Identifier: Apache-2.0\n"
    assert rules("", "tools/x.py", "#!/usr/bin/python3\n" + line) == []
    assert rules("", "tools/x.py", "#!/usr/bin/python3\n\n" + line) == ["licence"]


def test_a_file_says_what_it_is_but_tests_need_not():
    licence = HEAD.splitlines()[0] + "\n"
    assert rules("#pragma once\n", "src/net/a.h", licence) == ["paragraph"]
    assert rules("// Short.\n", "src/net/a.h", licence) == ["paragraph"]
    assert rules("", "src/net/a_test.cpp", licence) == []


@pytest.mark.parametrize("name, limit", [("src/net/a.cpp", 500), ("src/net/a_test.cpp", 800), ("tests/x.py", 800)])
def test_files_stay_small(name, limit):
    head = HEAD if name.endswith("cpp") else HEAD.replace("//", "#")
    assert rules("\n" * (limit - 2), name, head) == []
    assert rules("\n" * (limit - 1), name, head) == ["file-size"]


@pytest.mark.parametrize("opening", [
    "int f() {", "Reader::Reader(int a) : a_(a), b_{1} {", "auto g() const noexcept -> std::string {",
    "template <class T>\nvoid h(T x) {", "bool operator==(const X& other) const {", "TEST(Suite, Name) {",
    "const auto lambda = [&](int x) mutable -> int {", "namespace a {\nclass B {\n public:\n  B() {",
])
def test_functions_stay_small(opening):
    closing = "}\n" * opening.count("{") if "b_" not in opening else "}\n"
    assert rules(opening + "\n" * 59 + closing) == []
    assert rules(opening + "\n" * 60 + closing) == ["function-size"]


def test_long_tables_and_classes_are_not_functions():
    assert rules("const int table[] = {\n" + "1,\n" * 90 + "};\n") == []
    assert rules("class A {\n" + "  int a;\n" * 90 + "};\n") == []
    assert rules("constexpr std::array<char, 9> table{\n" + "1,\n" * 90 + "};\n") == []


def test_scripts_have_120_columns():
    assert rules("#" * 120 + "\n", "tools/x.py", HEAD.replace("//", "#")) == []
    assert rules("#" * 121 + "\n", "tools/x.py", HEAD.replace("//", "#")) == ["columns"]


def test_a_reason_excuses_and_a_bare_mark_does_not():
    body = "int f() {" + "\n" * 60 + "}\n"
    assert rules("// NOLINTNEXTLINE(function-size): one state a byte of the grammar\n" + body) == []
    assert rules("// NOLINTNEXTLINE(function-size)\n" + body) == ["function-size"]
    assert rules("// NOLINTNEXTLINE(nesting): one state a byte of the grammar\n" + body) == ["function-size"]


@pytest.mark.parametrize("declared", [
    "int f(int a, int b, int c, int d, int e, int g);",
    "int f(int a, int b, int c, int d, int e, int g) { return a; }",
    "struct A {\n  A(int a, std::map<int, int> b, int c, int d, int e, int g);\n};",
    "template <class T, class U>\nint f(int a, int b, int c, int d, int e, U g);",
])
def test_six_parameters_are_refused(declared):
    assert rules(declared + "\n") == ["parameters"]


@pytest.mark.parametrize("declared", [
    "int f(int a, int b, int c, int d, int e);",
    "int f(std::map<int, std::pair<int, int>> a, std::function<void(int, int, int)> b);",
    "std::function<void(int, int, int)> f;", "using F = int(int, int, int, int, int, int);",
    "const X x = {f(1, 2, 3, 4, 5, 6)};", "bool operator()(int a, int b) const { return a < b; }",
    "int f() {\n  return g(1, 2, 3, 4, 5, 6);\n}",
])
def test_five_parameters_pass(declared):
    assert rules(declared + "\n") == []


def nested(depth):
    """A function with control statements `depth` deep."""
    openings = ["for (int i : list) {", "if (i) {", "while (true) {", "switch (i) {\ncase 1: {\n} break;"]
    return "void f() {\n" + "\n".join(openings[:depth]) + "\n" + "}\n" * depth + "}\n"


def test_nesting_has_an_end():
    assert rules(nested(3)) == []
    assert rules(nested(4)) == ["nesting"]


def test_chains_lambdas_and_initializers_do_not_nest():
    assert rules("void f() {\n" + "if (a) {\n} else if (b) {\n} else {\nint x[] = {1};\n}\n" * 5 + "}\n") == []
    inner = "if (a) {\nif (b) {\nif (c) {\ng(X{1, {2}}, [&](int d) {\nif (d) {\n}\n});\n}\n}\n}\n"
    assert rules("void f() {\n" + inner + "}\n") == []


@pytest.mark.parametrize("statement", [
    "co_await call();", "co_await call(x, y_, this->z, *w, a.b->c, net::names);",
    "co_await call(1, -2, 0x1f, 'a', \"text\", true);",
    "auto got = co_await call(x);", "const auto got = co_await socket_.read<Head>(buffer, limits.head);",
    "const auto [a, b] = co_await call(x);", "co_return co_await call(std::move(x));",
    "co_await directory().find(std::move(x.y));",
    "const auto got =\n      co_await exchange.directory()\n          .find<JwtCredential>(key);",
    "if (x) co_await call(x);",
    "const bool got = co_await call(x);", "Result<std::pair<A, B>> got = co_await call(x);",
    "if (x) co_return co_await call(x);\n  else co_await call();", "co_await gate->closed();",
    "auto& got = co_await call(table[x]);",
    "auto executor = co_await boost::asio::this_coro::executor;",
    "switch (x) {\n case 1: co_await call(); break;\n }",
    "spawn([&]() -> Task<void> { co_await call(x); });", "co_await (*store).find(x);",
    "co_await call(&x, Kind::some);",
])
def test_the_three_shapes_of_a_wait_pass(statement):
    assert wait(statement) == []


@pytest.mark.parametrize("statement", [
    "x = co_await call();", "if (co_await call(x)) {\n  }", "use(co_await call(x));",
    "for (auto one : co_await call(x)) {\n  }",
    "while (const auto got = co_await call(x)) {\n  }", "auto got = (co_await call(x)).value();",
    "return co_await call(x);",
    "co_await call(make_name(x));", "co_await call(std::string(x));", "co_await call(Options{1});",
    "co_await call({x});",
    "co_await call([&] { return x; });", "co_await call(a + b);", "co_await (call(x) || wait(y));",
    "co_await call(x).value;\n  f(co_await g());",
    "co_await call(std::move(f(x)));", "auto got = co_await call(x) + 1;", "this->got = co_await call(x);",
    "co_await call(x ? a : b);", "co_await find(make(x)).run();",
])
def test_other_waits_are_refused(statement):
    assert wait(statement) == ["co-await"]


def test_words_in_comments_and_strings_are_no_code():
    assert wait('// f(co_await g())\n  const char* s = "x = co_await f(g())";') == []
    assert wait('const char* r = R"(use(co_await f()))";') == []
    assert rules('const char* s = "new int"; // delete it\n') == []


def test_headers_open_no_namespace():
    assert rules("namespace a {\nusing namespace b;\n}\n", "src/net/a.h") == ["using-namespace"]
    assert rules("inline int f() {\n  using namespace std::literals;\n  return 1;\n}\n", "src/net/a.h") == []
    assert rules("using namespace std::literals;\n", "src/net/a.cpp") == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"])
def test_marks_of_unfinished_work_are_refused(word):
    assert rules(f"// {word}: later\n") == ["marks"]
    assert rules(f"# {word}\n", "tools/x.py", HEAD.replace("//", "#")) == ["marks"]
    assert rules(f"int {word}s_are_words;\n") == []


@pytest.mark.parametrize("text, found", [
    ("int* f() { return new int; }", ["raw-memory"]), ("void f(int* p) { delete p; }", ["raw-memory"]),
    ("void f(int* p) { delete[] p; }", ["raw-memory"]), ("struct A {\n  A(const A&) = delete;\n};", []),
    ("void f(void* p) { ::new (p) int; }", []), ("void* operator new(std::size_t size);", []),
    ("void f() { int renew = 1; }", []), ("auto f() { return std::unique_ptr<A>(new A(1)); }", []),
    ("void f() { a_.reset(new A); }", []), ("void f() { const std::shared_ptr<const A> a(new A, drop); }", []),
    ("void f() { keep(new A); }", ["raw-memory"]), ("void f() { std::unique_ptr<A> a(g(new A)); }", ["raw-memory"]),
])
def test_memory_has_owners(text, found):
    assert rules(text + "\n") == found


def test_coroutines_start_at_the_gate():
    text = "void f() { boost::asio::co_spawn(context, run(), detached); }\n"
    assert rules(text) == ["co-spawn"]
    assert rules(text, "src/loop/gate.cpp") == []
    assert rules(text, "src/net/a_test.cpp") == []
