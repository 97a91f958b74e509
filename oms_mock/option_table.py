"""Every option of the command line, as one table: name, type, default, help, group, environment variable.

The commands of `oms_mock.cli` declare their options from it, `oms_mock.config` takes its defaults and its
environment variables from it, and the reference pages are generated from it. The options of `oms-mock admin`
follow the schemas of the admin API instead.

Only three kinds of options are read from the environment: those of `serve`, secrets, and the address and the
world of `oms-mock admin`. One name means one thing there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ENVIRONMENT_PREFIX = "OMS_MOCK_"
LANGUAGES = ("tr",)
"""Languages of error messages beside English."""


@dataclass(frozen=True)
class Condition:
    """An option has an effect only if another parameter is given, or only if it is not.

    `problem` follows the name of the rejected option in the error message. The condition counts only where the
    parameter `where` is given, if it names one.
    """

    parameter: str
    is_given: bool
    problem: str
    where: str | None = None


@dataclass(frozen=True)
class Option:
    """One option of one command.

    `type` is a word of `oms_mock.cli.option_types.TYPES`. `shown_default` describes a default that is applied later.
    `setting` names the field of Config that the option fills. `on_command_line` is False for a setting that has an
    environment variable only.
    """

    name: str
    help: str
    group: str = "Options"
    type: str = "text"
    default: Any = None
    shown_default: str | None = None
    short: str | None = None
    metavar: str | None = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    is_repeatable: bool = False
    has_variable: bool = False
    on_command_line: bool = True
    setting: str | None = None
    only: tuple[Condition, ...] = field(default=())

    @property
    def flag(self) -> str:
        """The option as it is written: `--page-size`."""
        return f"--{self.name}"

    @property
    def parameter(self) -> str:
        """The name of the value in Python: `page_size`."""
        return self.name.replace("-", "_")

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that set the option, the first one preferred."""
        names = dict.fromkeys((self.parameter, self.setting or self.parameter))
        return tuple(f"{ENVIRONMENT_PREFIX}{name.upper()}" for name in names) if self.has_variable else ()


# Groups, in the order of the help.
SERVER = "Server"
DATA = "Data"
RESPONSES = "Responses"
ACCESS = "Access"
PROXY = "Proxy mode"
REQUESTS = "Requests"
SCOPE = "Scope"
REPORT = "Report"
BASELINE = "Baseline"
LEDGER = "Fidelity ledger"
FAKE = "Fake that is started without URL"

# `serve`
FOR_THE_FAKE = Condition("upstream", False, "is for the fake: leave it out, or leave out --upstream")
FOR_PROXY_MODE = Condition("upstream", True, "is for a deployment: give its URL, --upstream https://HOST")
WITHOUT_ORIGIN = Condition(
    "cors_origin", False, "is for no page of another origin: leave out --cors-origin, or --lend-token"
)
WITH_FALLBACK_TOKEN = Condition("lend_token", True, "is about the fallback token: add --lend-token", "upstream")

_SCENARIO = "Scenario with the initial data: a name (see oms-mock scenario list), or the path of a folder."
_ORDERS = "Number of orders in the scenario `default`."
_SEED = "Seed of the generated orders: the same seed gives the same orders."
_UNTIL = "Shift generated dates by whole days, so that the newest order is placed on this day: today, or 2027-03-31."
_PROFILE = "Generate orders that follow this profile: see oms-mock profile --help."


def _gateway(group: str, *only: Condition, has_variable: bool = False) -> tuple[Option, ...]:
    """Return the options that say what an access gateway in front of a deployment asks for."""
    return (
        Option(
            "header-env",
            "Send a header to the deployment, whose value this environment variable holds; repeatable.",
            group,
            metavar="NAME=VARIABLE",
            is_repeatable=True,
            only=only,
            has_variable=has_variable,
        ),
        Option(
            "header-file",
            "Send the headers in this file to the deployment, a line NAME: VALUE each.",
            group,
            type="file",
            metavar="FILE",
            only=only,
            has_variable=has_variable,
        ),
        Option(
            "cert",
            "Client certificate, a PEM file.",
            group,
            type="file",
            metavar="FILE",
            only=only,
            has_variable=has_variable,
        ),
        Option(
            "cert-key",
            "Key of the client certificate.",
            group,
            type="file",
            metavar="FILE",
            only=only,
            has_variable=has_variable,
        ),
        Option(
            "ca-bundle",
            "Trust these certificate authorities instead of the usual ones.",
            group,
            type="file",
            metavar="FILE",
            only=only,
            has_variable=has_variable,
        ),
    )


