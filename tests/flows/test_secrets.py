"""Where the secrets of channels come from: the environment, or Prefect's Secret blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.prefect


@pytest.fixture
def block(prefect_server: None) -> Iterator[None]:
    from prefect.blocks.system import Secret

    Secret(value="json://block.example.org").save("monitor-chat-url")
    yield
    Secret.delete("monitor-chat-url")


async def asked(name: str) -> str | None:
    """As the flows ask: within a running event loop."""
    from flows.tasks import secret

    return secret(name)


def test_a_secret_is_that_of_its_block(block: None) -> None:
    assert asyncio.run(asked("MONITOR_CHAT_URL")) == "json://block.example.org"


@pytest.mark.parametrize("value", ["json://here.example.org", ""])
def test_the_environment_comes_first(block: None, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_CHAT_URL", value)
    assert asyncio.run(asked("MONITOR_CHAT_URL")) == value


def test_what_nobody_set_is_none(block: None) -> None:
    assert asyncio.run(asked("MONITOR_NO_SUCH_URL")) is None
