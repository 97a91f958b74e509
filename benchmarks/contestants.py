"""The requests for oms-mock under load, each with a Flask constant of the same size as its peer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import constant
from http_get import get
from machine import CannotMeasureError, Cores
from process import TOKEN, Server, free_port, serving, serving_oms_mock
from rounds import Comparison, Limit
from wrk import Target, load

from oms_mock.dataset import generator, personas

ORDERS = 5_000
PAGE = 20
PAGES = ORDERS // PAGE
HOT_PAGE = f"?limit={PAGE}"
WARM_UP = 2
"""Seconds."""

PER_SECOND = "requests/s"


@dataclass(frozen=True)
class Workload:
    """One kind of request. `samples` are paths below the list from which the mean size of responses is computed."""

    name: str
    path: str
    samples: tuple[str, ...]
    script: str | None = None
    script_arguments: tuple[str, ...] = ()
    limit: Limit | None = None


QUESTIONS = (
    Workload("oms-mock, one page of 20", HOT_PAGE, (HOT_PAGE,), limit=Limit(at_least=0.5)),
    Workload(
        "oms-mock, many pages of 20",
        "",
        # Every order is on one of these pages, so their mean size is that of any sort order.
        tuple(f"?limit={PAGE}&page={number}" for number in range(1, PAGES + 1)),
        "random_pages.lua",
        (str(PAGES),),
    ),
    Workload(
        "oms-mock, one order of many",
        "",
        tuple(f"{generator.id_at(place)}/" for place in range(0, ORDERS, 20)),
        "random_orders.lua",
        (str(ORDERS), str(personas.COUNT), str(generator.id_at(personas.COUNT) - personas.COUNT - 1)),
    ),
)


@contextmanager
def beside_flask(cores: Cores, seconds: int) -> Iterator[tuple[Target, list[Comparison]]]:
    """Start both servers; yield the target of one page, and every workload with its constant."""
    with serving_oms_mock(cores, "--orders", str(ORDERS)) as oms_mock:
        sizes = [mean_size(oms_mock.url, workload.samples) for workload in QUESTIONS]
        port = free_port()
        home = f"http://{constant.HOST}:{port}"
        with serving(cores, constant.command(port, sizes), home + constant.path(sizes[0])) as flask:
            targets = [_target(workload, oms_mock, oms_mock.url) for workload in QUESTIONS]
            constants = [
                _target(workload, flask, home + constant.path(size))
                for workload, size in zip(QUESTIONS, sizes, strict=True)
            ]
            for target in (*targets, *constants):
                load(cores, target, WARM_UP)
            yield (
                targets[0],
                [
                    _comparison(cores, seconds, workload, size, target, peer)
                    for workload, size, target, peer in zip(QUESTIONS, sizes, targets, constants, strict=True)
                ],
            )


def mean_size(url: str, paths: tuple[str, ...]) -> int:
    """Return the mean size in bytes of the responses of paths below a URL."""
    responses = [get(url + path, TOKEN) for path in paths]
    if any(status != 200 for status, _ in responses):
        raise CannotMeasureError(f"oms-mock returns an error for a path below {url}")
    return round(sum(len(body) for _, body in responses) / len(responses))


def _target(workload: Workload, server: Server, url: str) -> Target:
    return Target(server, url + workload.path, TOKEN, workload.script, workload.script_arguments)


def _comparison(cores: Cores, seconds: int, workload: Workload, size: int, target: Target, peer: Target) -> Comparison:
    return Comparison(
        workload.name,
        f"Flask, a constant of {size:,} bytes",
        PER_SECOND,
        partial(load, cores, target, seconds),
        partial(load, cores, peer, seconds),
        workload.limit,
    )
