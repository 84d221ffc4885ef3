"""The shipped policies, a dispatcher and a shop for the tests of the actions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.demo_shop import DemoShop
from actions.policies import Policies, load_policies

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def policies() -> Policies:
    return load_policies(ROOT / "data" / "policies")


@pytest.fixture
def dispatcher() -> CollectingDispatcher:
    return CollectingDispatcher()


@pytest.fixture
def shop(tmp_path: Path) -> DemoShop:
    source = ROOT / "data" / "shop" / "demo_orders.yml"
    return DemoShop(tmp_path / "shop.db", source, lambda: TODAY)
