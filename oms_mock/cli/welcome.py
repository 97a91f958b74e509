"""The text that `oms-mock serve` prints when it is ready: addresses, tokens and commands to copy."""

from __future__ import annotations

from oms_mock import urls
from oms_mock.config import Config
from oms_mock.dataset.omnitron import EXISTS, PULLABLE, TRIGGERS
from oms_mock.services.summary import Summary
from oms_mock.spec.plural import counted
from oms_mock.store.drivers import shown

ORDERS = f"{urls.ORDERS}/"
PULL = f"{ORDERS}pull_from_omnitron/"

SOURCES = (
    "The vendor documents eleven endpoints and shows one response body, that of the order list. All other\n"
    "shapes come from related documentation, from Django REST framework or from assumptions: see /docs."
)


def text(
    url: str,
    config: Config,
    summary: Summary,
    *,
    kept: bool,
    deviations: int = 0,
    why_no_admin: str = "",
    program: str = "oms-mock",
) -> str:
    """Return the text for a server at a URL.

    `deviations` is in how many places its profile contradicts the schemas, and `program` how a user starts oms-mock.
    """
    where = f"kept in {shown(config.database or '')}" if kept else "removed when the server stops"
    rows = [
        ("Orders", url + ORDERS),
        ("Docs", f"{url}/docs"),
        ("Token", f"{config.token}  (user {config.username}, password {config.password})"),
        ("", f"{config.limited_token}  (gets 403)"),
        *_scheme(config),
        ("Data", f"{_data(summary)}, {where}"),
    ]
    if config.watch:
        rows.append(("Watch", f"changes in {config.scenario} are reloaded, and reset the data of worlds"))
    rows.append(("Worlds", f"a token such as {config.token}@ci-7 selects a world with its own changes"))
    rows.append(("Admin", why_no_admin or f"{program} admin --help"))
    if config.demo_drift:
        rows.append(("Drift", f"responses differ from their schemas on purpose: {program} check lists the differences"))
    if config.profile:
        rows.append(("Profile", _followed(config.profile, deviations, program)))
    parts = [
        "oms-mock is ready",
        "",
        *(f"  {name:<8}{value}" for name, value in rows),
        "",
        "Try:",
        *_examples(url, config, summary),
        "",
        "Order numbers for pull_from_omnitron:",
        *_numbers(summary),
        "",
        SOURCES,
        "",
        "Ctrl-C stops the server.",
        "",
    ]
    return "\n".join(parts)


def _scheme(config: Config) -> list[tuple[str, str]]:
    if config.auth_scheme == Config.auth_scheme:
        return []
    return [("Scheme", f"{config.auth_scheme}: send Authorization: {config.auth_scheme} {config.token}")]


def _data(summary: Summary) -> str:
    data = f"{counted(summary.orders, 'order')}, scenario {summary.scenario}, seed {summary.seed}"
    return f"{data}, dates until {summary.until}" if summary.until else data


def _followed(profile: str, deviations: int, program: str) -> str:
    follow = f"generated orders follow {profile}"
    if not deviations:
        return follow
    return f"{follow}, and contradict their schemas in {counted(deviations, 'place')}: {program} check lists them"


def _numbers(summary: Summary) -> list[str]:
    if summary.pullable[:1] != (str(PULLABLE[0]),):
        return [f"  {', '.join(summary.pullable) or 'none'}: see omnitron.json in the scenario"]
    return [
        f"  {PULLABLE[0]} … {PULLABLE[-1]}  are created; repeated: documented error 1",
        *(
            f"  {trigger.number}  documented error {trigger.text}: {trigger.reason}"
            for trigger in TRIGGERS
            if summary.has_oldest or trigger.number != EXISTS
        ),
    ]


def _examples(url: str, config: Config, summary: Summary) -> list[str]:
    pullable = summary.pullable[0] if summary.pullable else str(PULLABLE[0])
    newest = summary.newest_id if summary.newest_id is not None else 1
    return [
        "",
        "  # a list",
        _curl(config, f"{url}{ORDERS}?limit=2"),
        "  # one order" if summary.newest_id is not None else "  # one order, once one is pulled",
        _curl(config, f"{url}{ORDERS}{newest}/"),
        "  # a pull that works" if summary.pullable else "  # a pull",
        _curl_pull(config, url, pullable),
        "  # a pull that fails",
        _curl_pull(config, url, TRIGGERS[1].number),
        "  # a 429",
        _curl(config, f"{url}{ORDERS}", "-i -H 'Prefer: code=429'"),
    ]


def _curl(config: Config, url: str, options: str = "") -> str:
    return f"  curl -H 'Authorization: {config.auth_scheme} {config.token}' {options + ' ' if options else ''}'{url}'"


def _curl_pull(config: Config, url: str, number: str) -> str:
    body = f'{{"order_numbers": ["{number}"]}}'
    return _curl(config, f"{url}{PULL}", f"-H 'Content-Type: application/json' -d '{body}'")
