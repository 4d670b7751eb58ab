"""
The speed of the engine beside that of its peers, measured side by side in one run.

`python -m tests.benchmarks` starts one runner process per competitor, lets them take turns,
compares medians with the bars and writes the table into `docs/performance.md`. `--help` names what
can be left out.
"""
