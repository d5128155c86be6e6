# SPDX-License-Identifier: Apache-2.0
"""The parts of bench/run.py: machine, processes, peers, Cardea, tokens, the proof of equal work, rounds, report."""
