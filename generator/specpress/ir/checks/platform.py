"""Check platform.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.checks.fields.fields import check_inferred, check_record
from specpress.ir.checks.fields.names import check_record_names
from specpress.ir.checks.webhooks import check_webhooks
from specpress.ir.types.api import Job, Operation, Platform, UploadPolicy
from specpress.ir.types.text import SpecText, Word, quoted
from specpress.ir.types.types import Record
from specpress.spec.nearest import listed, nearest


def check_platform(platform: Platform) -> Iterator[Diagnostic]:
    """Yield everything in which platform.yaml contradicts itself."""
    yield from check_record(platform.request.record)
    yield from check_record_names(platform.request.record, "keys")
    for operation in platform.operations:
        yield from check_inferred(operation.inferred, operation.places)
        form = None if operation.form is None else operation.form.record
        for record in (form, operation.answer):
            yield from () if record is None else _check_answer(record)
    for error in platform.errors:
        yield from check_inferred(error.inferred, error.places)
    for policy in platform.uploads:
        yield from check_policy(policy)
    if platform.references is not None:
        yield from check_record(platform.references.item)
        yield from check_record_names(platform.references.item, "keys")
        yield from _check_copied(platform.references.item, platform.operations)
    if platform.job is not None:
        yield from _check_job(platform.job)
    yield from check_webhooks(platform)
    yield from _check_package(platform)
    if platform.error_answer is not None:
        yield from _check_answer(platform.error_answer)


def check_policy(policy: UploadPolicy) -> Iterator[Diagnostic]:
    """Yield MIME types that are of another kind of media than the policy they stand in."""
    for mime in policy.mime:
        if not quoted(mime).startswith(f'"{policy.kind}/'):
            yield Diagnostic(
                "E0309",
                f"{quoted(mime)} is no MIME type of kind {policy.kind}",
                Label(mime.span, f"does not begin with `{policy.kind}/`"),
                (Label(policy.kind.span, "listed under this kind"),),
                help="move it to its own kind, or correct it",
            )


def _check_package(platform: Platform) -> Iterator[Diagnostic]:
    named = [str(one.name) for one in platform.operations]
    missing = [f"the operation `{one}`" for one in ("create", "status") if one not in named]
    missing += ["`job`"] if platform.job is None else []
    if platform.package is not None and missing:
        yield Diagnostic(
            "E0320",
            "there is too little here for a client",
            Label(platform.places.of("package"), "a package of a client"),
            help=f"add {listed(missing, 'and')}, or drop `package`",
        )


def check_packages(platforms: Iterable[Platform]) -> Iterator[Diagnostic]:
    """Yield packages whose name another platform's package has."""
    seen: dict[Word, Platform] = {}
    for platform in platforms:
        package = platform.package
        if package is not None and package.name in seen:
            first = seen[package.name]
            yield Diagnostic(
                "E0320",
                f"a second package called `{package.name}`",
                Label(platform.places.of("package"), "again"),
                (Label(first.places.of("package"), "first here"),),
                help="give one of the two another name",
            )
        elif package is not None:
            seen[package.name] = platform


def _check_answer(record: Record) -> Iterator[Diagnostic]:
    yield from check_record(record)
    yield from check_record_names(record, "keys")


def _check_copied(item: Record, operations: tuple[Operation, ...]) -> Iterator[Diagnostic]:
    """Check that what a reference copies stands in the answer of the call `upload`."""
    upload = next((one.answer for one in operations if one.name == "upload"), None)
    known = () if upload is None else tuple(one.name for one in upload.fields)
    for field in item.fields:
        key = field.taken_from
        if key is not None and key not in known:
            meant = nearest(key, known)
            yield Diagnostic(
                "E0319",
                f"the answer of `upload` has no key `{key}`",
                Label(field.places.of("from"), "nothing to copy"),
                help=f"did you mean `{meant}`?" if meant else "describe it in its `answer`",
            )


def _check_job(job: Job) -> Iterator[Diagnostic]:
    yield from _check_answer(job.answer)
    seen: dict[SpecText, SpecText] = {}
    for state in (*job.pending, *job.succeeded, *job.failed):
        if state in seen:
            yield Diagnostic(
                "E0314",
                f"the state {quoted(state)} stands in two sets",
                Label(state.span, "again"),
                (Label(seen[state].span, "first here"),),
                notes=("a poller could not tell whether the job is over",),
                help="keep it in one set",
            )
        seen.setdefault(state, state)
    yield from _check_charge(job)
    poll = job.poll
    if poll is not None and poll.every > poll.at_most:
        yield Diagnostic(
            "E0306",
            "`every` is above `at_most`, so no pause is right",
            Label(poll.places.of("every"), f"above {poll.at_most:g} s"),
            (Label(poll.places.of("at_most"), f"below {poll.every:g} s"),),
            help="swap the two, or correct one of them",
        )


def _check_charge(job: Job) -> Iterator[Diagnostic]:
    if job.charge is not None and job.answer.get(job.charge) is None:
        meant = nearest(job.charge, [one.name for one in job.answer.fields])
        yield Diagnostic(
            "E0348",
            f"the answer has no key `{job.charge}`",
            Label(job.charge.span, "nothing there says the cost"),
            help=f"did you mean `{meant}`?" if meant else "describe it in the job's `answer`",
        )
