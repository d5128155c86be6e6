# SPDX-License-Identifier: Apache-2.0
# The parts of `./dev test`. Each can be run alone (`./dev test units`); all together they keep both cores busy: while
# one preset compiles, the tests of the one before run. Sourced by ./dev.

export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

cores=$(nproc)
python=/usr/bin/python3

# What needs no build: layers, style, layout, and the tests of these checks.
checks() {
  step floors tools/check_floors.py
  step style tools/check_style.py
  step reasons tools/check_reasons.py
  step format tools/check_format.py
  step check-tests "$python" -m pytest -q -p no:cacheprovider tests/tools --junitxml "$reports/check-tests/pytest.xml"
}

# What needs a configured debug build for its flags.
lint() {
  step headers tools/check_headers.py
  step tidy tools/check_tidy.py "$@"
}

run_units() {  # preset, ctest arguments
  local preset=$1 to=$PWD/$reports/units-$1
  shift
  GTEST_OUTPUT=xml:$to/ ctest --test-dir "build/$preset" -j "$cores" --timeout 600 --output-on-failure \
    --no-tests=error --output-junit "$to/ctest.xml" "$@"
}

units() {  # preset
  built "$1" || return 0
  if [[ $1 == tsan ]]; then
    step units-tsan run_units tsan -R "^($(sed -n 's|^[a-z].*|&|p' tests/tsan.txt | tr '/-' '__' | paste -sd'|'))\$"
  else
    step "units-$1" run_units "$1"
  fi
}

# A benchmark that counts wrong answers as requests would praise the proxy that fails fastest.
bench_tests() {
  built release || return 0
  step bench-tests "$python" -m pytest -q -p no:cacheprovider bench/tests --junitxml "$reports/bench-tests/pytest.xml"
}

# A sanitizer's report in any process fails the step, also where a test did not look at that process.
run_scenarios() {  # preset, pytest arguments
  local preset=$1 to=$PWD/$reports/scenarios-$1 status=0
  shift
  ASAN_OPTIONS=$ASAN_OPTIONS:log_path=$to/sanitizer UBSAN_OPTIONS=$UBSAN_OPTIONS:log_path=$to/sanitizer \
    TSAN_OPTIONS=$TSAN_OPTIONS:log_path=$to/sanitizer CARDEA_BINARY=$PWD/build/$preset/cardea \
    "$python" -m pytest tests/scenario -q -n "$cores" -p no:cacheprovider --junitxml "$to/pytest.xml" "$@" || status=$?
  if compgen -G "$to/sanitizer.*" >/dev/null; then
    head -n 60 "$to"/sanitizer.*
    status=1
  fi
  return $status
}

scenarios() {  # preset, pytest arguments
  built "$1" || return 0
  step "scenarios-$1" run_scenarios "$@"
}

fuzzers() {  # preset, seconds each
  built "$1" || return 0
  step fuzzers tools/run_fuzzers.py --preset "$1" --seconds "$2" --report "$reports/fuzzers/fuzzers.xml"
}

# A clean release build without ccache must take less than six minutes on two cores.
run_clean_build() {
  rm -rf build/clean
  cmake --preset release -B build/clean -DCCACHE=OFF >/dev/null
  local begun=$SECONDS
  ninja -C build/clean cardea >/dev/null || return 1
  echo "$((SECONDS - begun)) s for a clean release build"
  [[ $((SECONDS - begun)) -lt 360 ]]
}

# A precompiled header hides includes that a unit forgot.
run_without_precompiled() {
  cmake --preset debug -B build/without-pch -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
  ninja -C build/without-pch
}

part() {
  case $1 in
    checks) checks ;;
    lint) lint ;;
    units) units release; bench_tests ;;
    scenarios) scenarios release ;;
    asan) units asan; scenarios asan -m core ;;
    tsan) units tsan; scenarios tsan -m core ;;
    fuzz) fuzzers asan 10 ;;
    *) echo "./dev test knows: checks lint units scenarios asan tsan fuzz" >&2; exit 2 ;;
  esac
}

# The fuzzers run from the asan build here: half a minute each would not pay for a build of their own.
whole_check() {
  start_builds release asan tsan
  checks
  lint
  local one
  for one in units scenarios asan tsan fuzz; do part "$one"; done
}

long_check() {
  start_builds release asan tsan fuzz
  checks
  lint --all
  units release
  bench_tests
  scenarios release -m "long or not long"
  units asan
  scenarios asan
  units tsan
  scenarios tsan
  fuzzers fuzz 300
  step without-precompiled run_without_precompiled
  step clean-build run_clean_build
}

# Ends with `N passed, N failed` as the last line, and that exit status.
tally() {
  "$python" tools/tally.py "$reports"
}

test_command() {
  need build test
  rm -rf "$reports"
  mkdir -p "$logs" "$reports"
  if [[ $# == 0 ]]; then whole_check; else local one; for one in "$@"; do part "$one"; done; fi
  tally
}

test_long_command() {
  need build test
  rm -rf "$reports"
  mkdir -p "$logs" "$reports"
  long_check
  tally
}
