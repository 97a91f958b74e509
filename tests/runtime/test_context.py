"""The context of a request to the fake."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask, request

from oms_mock.behaviour.rules import Effect
from oms_mock.runtime.context import EXTENSION, OmsContext, entity_tag
from oms_mock.runtime.effects import Preferences, ResponseChanges


@pytest.fixture(name="context")
def fixture_context(default_app: Flask) -> OmsContext:
    with default_app.test_request_context("/?limit=1"):
        context = OmsContext(request._get_current_object(), request.environ, oms=default_app.extensions[EXTENSION])
    context.entered = context.oms.worlds.enter("default")
    return context


def test_a_context_has_no_fields_but_the_declared_ones(context: OmsContext) -> None:
    with pytest.raises(AttributeError):
        context.capped = 1


def test_the_world_is_unknown_before_it_is_entered(context: OmsContext) -> None:
    with pytest.raises(LookupError):
        _ = replace(context, entered=None).world


def test_the_entity_tag_depends_on_url_world_and_page_size_limit(context: OmsContext) -> None:
    tags = {
        entity_tag(context),
        entity_tag(replace(context, base_url="http://other/")),
        entity_tag(replace(context, page_size_limit=1)),
        entity_tag(replace(context, entered=replace(context.world, revision=99))),
        entity_tag(replace(context, entered=replace(context.world, dataset="other"))),
    }
    assert (len(tags), None in tags) == (5, False)


@pytest.mark.parametrize(
    ("effect", "has_tag"), [(Effect(breaks="empty-body"), False), (Effect(motion="count"), False), (Effect(), True)]
)
def test_a_response_that_will_be_changed_has_no_entity_tag(context: OmsContext, effect: Effect, has_tag: bool) -> None:
    changes = ResponseChanges()
    changes.add("f1", effect)
    assert (entity_tag(replace(context, changes=changes)) is not None) is has_tag
    assert (entity_tag(replace(context, preferences=Preferences(effect=effect))) is not None) is has_tag
