"""Every rule's case file: texts that carry its slug, and near misses that must not.

The files say of each text whether it is documented (the Cisco document that the rules come from),
captured or synthetic.
"""

from __future__ import annotations

import inspect
import tomllib
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from ruamel.yaml import YAML

from remediate.messages import Classifier
from remediate.model.observation import Message
from remediate.rules import RuleModule, catalogue, discover

HERE = Path(__file__).parent
CATALOGUE = catalogue()
IMPLEMENTATIONS: tuple[Literal["compiled", "reference"], ...] = ("compiled", "reference")
CLASSIFIERS = {name: Classifier(CATALOGUE, implementation=name) for name in IMPLEMENTATIONS}


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    line: int
    signature: str
    fields: dict[str, str | None] = {}
    """None: the message must not have the field."""
    only: bool = False
    """Whether the rule's slug is the only one."""
    device: str | None = None


class Fires(msgspec.Struct, forbid_unknown_fields=True, rename={"origin": "from"}):
    origin: str
    text: str
    expect: list[Expected]
    why: str = ""


class NearMiss(msgspec.Struct, forbid_unknown_fields=True, rename={"origin": "from"}):
    origin: str
    why: str
    text: str


class Cases(msgspec.Struct, forbid_unknown_fields=True):
    fires: list[Fires]
    near_miss: list[NearMiss]


def stem(module: RuleModule) -> str:
    return module.RULE.slug.replace("-", "_")


def load(module: RuleModule) -> Cases:
    data = YAML(typ="safe", pure=True).load((HERE / f"{stem(module)}.yml").read_text("utf-8"))
    return msgspec.convert(data, Cases)


RULES = discover()
CASES = {module.RULE.slug: load(module) for module in RULES}
FIRES = [
    pytest.param(slug, case, id=f"{slug}-{number}")
    for slug, cases in CASES.items()
    for number, case in enumerate(cases.fires, 1)
]
NEAR_MISSES = [
    pytest.param(slug, case, id=f"{slug}-{number}")
    for slug, cases in CASES.items()
    for number, case in enumerate(cases.near_miss, 1)
]


def read(text: str, implementation: str) -> list[Message]:
    classifier = CLASSIFIERS[implementation]  # type: ignore[index]  # a parameter of the tests
    return list(classifier.messages(text.encode(), device=None, file="case", clean=str))


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize(("slug", "case"), FIRES)
def test_fires(slug: str, case: Fires, implementation: str) -> None:
    messages = [item for item in read(case.text, implementation) if slug in item.slugs]
    assert [(item.source.line, item.signature) for item in messages] == [
        (item.line, item.signature) for item in case.expect
    ]
    for message, expected in zip(messages, case.expect, strict=True):
        for name, value in expected.fields.items():
            assert message.field(name) == value, (message, name)
        assert message.device == expected.device
        if expected.only:
            assert message.slugs == (slug,), message


@pytest.mark.parametrize("implementation", IMPLEMENTATIONS)
@pytest.mark.parametrize(("slug", "case"), NEAR_MISSES)
def test_near_miss(slug: str, case: NearMiss, implementation: str) -> None:
    assert not [item for item in read(case.text, implementation) if slug in item.slugs]


@pytest.mark.parametrize("module", RULES, ids=stem)
def test_every_rule_has_its_cases(module: RuleModule) -> None:
    cases = CASES[module.RULE.slug]
    assert cases.near_miss
    assert bool(cases.fires) == bool(module.SIGNATURES)


def test_no_case_file_without_a_rule() -> None:
    assert {path.stem for path in HERE.glob("*.yml")} == {stem(module) for module in RULES}


def test_every_signature_with_a_cause_is_seen_firing() -> None:
    """A template that no case reaches could be dead (shadowed, or misspelt)."""
    seen = {
        item.signature for cases in CASES.values() for case in cases.fires for item in case.expect
    }
    declared = {
        item.name
        for item, slugs in zip(CATALOGUE.signatures, CATALOGUE.slugs, strict=True)
        if slugs
    }
    assert sorted(declared - seen) == []


def test_every_rule_is_held_apart_from_the_others() -> None:
    """The import contract names every rule."""
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (named,) = (item["modules"] for item in contracts if item["type"] == "independence")
    assert sorted(named) == sorted(module.__name__ for module in RULES)


@pytest.mark.parametrize("module", discover(), ids=lambda module: module.RULE.slug)
def test_every_rule_finds_what_it_is_for_and_knows_when_it_is_cured(module):
    assert hasattr(module, "diagnose") or hasattr(module, "inspect")
    assert hasattr(module, "cured") or not module.RULE.planned


@pytest.mark.parametrize("module", discover(), ids=lambda module: module.RULE.slug)
def test_a_table_by_signature_that_is_looked_up_holds_every_signature_of_its_rule(module):
    own = {item.name for item in module.SIGNATURES}
    source = inspect.getsource(module)
    for name, table in vars(module).items():
        if isinstance(table, dict) and own.intersection(table) and f"{name}[" in source:
            assert own <= {*table}, name