def _server(name: str, help: str, group: str, **columns: Any) -> Option:  # noqa: A002
    return Option(name, help, group, has_variable=True, **columns)


def _fake(name: str, help: str, group: str, **columns: Any) -> Option:  # noqa: A002
    setting = name.replace("-", "_")
    return _server(name, help, group, **{"setting": setting, "only": (FOR_THE_FAKE,), **columns})


SERVE = (
    _server("host", "Address to listen on.", SERVER, default="127.0.0.1"),
    _server(
        "port", "Port to listen on. 0 takes a free port.", SERVER, type="integer", default=4010, least=0, most=65535
    ),
    _server(
        "ready-file",
        "Write this JSON file when the server is ready: url, token and pid. It is removed when the server stops.",
        SERVER,
        type="file",
        metavar="FILE",
    ),
    _server(
        "quiet",
        "Print no request log. It is printed on a terminal, or where --log-format is given.",
        SERVER,
        type="flag",
        default=False,
        only=(FOR_THE_FAKE,),
    ),
    _server(
        "log-format",
        "Print a line for each request on stderr: text for people, or json with the request id.",
        SERVER,
        choices=("text", "json"),
        shown_default="text on a terminal, nothing elsewhere",
        only=(FOR_THE_FAKE,),
    ),
    _fake(
        "trust-proxy",
        "Trust the headers X-Forwarded-For, -Proto, -Host, -Port and -Prefix.",
        SERVER,
        type="flag",
        default=False,
    ),
    _fake("scenario", _SCENARIO, DATA),
    _fake("orders", _ORDERS, DATA, type="integer", shown_default="722"),
    _fake("seed", _SEED, DATA, type="integer", least=0, shown_default="42"),
    _fake(
        "watch",
        "Reload the folder of --scenario when its files change. Worlds lose their own changes of the data.",
        DATA,
        type="flag",
        default=False,
    ),
    _fake("until", _UNTIL, DATA, metavar="DAY", shown_default="no shift"),
    _fake("profile", _PROFILE, DATA, metavar="FILE"),
    _fake(
        "database",
        "Keep the data in this database: sqlite:///orders.db or postgresql://user@host/name.",
        DATA,
        metavar="URL",
        shown_default="a temporary file, removed when the server stops",
    ),
    _fake(
        "language",
        "Language of error messages for clients whose Accept-Language is not English: tr. This is assumed.",
        RESPONSES,
        choices=LANGUAGES,
        shown_default="English for every client",
    ),
    _fake("latency", "Delay every response: 200ms, 1.5s.", RESPONSES, type="duration", default=0.0),
    _fake("page-size", "Rows per page without `limit`.", RESPONSES, type="integer", default=10, least=1),
    _fake("max-page-size", "Largest `limit` that is honoured.", RESPONSES, type="integer", default=100, least=1),
    _fake(
        "demo-drift", "Let responses differ from their schemas, to see findings.", RESPONSES, type="flag", default=False
    ),
    _fake(
        "journal",
        "Requests that the journal of each world keeps, for /__admin/requests. 0 turns it off.",
        RESPONSES,
        type="integer",
        default=1000,
        least=0,
        metavar="ENTRIES",
    ),
    _server(
        "cors-origin",
        "Allow only this origin to read responses in a browser, also with credentials; repeatable.",
        ACCESS,
        type="origin",
        shown_default="any origin",
        metavar="ORIGIN",
        is_repeatable=True,
        default=("*",),
        setting="cors_origins",
    ),
    _fake("token", "API token that is allowed everything.", ACCESS, default="oms-mock"),
    _fake(
        "auth-scheme",
        "Scheme before the token: Token, Bearer. With --upstream, that before the fallback token.",
        ACCESS,
        default="Token",
        metavar="SCHEME",
        only=(WITH_FALLBACK_TOKEN,),
    ),
    _fake(
        "limited-token", "API token that gets 403.", ACCESS, default="oms-mock-limited", on_command_line=False, only=()
    ),
    _fake(
        "inactive-token",
        "API token of a deactivated user.",
        ACCESS,
        default="oms-mock-inactive",
        on_command_line=False,
        only=(),
    ),
    _fake("username", "User name for the login endpoint.", ACCESS, default="oms-mock", on_command_line=False, only=()),
    _fake("password", "Password for the login endpoint.", ACCESS, default="oms-mock", on_command_line=False, only=()),
    _fake(
        "max-body-bytes",
        "Largest request body.",
        ACCESS,
        type="integer",
        default=1_048_576,
        on_command_line=False,
        only=(),
    ),
    _server(
        "upstream",
        "Forward GET requests to this deployment and validate every response, instead of serving the fake.",
        PROXY,
        metavar="URL",
    ),
    _server(
        "allow-writes",
        "Forward the POST requests that pull or log in, too.",
        PROXY,
        type="flag",
        default=False,
        only=(FOR_PROXY_MODE,),
    ),
    _server(
        "lend-token",
        "Send the fallback token of --token-env with requests from this machine that have no token.",
        PROXY,
        type="flag",
        default=False,
        only=(FOR_PROXY_MODE, WITHOUT_ORIGIN),
    ),
    _server(
        "token-env",
        "Environment variable that holds the fallback token.",
        PROXY,
        default="OMS_TOKEN",
        metavar="NAME",
        only=(FOR_PROXY_MODE, WITH_FALLBACK_TOKEN),
    ),
    _server(
        "token-file",
        "Read the fallback token from this file; - is stdin.",
        PROXY,
        metavar="FILE",
        only=(FOR_PROXY_MODE, WITH_FALLBACK_TOKEN),
    ),
    *_gateway(PROXY, FOR_PROXY_MODE, has_variable=True),
)

