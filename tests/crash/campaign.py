"""Kill and starve a regeneration at its calls into the file system, and look at what is left.

A call is killed on entry, before it has had any effect; since only these calls change
anything, what the n-th leaves behind is what the next one finds, and all states are seen. It is the
death of the process that is tried here, not the loss of power.

    python tests/crash/campaign.py kill          # SIGKILL at every call
    python tests/crash/campaign.py fail          # ENOSPC and EIO, once and from there on
    python tests/crash/campaign.py race          # four writers at once
    python tests/crash/campaign.py kill --at-most 50 --seed 7
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

from generation import TARGETS, USERS, add_users_files, bytes_below, generate, texts_of
from specpress.emit.file import File
from specpress.emit.writer import Kind, compare_tree
from specpress.emit.writer.directory.root import open_output
from specpress.emit.writer.paths import STAGE
from specpress.emit.writer.transaction.transaction import is_unfinished, recover
from strace import count_calls, run_injected

OLD: Final = 1
NEW: Final = 2
KILLED: Final = -9
WRITERS: Final = 4
ROUNDS: Final = 50

Call: TypeAlias = tuple[str, int]
"""A call by its name, and which of them: 1 is the first."""


class Arena:
    """A folder in which the old tree, with users' files in it, is set up again and again."""

    def __init__(self, home: Path) -> None:
        self._pristine = home / "pristine"
        self.output = home / "generated"
        self.old = self._tree(home / "old", OLD)
        self.new = self._tree(home / "new", NEW)
        generate(self._pristine, OLD)
        add_users_files(self._pristine)

    def reset(self) -> None:
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.copytree(self._pristine, self.output)

    def regenerate(self) -> int:
        return generate(self.output, NEW)

    def tree(self) -> dict[str, bytes]:
        """Return our files, once the users' are seen to be there."""
        found = bytes_below(self.output)
        for path, content in USERS.items():
            require(found.pop(path, None) == content, f"the user's file {path} is lost")
        return found

    def recover(self) -> None:
        with open_output(self.output) as directory:
            recover(directory)

    def finish(self) -> None:
        """Run the next command, which must leave the new tree and nothing else."""
        require(self.regenerate() == 0, "the next command fails")
        require(self.tree() == self.new, "the next command does not write the new tree")
        require(not (self.output / STAGE).exists(), "the stage is left behind")

    @staticmethod
    def _tree(output: Path, generation: int) -> dict[str, bytes]:
        require(generate(output, generation) == 0, "a tree cannot be written")
        return bytes_below(output)


def require(truth: object, otherwise: str) -> None:
    if not truth:
        raise AssertionError(otherwise)


def points(arena: Arena, log: Path) -> list[Call]:
    """Return every mutating call of a regeneration, as a name and its count from 1."""
    arena.reset()
    counted = count_calls(arena.regenerate, log)
    changed = [path for path in arena.old if arena.new.get(path, b"") not in {b"", arena.old[path]}]
    require(len(changed) >= 20, "fewer than 20 files change")
    return [(call, n + 1) for call, times in sorted(counted.items()) for n in range(times)]


def kill(arena: Arena, chosen: list[Call]) -> Counter[str]:
    """Kill a run at each of the calls; return how many died where."""
    deaths: Counter[str] = Counter()
    for call, n in chosen:
        arena.reset()
        code = run_injected(arena.regenerate, call, "signal=KILL", str(n))
        require(code == KILLED, f"{call} {n}: not killed but ended with {code}")
        try:
            deaths.update(_look_at_death(arena))
        except AssertionError as problem:
            message = f"{call} {n}: {problem}"
            raise AssertionError(message) from None
    return deaths


def _look_at_death(arena: Arena) -> list[str]:
    found = arena.tree()
    with open_output(arena.output, shared=True) as directory:
        inside = is_unfinished(directory)
    where = "inside" if inside else "after" if found == arena.new else "before"
    files = [File(path, text) for path, text in texts_of(NEW).items()]
    kinds = {one.kind for one in compare_tree(arena.output, files, targets=TARGETS)}
    require((Kind.UNFINISHED in kinds) == inside, "the comparison does not see the journal")
    require(arena.tree() == found, "the comparison writes")
    arena.recover()
    expected = arena.old if where == "before" else arena.new
    require(arena.tree() == expected, f"died {where} the commit point: mixed after recovery")
    arena.finish()
    mixed = found not in (arena.old, arena.new)
    require(inside or not mixed, "mixed without a journal")
    return [where, "mixed until recovery"] if mixed else [where]


