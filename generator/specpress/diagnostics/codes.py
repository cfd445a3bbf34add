"""The register of diagnostic codes: one table, numbers never reused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Severity(Enum):
    """Whether a finding stops the run."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Entry:
    """A code's title, and its meaning: what it says, why it matters, what to do.

    `differs` marks the codes that say the output differs from what the specs mean: a run that
    fails of nothing else exits 3 rather than 1.
    """

    title: str
    meaning: str
    severity: Severity = Severity.ERROR
    differs: bool = False


REGISTER: Final[dict[str, Entry]] = {
    # E01: reading the file
    "E0101": Entry(
        "the file is not UTF-8",
        "Specs are UTF-8 text. A byte that no UTF-8 text can hold stands at the place shown. "
        "Save the file as UTF-8.",
    ),
    "E0102": Entry(
        "the file is UTF-16 or UTF-32",
        "The file begins with the byte order mark of another encoding, or holds NUL bytes. "
        "Save it as UTF-8.",
    ),
    "E0103": Entry(
        "the file is too large",
        "A spec is one page of documentation; 1 MiB is far beyond any. Larger files are refused "
        "before they are parsed.",
    ),
    "E0104": Entry(
        "a character that text may not hold",
        "Control characters, line separators other than LF, bidirectional and other invisible "
        "format characters change how text is shown or split without being seen. Delete it.",
    ),
    "E0105": Entry(
        "a tab",
        "YAML forbids tabs in indentation, and elsewhere they look like spaces. Use spaces.",
    ),
    "E0106": Entry(
        "not YAML",
        "The file breaks the grammar of YAML at the place shown. Nothing below it was read.",
    ),
    "E0107": Entry(
        "the file is empty",
        "A spec file holds one YAML mapping. `specpress new` writes one to begin with.",
    ),
    "E0108": Entry(
        "a second document",
        "One file holds one platform or one model. Remove the `---` or `...` and what follows, "
        "or move it to a file of its own.",
    ),
    "E0109": Entry(
        "an anchor or alias",
        "`&name` and `*name` are not used in specs: the folder is the inheritance. What all "
        "models share stands in platform.yaml; write other values out.",
    ),
    "E0110": Entry(
        "a tag",
        "`!tag` would let a file choose how its values are read. Remove the tag.",
    ),
    "E0111": Entry(
        "a merge key",
        "`<<` is not used in specs: the folder is the inheritance. Write the keys out.",
    ),
    "E0112": Entry(
        "a key stands twice",
        "Most YAML readers silently keep the last of two equal keys, so one of the two values "
        "would be lost. Remove one.",
    ),
    "E0113": Entry(
        "a key is not plain text",
        "Keys are text. A list, a mapping, or a plain scalar that some YAML reader takes as a "
        "number, a date, a truth value or null cannot be one. Quote the key if it is meant as "
        "text.",
    ),
    "E0114": Entry(
        "nested too deep",
        "Lists and mappings nest at most 32 deep. No page needs more.",
    ),
    "E0115": Entry(
        "too many values",
        "A file holds at most 20,000 keys, values, lists and mappings.",
    ),
    "E0116": Entry(
        "a number that cannot be kept exactly",
        "Readers of JSON agree on whole numbers up to 9,007,199,254,740,991 and on decimals of at "
        "most 15 digits; beyond, each rounds as it likes. Quote the value if it is meant as text.",
    ),
    "E0117": Entry(
        "a directive",
        "A line that begins with `%` would let a file choose how it is read. Remove it.",
    ),
    # E02: the shape of a spec
    "E0201": Entry(
        "an unquoted value that YAML readers disagree on",
        "YAML 1.1 readers turn `1:1` into 61, `16:9` into 969, `on` into true and `2026-05-11` "
        "into a date. We read such a scalar as text, but would rather not guess: quote it.",
    ),
    "E0202": Entry(
        "another kind of value is expected",
        "The value is a list, a mapping, text, a number, a truth value or nothing where the spec "
        "language wants another of these. Text that looks like a number is quoted.",
    ),
    "E0203": Entry(
        "unknown key",
        "The spec language has no such word at this place. A word that nothing reads would be "
        "lost in silence, so it is refused.",
    ),
    "E0204": Entry(
        "missing key",
        "A key without which the rest has no meaning is absent.",
    ),
    "E0205": Entry(
        "not one of the words allowed here",
        "The value comes from a closed list.",
    ),
    "E0206": Entry(
        "not in the form that is expected",
        "Ids, keys, paths, sizes, times and dates each have one spelling.",
    ),
    "E0207": Entry(
        "empty, too long, too small or too large",
        "The value is beyond what the spec language allows at this place.",
    ),
    "E0208": Entry(
        "a list holds a value twice",
        "The second one says nothing that the first does not; one of them is probably a slip.",
    ),
    "E0209": Entry(
        "a word that does not fit the type",
        "Lengths are for text, bounds for numbers, `items` for lists and `fields` for objects; a "
        "rule makes one demand.",
    ),
    # E03: the meaning of a spec
    "E0301": Entry(
        "the id is not the name of its file or folder",
        "specs/rivya/kling-2-6.yaml holds the model kling-2-6 of the platform rivya. Were the two "
        "names free to differ, two files could hold one model.",
    ),
    "E0302": Entry(
        "specs that are missing or cannot be read",
        "Specs stand in folders, one a platform, each with a platform.yaml and one .yaml file a "
        "model.",
    ),
    "E0303": Entry(
        "a file that exists already",
        "`init` and `new` write files to begin with. What stands there is never overwritten.",
    ),
    "E0304": Entry(
        "the default is not among the choices",
        "A default is what the platform assumes when the key is absent, so it must be one of the "
        'values that may be sent, in the same JSON type: "5" is not 5.',
    ),
    "E0305": Entry(
        "the type refuses the default",
        "A default is what the platform assumes when the key is absent, so it must be a value "
        "that may be sent.",
    ),
    "E0306": Entry(
        "bounds that cross",
        "The lower bound is above the upper one, so nothing lies between.",
    ),
    "E0307": Entry(
        "a model names an error that its platform does not explain",
        "What an error means and whether it may be retried stands in platform.yaml, once.",
    ),
    "E0308": Entry(
        "a model takes a kind of reference that its platform does not",
        "A model may narrow what its platform says; it cannot contradict it.",
    ),
    "E0309": Entry(
        "a MIME type of another kind of media",
        "An image has a MIME type that begins with image/, a video with video/, a sound with "
        "audio/.",
    ),
    "E0310": Entry(
        "a model's limit is wider than its platform's",
        "A model may narrow what its platform says; it cannot contradict it.",
    ),
    "E0311": Entry(
        "a request example that the spec refuses",
        "The page's own examples are its first test. If one is refused, the page was misread, or "
        "the page contradicts itself and the spec has to say which side is right.",
    ),
    "E0312": Entry(
        "an answer example that the spec refuses",
        "The page's own examples are its first test; see E0311.",
    ),
    "E0313": Entry(
        "two names that code cannot tell apart",
        "Names that differ only in case, hyphens or underscores become one name in code, or one "
        "file on some file systems.",
    ),
    "E0314": Entry(
        "a state in two sets",
        "A job is pending, succeeded or failed. In two sets at once, a poller could not tell.",
    ),
    "E0315": Entry(
        "a part of the request or answer that is missing or stands twice",
        "Exactly one field of a request holds the model's id, at most one the prompt and one the "
        "settings; exactly one field of an answer holds the job's state.",
    ),
    "E0316": Entry(
        "a reserved name",
        "Files of this name cannot be written on every system.",
    ),
    "E0317": Entry(
        "a model says what its platform's requests have no place for",
        "The envelope of every request stands in platform.yaml. What it has no field for would "
        "be lost.",
    ),
    "E0318": Entry(
        "a reason for a word that is not written",
        "`inferred` gives the reason for a word beside it that no page states.",
    ),
    "E0319": Entry(
        "copied from a key that is not there",
        "`from` names a key in the answer of the operation `upload`; what stands there goes into "
        "the reference as it is.",
    ),
    "E0320": Entry(
        "a package that cannot be",
        "A client starts a job and asks for its state: its package needs the operations `create` "
        "and `status`, and `job`. Two packages cannot have one name.",
    ),
    "E0321": Entry(
        "a default that a rule forbids",
        "A default is what the platform assumes when the key is absent, and rules see it. A rule "
        "that refuses it would refuse a request that says nothing.",
    ),
    "E0322": Entry(
        "a rule names what is not there",
        "Rules speak of settings, of the references and of the prompt, by their keys, and of the "
        "fields of a list's items.",
    ),
    "E0323": Entry(
        "a rule speaks of a value that cannot be",
        "No request that the parameter's description accepts holds this value, so the rule would "
        "be dead there. Values are exact in type and case.",
    ),
    "E0324": Entry(
        "a rule asks what a type cannot answer",
        "Counts, sums and the like are of lists, bounds of numbers, lengths of texts. A list that "
        "is described as text is a mistake in its description.",
    ),
    "E0325": Entry(
        "a rule asks whether a parameter with a default is present",
        "A request and the same request with its defaults spelled out mean the same, so no rule "
        "may tell them apart.",
    ),
    "E0326": Entry(
        "two rules of one id",
        "A violation of a rule carries `rule:` and its id.",
    ),
    "E0327": Entry(
        "a rule that never or always takes effect",
        "What always holds is said beside the parameter; what never happens is not said.",
    ),
    "E0328": Entry(
        "two rules that contradict each other",
        "A request that leaves its parameters at their defaults could not keep both.",
    ),
    "E0329": Entry(
        "a request example that a rule refuses",
        "The page's own examples are its first test; see E0311.",
    ),
    "E0330": Entry(
        "a bound of a whole number that is none",
        "An integer lies between whole numbers. Were 1.5 rounded, nobody could tell whether the "
        "page means 1 or 2.",
    ),
    "E0331": Entry(
        "limits that no value meets",
        "Each of the limits can be met, but not all of them by one value, so every request that "
        "has the key would be refused.",
    ),
    "E0340": Entry(
        "a price that says something twice, or not at all",
        "A price has one figure: `amount`, or a `table` of rows that each have one. It is stated "
        "once, with the word `credits` or with `price`.",
    ),
    "E0341": Entry(
        "a price that depends on what no request has",
        "A price depends on settings, on `prompt`, on `references` and on other fields of the "
        "request, by their names.",
    ),
    "E0342": Entry(
        "a price for a value that no request has",
        "What a price asks for must be a choice of its parameter, in the same JSON type. As a key "
        "a number or truth value is written as text, in quotes.",
    ),
    "E0343": Entry(
        "a parameter that a price cannot use so",
        "Counting needs a number: a number, a text's length, a list's length, or choices that are "
        'numbers, such as "5" or "5s", or are given one with `counts`. Asking for single values '
        "needs values that can be listed.",
    ),
    "E0344": Entry(
        "a price table that misses a combination",
        "A request that no row matches would have no price, and none is guessed. Rows are for "
        "every combination of what their parameters can be, defaults among them, that the rules "
        "do not forbid. A setting without a default that a request leaves out may be anything.",
    ),
    "E0345": Entry(
        "two rows of a price table for one request",
        "Exactly one row has the price of a request, whatever the order of the rows.",
    ),
    "E0346": Entry(
        "a worked price that does not come out",
        "The page's own prices are the first test of its price. If one does not come out, the "
        "page was misread, or the page contradicts itself.",
    ),
    "E0347": Entry(
        "a worked price of a request that the spec refuses",
        "A worked price is of a request that may be sent: one of the request examples, by its "
        "name, or one written beside the price.",
    ),
    "E0348": Entry(
        "a charge under a key that the answer has not",
        "`charge` names the key of the job's answer that says what the job cost in the end.",
    ),
    "E0349": Entry(
        "a price that no request has",
        "Every request that this row is for is refused by a rule, so nobody is ever charged its "
        "amount. A row that is `unpriced` may stay.",
    ),
    "E0350": Entry(
        "webhooks that contradict the rest",
        "`url` names a key of the request that holds a URL; a delivery tells of a `job`; and where "
        "there are several events, `event` names the key of the body that tells them apart.",
    ),
    # E04: running targets and their templates
    "E0401": Entry(
        "unknown target",
        "`specpress targets` lists what is installed. Other packages add targets by an entry "
        "point of the group specpress.targets.",
    ),
    "E0402": Entry(
        "two targets with one name",
        "Two installed packages offer a target of one name, and which of them would write could "
        "depend on the machine.",
    ),
    "E0403": Entry(
        "a target that cannot be used",
        "An installed package offers a target that fails to import or is none. The others are "
        "not affected.",
        Severity.WARNING,
    ),
    "E0404": Entry(
        "a template that fails",
        "The template is not valid Jinja, or uses a name that its view does not have.",
    ),
    "E0405": Entry(
        "a template that would print what is not code",
        "Templates print what encoders have made safe, and whole numbers. Anything else could "
        "carry an author's sentence into somebody's program.",
    ),
    "E0406": Entry(
        "generated Python that is not what its target may write",
        "After rendering, every Python file is parsed, and what it imports and calls is compared "
        "with the target's list. Nothing is written if a file does more.",
    ),
    "E0407": Entry(
        "two files with one path",
        "Two targets, platforms or models would write one file, or a target would write outside "
        "its own folder.",
    ),
    "E0408": Entry(
        "a template that replaces nothing",
        "Templates replace the stock ones of the same path. One of another path would silently "
        "never be used.",
    ),
    "E0409": Entry(
        "a target that fails",
        "A target has raised an error, or gave what are no files. Nothing was written, for a tree "
        "without its files would be stale.",
    ),
    # E05: the writer
    "E0501": Entry(
        "a generated file was edited by hand",
        "The file's bytes are neither what was generated last nor what would be generated now, so "
        "writing it would lose someone's work. Make the change in the spec or in a template. "
        "`generate --force` writes the file and keeps the edited one beside it as `.orig`. "
        "If nobody edited it, look at its line endings: `* text=auto eol=lf` in .gitattributes "
        "keeps Git from changing them.",
        differs=True,
    ),
    "E0502": Entry(
        "a file that specpress did not write",
        "The output folder belongs to specpress, and its manifest `.specpress.json` lists every "
        "file in it. A file that is not listed may be someone's work: it is never overwritten and "
        "never deleted. Move it elsewhere, or delete it yourself.",
        differs=True,
    ),
    "E0503": Entry(
        "a symbolic link in the output folder",
        "What is written through a link changes files elsewhere. Put a real file or folder in its "
        "place, or delete it; the folders that lead to the output folder may be links.",
        differs=True,
    ),
    "E0504": Entry(
        "something stands in the way",
        "A folder stands where a file is to be written, a file where a folder is needed, or a "
        "thing that is neither. Move it away.",
    ),
    "E0505": Entry(
        "a file that cannot be written everywhere",
        "The path of a generated file lies below its target's folder and is made of ASCII letters, "
        "digits, `.`, `_` and `-`; Windows' reserved names, two paths that differ only in case, "
        "and names the writer ignores are refused, and the text must be UTF-8. The target is to "
        "be corrected.",
    ),
    "E0506": Entry(
        "specpress's own record is damaged",
        "`.specpress.json` lists what was generated, `.specpress.stage` holds a run that was "
        "interrupted. Both are written by specpress alone. Restore the manifest from version "
        "control, or delete it: files that are as they would be generated are listed again.",
    ),
    "E0507": Entry(
        "the output folder cannot be read or written",
        "The operating system refused, for want of space, of permission, or because of the disk. "
        "The files are as they were, unless the message says that the next run will finish.",
    ),
    "E0508": Entry(
        "the place to keep an edited file is taken",
        "`--force` keeps an edited file beside the generated one as `.orig`, and an earlier "
        "`.orig` is never overwritten. Move or delete it.",
        differs=True,
    ),
    "E0509": Entry(
        "another run is writing to the output folder",
        "Runs in one output folder wait for one another, and this one has waited long enough.",
    ),
    "E0510": Entry(
        "a generated file is out of date",
        "The file is not what the specs and templates now mean. Run `specpress generate`.",
        differs=True,
    ),
    # E06: the request, and the configuration
    "E0601": Entry(
        "the request is not JSON",
        "The text breaks the grammar of JSON at the place shown, and nothing after it was read. "
        "JSON has no comments, no trailing commas and no single quotes; its words are true, false "
        "and null.",
    ),
    "E0602": Entry(
        "the request is not UTF-8",
        "JSON that is sent is UTF-8 (RFC 8259). Save the file as UTF-8; some shells on Windows "
        "write UTF-16 when output is redirected.",
    ),
    "E0603": Entry(
        "the request cannot be read",
        "There is no such file, it is a folder, or you may not read it; or it is not one that "
        "anybody would send: a request, and each line of JSON Lines, has 16 MiB at most.",
    ),
    "E0604": Entry(
        "a key stands twice in one object",
        "Most readers of JSON silently keep the last of two equal keys, some the first. Which of "
        "the two values the platform would take nobody can tell, so neither is judged. Remove one.",
    ),
    "E0605": Entry(
        "a number that JSON has not",
        "NaN and Infinity are words of JavaScript, not of JSON. A number beyond the range of a "
        "double would be read as infinity, and whole numbers of more than 4,300 digits are "
        "refused unread.",
    ),
    "E0606": Entry(
        "the request is nested too deep",
        "Lists and objects nest at most 200 deep. Many readers of JSON refuse such a text, or "
        "crash. No request needs it.",
    ),
    "E0607": Entry(
        "half a character",
        "Characters beyond U+FFFF are escaped as two surrogates, \\ud83d\\ude00. One alone is no "
        "character, cannot be written as UTF-8, and is refused or replaced on the way.",
    ),
    "E0608": Entry(
        "the request is refused",
        "The platform would refuse the request, or a part of it would have no effect: a value is "
        "not what the API's page allows at the place shown.",
    ),
    "E0609": Entry(
        "the model of a request is not known",
        "Requests are judged by the spec of their model. It is the one that `--model` names, or "
        "the one whose id stands in the request; there is no spec of it here.",
    ),
    "E0610": Entry(
        "the configuration cannot be used",
        "`[tool.specpress]` in the nearest pyproject.toml says where specs are read and where "
        "output is written. It is a table, and its values are paths.",
    ),
    "E0640": Entry(
        "a model without a price",
        "`estimate` says what a request costs by the price in the spec of its model, and this "
        "spec states none.",
    ),
    "E0641": Entry(
        "a request without a price",
        "The page of the model has no price for this combination, and none is guessed.",
    ),
}


def is_error(code: str) -> bool:
    """Return whether diagnostics of `code` stop the run."""
    return REGISTER[code].severity is Severity.ERROR


def differs(code: str) -> bool:
    """Return whether `code` says only that the output differs, for which a run exits 3."""
    return REGISTER[code].differs