# Commands on a database. Its URL can hold a password, so it may come from the environment.
_DATABASE = Option("database", "Database to fill: sqlite:///orders.db.", metavar="URL", has_variable=True)
SEED = (
    _DATABASE,
    Option("orders", _ORDERS, type="integer", shown_default="722"),
    Option("seed", _SEED, type="integer", least=0, shown_default="42"),
    Option("scenario", _SCENARIO),
    Option("until", _UNTIL, metavar="DAY", shown_default="no shift"),
    Option("profile", _PROFILE, metavar="FILE"),
)
SCENARIO_NEW = (
    Option("orders", "Number of generated orders.", type="integer", default=0, least=0),
    Option("seed", _SEED, type="integer", default=42, least=0),
    Option("description", "One sentence that says what the scenario is for.", default="What it is for."),
)
SCENARIO_SAVE = (
    Option("database", "Database to save: sqlite:///orders.db.", metavar="URL", has_variable=True),
    Option("description", "One sentence that says what the scenario is for."),
)

# Commands that print or write documents
PERSONAS = (Option("json", "Print a JSON array of id, name and description.", type="flag", default=False),)
SCHEMA_EXPORT = (
    Option("directory", "Folder to write the documents to.", type="folder", default="schemas"),
    Option(
        "check",
        "Write nothing. Exit with 1 if a document is missing or out of date.",
        type="flag",
        default=False,
    ),
)
FIDELITY = (
    Option(
        "ledger",
        "Also show what runs of oms-mock check --fidelity FILE have seen of each field.",
        type="file",
        metavar="FILE",
    ),
    Option("json", "Print JSON.", type="flag", default=False),
)
USES = (
    Option(
        "from-list",
        "TypeScript, JavaScript, JSON or Python file with paths as strings, or one path per line.",
        type="existing file",
        metavar="FILE",
    ),
    Option(
        "from-har",
        "HAR file, or archive of Playwright, with what the client received: every field of it. No value is stored.",
        type="existing file",
        metavar="FILE",
    ),
    Option(
        "endpoint",
        "With --from-list: only this endpoint; repeatable.",
        metavar="NAME",
        is_repeatable=True,
    ),
    Option(
        "extensions",
        "With --from-list: accept paths that the documents do not know, as extensions of the deployment. Name their "
        "endpoint.",
        type="flag",
        default=False,
    ),
    Option("output", "File to write to.", type="file", metavar="FILE", short="o", shown_default="stdout"),
)

