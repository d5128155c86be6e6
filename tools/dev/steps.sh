# SPDX-License-Identifier: Apache-2.0
# Steps of ./dev test: each runs with its own log and prints one line with its seconds; a failed one shows the end of
# its log and where the rest is. Builds run one after another in the background, while steps use what is ready.
# Sourced by ./dev. Reports (JUnit) go to build/reports/<step>/, counted at the end by tools/tally.py.

logs=build/logs
reports=build/reports
builder=

say_result() {  # name, exit status, seconds, log
  if [[ $2 == 0 ]]; then
    printf '  ok    %-32s %5d s  %s\n' "$1" "$3" "$(tail -n 1 "$4" | cut -c1-90)"
  else
    printf '  FAIL  %-32s %5d s\n' "$1" "$3"
    tail -n 60 "$4" | sed 's/^/        /'
    printf '        (whole log: %s)\n' "$4"
  fi
}

# step <name> <command...>: runs it to its end, also when it fails; what failed is remembered for the tally.
step() {
  local name=$1 log=$logs/$1.log begun=$SECONDS status=0
  shift
  rm -rf "${reports:?}/$name"
  mkdir -p "$reports/$name"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  echo "$status" >"$reports/$name/status"
  say_result "$name" "$status" $((SECONDS - begun)) "$log"
  return 0
}

configured() {
  [[ build/$1/build.ninja -nt CMakePresets.json ]] || cmake --preset "$1"
}

# The targets that `./dev test` needs of a preset: TSan runs only what crosses threads.
targets_of() {
  case $1 in
    release) echo cardea tests bench_load ;;
    asan) echo cardea tests fuzzers ;;
    tsan) echo cardea; sed -n 's|^[a-z].*|&|p' tests/tsan.txt | tr '/-' '__' | sed 's/$/_test/' ;;
    fuzz) echo fuzzers ;;
    *) echo all ;;
  esac
}

build_preset() {
  configured "$1" && nice -n 5 ninja -C "build/$1" $(targets_of "$1")
}

# Builds the presets named, in this order, in the background; `built` waits for one of them.
start_builds() {
  rm -rf "${reports:?}"/build-*
  set -m
  ( for preset in "$@"; do step "build-$preset" build_preset "$preset"; done ) &
  builder=$!
  set +m
  trap 'kill -- -$builder 2>/dev/null || true' EXIT
}

# Whether the build of a preset succeeded; waits until it has ended. Builds it here when none runs in the background.
built() {
  local status=$reports/build-$1/status
  if [[ -z $builder ]]; then step "build-$1" build_preset "$1"; fi
  while [[ ! -s $status ]]; do
    kill -0 "$builder" 2>/dev/null || [[ -s $status ]] || return 1
    sleep 0.3
  done
  [[ $(<"$status") == 0 ]]
}
