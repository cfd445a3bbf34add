"""The states of a job, and when to ask for them."""

from __future__ import annotations

from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown_code
from specpress.ir.types.api import Job, Polling
from specpress.targets.markdown.language.say import Say, joined
from specpress.targets.markdown.sections.sources import marked


@dataclass(frozen=True, slots=True)
class StateRow:
    """States of a job that mean one thing."""

    states: Code
    meaning: Code


@dataclass(frozen=True, slots=True)
class JobView:
    """The states of a job in three rows, and what else is known, a sentence a line."""

    states: tuple[StateRow, ...]
    about: tuple[Code, ...]


def job_view(job: Job, say: Say) -> JobView:
    """Return the view of a platform's jobs."""
    sets = (("pending", job.pending), ("succeeded", job.succeeded), ("failed", job.failed))
    rows = (StateRow(joined(map(markdown_code, states)), say(word)) for word, states in sets)
    about = () if job.poll is None else (_poll(job.poll, say),)
    return JobView(tuple(rows), (*about, *marked((), job.source, say)))


def _poll(poll: Polling, say: Say) -> Code:
    pauses = (say.counted("second", one) for one in (poll.first, poll.every, poll.at_most))
    return say("poll", *pauses)