# `check` and `profile record`
REPORT_FORMS = ("text", "json", "junit", "html", "sarif", "sarif-new", "github", "markdown")


def _deployment(*only: Condition) -> tuple[Option, ...]:
    """Return the options that say how to reach a deployment."""
    return (
        Option(
            "token-env",
            "Environment variable that holds the API token.",
            ACCESS,
            default="OMS_TOKEN",
            metavar="NAME",
            only=only,
        ),
        Option("token-file", "Read the API token from this file; - is stdin.", ACCESS, metavar="FILE", only=only),
        Option("auth-scheme", "Scheme before the token: Token, Bearer.", ACCESS, default="Token", only=only),
        *_gateway(ACCESS, *only),
    )


_REQUESTS = (
    Option(
        "rate",
        "Requests per second: 5/s. auto sends as fast as possible and slows down after a 429.",
        REQUESTS,
        type="rate",
        default="auto",
    ),
    Option("concurrency", "Requests at the same time.", REQUESTS, type="integer", default=4, least=1, most=64),
    Option("timeout", "Longest wait for a response: 30s.", REQUESTS, type="time", default="30s"),
    Option(
        "retries",
        "Retries after a connection error or a 5xx response.",
        REQUESTS,
        type="integer",
        default=2,
        least=0,
        most=10,
    ),
    Option(
        "max-wait",
        "Longest wait that a 429 may ask for: 60s. If it asks for more, the run ends.",
        REQUESTS,
        type="time",
        default="60s",
    ),
)


def _started_fake(condition: Condition) -> tuple[Option, ...]:
    return (
        Option("scenario", _SCENARIO, FAKE, only=(condition,)),
        Option("orders", _ORDERS, FAKE, type="integer", shown_default="722", only=(condition,)),
        Option("until", _UNTIL, FAKE, metavar="DAY", shown_default="no shift", only=(condition,)),
    )


CHECKS_DEPLOYMENT = Condition("url", True, "is for a deployment: give its URL, oms-mock check https://HOST")
CHECKS_FAKE = Condition("url", False, "is for the fake, which is checked without a URL: leave out one of the two")
WITH_BASELINE = Condition("baseline", True, "needs a file: add --baseline FILE")
WITH_UPDATE = Condition("baseline_update", True, "is for findings that are added: add --baseline-update")