def fail(arena: Arena, chosen: list[Call]) -> Counter[str]:
    """Let each of the calls fail, for want of space or of a disk; return how many runs did what."""
    ends: Counter[str] = Counter()
    for call, n in chosen:
        for error in ("ENOSPC", "EIO"):
            for when in (str(n), f"{n}+"):
                arena.reset()
                code = run_injected(arena.regenerate, call, f"error={error}", when)
                try:
                    ends[_look_at_failure(arena, code, lasting=when.endswith("+"))] += 1
                except AssertionError as problem:
                    message = f"{call} {when} {error}: {problem}"
                    raise AssertionError(message) from None
    return ends


def _look_at_failure(arena: Arena, code: int, *, lasting: bool) -> str:
    found = arena.tree()
    with open_output(arena.output, shared=True) as directory:
        pending = is_unfinished(directory)
    if code == 0:
        # Only sweeping the stage and naming a file twice may fail without consequence.
        require(found == arena.new, "exit 0 without the new tree")
        end = "done all the same"
    elif pending:
        require(lasting, "a single failure was not undone")
        arena.recover()
        require(arena.tree() == arena.new, "mixed after recovery")
        end = "finished by the next run"
    else:
        require(code == 1, f"it ended with {code}")
        require(found == arena.old, "refused, but not the old tree")
        end = "old tree intact"
    arena.finish()
    return end


def race(arena: Arena, rounds: int) -> Counter[str]:
    """Let writers of different inputs begin at once; the result must be one of them, whole."""
    generations = range(OLD, OLD + WRITERS)
    wholes = {}
    for generation in generations:
        shutil.rmtree(arena.output, ignore_errors=True)
        generate(arena.output, generation)
        wholes[generation] = bytes_below(arena.output)
    won: Counter[str] = Counter()
    arena.reset()
    for _ in range(rounds):
        codes = _at_once([partial(generate, arena.output, one) for one in generations])
        require(codes == [0] * WRITERS, f"the writers ended with {codes}")
        found = arena.tree()
        winner = next((one for one, whole in wholes.items() if whole == found), None)
        require(winner is not None, "a mixture of several inputs")
        require(not (arena.output / STAGE).exists(), "the stage is left behind")
        won[f"writer {winner} was last"] += 1
    return won


def _at_once(actions: list[Callable[[], int]]) -> list[int]:
    waiting, starting_gun = os.pipe()
    children = []
    for action in actions:
        child = os.fork()
        if child == 0:
            os.close(starting_gun)
            os.read(waiting, 1)  # ends when the last writer's end of the pipe is closed
            os._exit(action())
        children.append(child)
    os.close(waiting)
    os.close(starting_gun)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def main() -> None:
    """Run one campaign, and print what happened as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("campaign", choices=["kill", "fail", "race"])
    parser.add_argument("--at-most", type=int, help="how many calls, or rounds of a race")
    parser.add_argument("--seed", type=int, default=0, help="which ones, if not all")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        arena = Arena(Path(home))
        if asked.campaign == "race":
            rounds = asked.at_most or ROUNDS
            tell({"rounds": rounds, **race(arena, rounds)})
            return
        every = points(arena, Path(home) / "calls.log")
        chosen = sample(every, asked.at_most or len(every), asked.seed)
        ends = (kill if asked.campaign == "kill" else fail)(arena, chosen)
        tell({"calls": len(every), "tried": len(chosen), **ends})


def sample(calls: list[Call], size: int, seed: int) -> list[Call]:
    """Return `size` of the calls, the same for one seed wherever and whenever this runs."""
    return sorted(calls, key=lambda one: sha256(f"{seed} {one}".encode()).digest())[:size]


def tell(ends: dict[str, int]) -> None:
    sys.stdout.write(json.dumps(ends) + "\n")


if __name__ == "__main__":
    main()
