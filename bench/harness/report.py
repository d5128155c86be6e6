# SPDX-License-Identifier: Apache-2.0
"""The table on stdout and the JSON beside it. Columns are explained in bench/README.md."""
import json
import statistics


def _median(rounds, name, attribute):
    return statistics.median(getattr(one[name], attribute) for one in rounds)


def _raw_median(rounds, name, key):
    return statistics.median(one[name].raw[key] for one in rounds)


def print_facts(facts):
    versions = ", ".join(value for value in facts["versions"].values() if value)
    print(f"{facts['date']}  {facts['cpu']}, {facts['cores']} cores, Linux {facts['kernel']}, "
          f"load {facts['load_average']:.1f}\n{versions}")
    if not facts["raised"]:
        print("The proxies could not be raised above other work of this machine (needs root): expect discarded rounds.")


def print_cell(targets, rounds, ratios, pace):
    """One body size and number of connections."""
    print(f"\n{pace.body} B answers, {pace.connections} connections, {len(rounds)} rounds of {pace.seconds} s; medians")
    print(f"{'':14}{'CPU us/req':>11}{'user':>7}{'req/s':>9}{'p50 us':>8}{'p99 us':>8}"
          f"{'busy':>6}{'ready':>7}{'valid':>7}")
    for target in targets:
        name = target.name
        valid = sum(one[name].is_valid for one in rounds)
        print(f"{name:14}{_median(rounds, name, 'cpu_us'):11.2f}{_median(rounds, name, 'user_us'):7.2f}"
              f"{_median(rounds, name, 'rate'):9.0f}{_raw_median(rounds, name, 'p50_us'):8.0f}"
              f"{_raw_median(rounds, name, 'p99_us'):8.0f}{_median(rounds, name, 'busy'):6.2f}"
              f"{_median(rounds, name, 'ready'):7.2f}{valid:5}/{len(rounds)}")
    print(f"\n{'CPU per request, paired ratio':32}{'min':>7}{'median':>8}{'max':>7}{'rounds':>8}{'gate':>7}")
    for ratio in ratios:
        _print_ratio(ratio)
    for name, error in _first_errors(rounds):
        print(f"! {name}: {error!r}")


def _print_ratio(ratio):
    count = f"{len(ratio.values)}/{len(ratio.values) + ratio.discarded}"
    figures = f"{'':>7}{'none':>8}{'':>7}"
    if ratio.values:
        figures = f"{min(ratio.values):7.2f}{ratio.median:8.2f}{max(ratio.values):7.2f}"
    gate = f"{ratio.gate:7.2f}  {ratio.verdict}" if ratio.gate else ""
    print(f"{ratio.of + ' / ' + ratio.to:32}{figures}{count:>8}{gate}")


def _first_errors(rounds):
    shown = set()
    for one in rounds:
        for name, measurement in one.items():
            if measurement.raw["errors"] and name not in shown:
                shown.add(name)
                yield name, f"{measurement.raw['errors']} errors, the first: {measurement.raw['first_error']}"


def cell_as_json(targets, rounds, ratios, pace):
    return {
        "body": pace.body, "connections": pace.connections, "seconds": pace.seconds,
        "targets": {target.name: {
            "cpu_us": _median(rounds, target.name, "cpu_us"), "user_us": _median(rounds, target.name, "user_us"),
            "requests_per_second": _median(rounds, target.name, "rate"),
            "p50_us": _raw_median(rounds, target.name, "p50_us"), "p99_us": _raw_median(rounds, target.name, "p99_us"),
            "busy": _median(rounds, target.name, "busy"), "ready": _median(rounds, target.name, "ready"),
            "rounds": [{**one[target.name].raw, "valid": one[target.name].is_valid} for one in rounds],
        } for target in targets},
        "ratios": [{
            "of": ratio.of, "to": ratio.to, "rounds": ratio.values, "discarded": ratio.discarded,
            "min": min(ratio.values, default=None), "median": ratio.median if ratio.values else None,
            "max": max(ratio.values, default=None), "gate": ratio.gate, "verdict": ratio.verdict,
        } for ratio in ratios],
    }


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