CHECK = (
    *_deployment(CHECKS_DEPLOYMENT),
    Option(
        "forbidden-token-env",
        "Environment variable that holds a token without permissions, which must get 403.",
        ACCESS,
        metavar="NAME",
        shown_default="OMS_FORBIDDEN_TOKEN, if set",
        only=(CHECKS_DEPLOYMENT,),
    ),
    *_REQUESTS,
    Option(
        "max-time",
        "Stop the run after this time: 10m. The exit code is 3, or 1 if there are findings.",
        REQUESTS,
        type="time",
        shown_default="no limit",
    ),
    Option(
        "allow-writes",
        "Also send pull requests, with order numbers that cannot create an order. Without it only GET is sent.",
        REQUESTS,
        type="flag",
        default=False,
    ),
    Option("sample", "Number of orders whose detail is requested, or all.", SCOPE, type="sample", default="200"),
    Option(
        "seed",
        "Seed of the random sample; without URL also of the generated orders.",
        SCOPE,
        type="integer",
        least=0,
        shown_default="42",
    ),
    Option(
        "uses",
        "Fields that a client reads (see oms-mock uses): a lost one is an error, drift of the others is info.",
        SCOPE,
        type="file",
        metavar="FILE",
    ),
    Option(
        "report",
        f"Report formats, separated by commas: {', '.join(REPORT_FORMS)}. text and github are printed, the others "
        "are written to --report-dir; a single format without a folder is printed.",
        REPORT,
        type="choices",
        choices=REPORT_FORMS,
        default="text",
    ),
    Option(
        "report-dir",
        "Folder for report.json, junit.xml, report.html, report.sarif, report-new.sarif and report.md.",
        REPORT,
        type="folder",
    ),
    Option(
        "details",
        "In the text report, list each finding, and the tables of endpoints and rules.",
        REPORT,
        type="flag",
        default=False,
    ),
    Option(
        "fail-on",
        "Lowest severity that leads to exit code 1.",
        REPORT,
        type="choice",
        choices=("error", "warning", "info"),
        default="error",
    ),
    Option(
        "flaky",
        "Severity of failures that do not occur again: error, warning, or an error if they are more than this share of "
        "the requests of an endpoint, and at least 3.",
        REPORT,
        type="share",
        metavar="N%|error|warning",
        default="10%",
    ),
    Option("strict", "Short for --fail-on info.", REPORT, type="flag", default=False),
    Option(
        "against",
        "Say what is new, gone and still there since the run that wrote this report.json.",
        REPORT,
        type="file",
        metavar="FILE",
    ),
    Option(
        "baseline",
        "Known and accepted findings, each with a reason and an expiry date.",
        BASELINE,
        type="file",
        metavar="FILE",
    ),
    Option(
        "baseline-update",
        "Add new findings to the baseline.",
        BASELINE,
        type="flag",
        default=False,
        only=(WITH_BASELINE,),
    ),
    Option(
        "baseline-prune",
        "Remove entries whose finding was looked for and did not occur.",
        BASELINE,
        type="flag",
        default=False,
        only=(WITH_BASELINE,),
    ),
    Option(
        "baseline-reason",
        "Reason for accepting the added findings.",
        BASELINE,
        metavar="TEXT",
        only=(WITH_BASELINE, WITH_UPDATE),
    ),
    Option(
        "baseline-expires",
        "Last day on which the added findings are accepted: 2027-03-31, or 30d from today.",
        BASELINE,
        metavar="DAY",
        only=(WITH_BASELINE, WITH_UPDATE),
    ),
    Option(
        "fidelity",
        "Record in this file which documented fields were seen, and which differ: see oms-mock fidelity.",
        LEDGER,
        type="file",
        metavar="FILE",
    ),
    Option(
        "demo-drift",
        "Let the responses of the fake differ from their schemas, to see findings.",
        FAKE,
        type="flag",
        default=False,
        only=(CHECKS_FAKE,),
    ),
    *_started_fake(CHECKS_FAKE),
)

RECORDS_DEPLOYMENT = Condition("url", True, "is for a deployment: give its URL, oms-mock profile https://HOST")
RECORDS_FAKE = Condition("url", False, "is for the fake, which is recorded without a URL: leave out one of the two")

PROFILE_RECORD = (
    Option(
        "output",
        "File to write the profile to.",
        REPORT,
        type="path",
        metavar="FILE",
        short="o",
        shown_default="stdout",
    ),
    *_deployment(RECORDS_DEPLOYMENT),
    *_REQUESTS,
    Option(
        "max-time",
        "Stop after this time, exit with 3 and write no profile: 10m.",
        REQUESTS,
        type="time",
        shown_default="no limit",
    ),
    Option("sample", "Number of orders to record.", SCOPE, type="integer", default=200, least=1),
    *_started_fake(RECORDS_FAKE),
    Option("seed", _SEED, FAKE, type="integer", least=0, shown_default="42", only=(RECORDS_FAKE,)),
)
PROFILE_DIFF = (Option("json", "Print a JSON array of kind, endpoint, path, was and is.", type="flag", default=False),)

EXPLAIN = (
    Option("report", "A report.json of oms-mock check, with the finding to explain.", type="file", metavar="FILE"),
)

COMMANDS: dict[str, tuple[Option, ...]] = {
    "serve": SERVE,
    "seed": SEED,
    "scenario new": SCENARIO_NEW,
    "scenario save": SCENARIO_SAVE,
    "personas": PERSONAS,
    "check": CHECK,
    "profile record": PROFILE_RECORD,
    "profile diff": PROFILE_DIFF,
    "schema export": SCHEMA_EXPORT,
    "explain": EXPLAIN,
    "fidelity": FIDELITY,
    "uses": USES,
}
"""The options of each command."""


def settings() -> Iterator[Option]:
    """Yield the options that fill a field of Config."""
    return (option for option in SERVE if option.setting)
