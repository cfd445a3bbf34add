"""What importing a generated validator costs, against `import typing`, which it needs anyway.

Fresh interpreters, bytecode cached, CPU time over a bare interpreter, interleaved, median of 31
rounds. The ratio is that of runs of one round, which a busy machine slows alike. Exits 1 if it is
above the limit.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 31
LIMIT = 1.35
VALIDATORS = Path(__file__).parents[1] / "generated" / "validator" / "rivya"
STATEMENTS = {"bare": "pass", "typing": "import typing", "kling_2_6": "import kling_2_6"}


def cpu_seconds(statement: str) -> float:
    """Return the user and system time of an interpreter that runs one statement."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = f"import sys; sys.path.insert(0, {str(VALIDATORS)!r}); {statement}"
    subprocess.run([sys.executable, "-S", "-I", "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Measure, print a table, and return the exit code."""
    for statement in STATEMENTS.values():
        cpu_seconds(statement)
    times: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(ROUNDS):
        for name, statement in STATEMENTS.items():
            times[name].append(cpu_seconds(statement))
    median = {name: statistics.median(found) * 1000 for name, found in times.items()}
    over = {name: value - median["bare"] for name, value in median.items()}
    rounds = zip(*(times[name] for name in STATEMENTS), strict=True)
    ratio = statistics.median((own - bare) / (typing - bare) for bare, typing, own in rounds)
    print(f"{'import':<10}  {'ms':>6}  {'over bare':>9}")
    for name, value in median.items():
        print(f"{name:<10}  {value:6.2f}  {over[name]:9.2f}")
    print(f"kling_2_6 / typing: {ratio:.2f} (limit {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
