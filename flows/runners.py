"""Where articles are extracted and assessed: in processes of this machine, or on a Dask or Ray cluster.

On a cluster each task is a batch, done page by page in a process of the worker's own that can be ended (`workers`), so
that a page that hangs or crashes has the same outcome there as here. What is read is the same too: a worker that holds
another version, other people or other models than this program refuses to work.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import os
import pickle
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from prefect import get_client, task
from prefect.cache_policies import NO_CACHE
from prefect.context import tags
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import TaskRunner

from flows.tasks import assess_batch, unseen
from flows.workers import Worker, Workers
from monitor import __version__, pipeline
from monitor.config import Config, ConfigError
from monitor.errors import Expected
from monitor.model import Article, Assessment, Failure, Stage
from monitor.progress import showing
from monitor.relevance import models_file

INLINE = 30
"""Up to so many articles are assessed in this process: starting workers takes longer than the work. Pages never are."""
MOST_BATCHES = 20
"""At most so many tasks on this machine, for one to see how far it is; the workers take page by page in any case."""
REMOTE = 500
"""Jobs of a task on a cluster, at most, if all workers are to have one: a task costs 0.1 to 0.3 s, a job 20 to 40 ms."""

Results = list[Assessment | Failure]


class Strange(Expected):
    """A worker of the cluster would read otherwise than this program."""


def check(config: Config) -> None:
    """Raise ConfigError where the configured runner is not installed."""
    name = config.run.runner
    if name != "processes" and importlib.util.find_spec(f"prefect_{name}") is None:
        raise ConfigError(f"run.runner: {name} is not installed: pip install 'monitor[{name}]'")


class Assessor:
    """Extracts and assesses by the configured runner; a cluster is started, or reached, when there is work for it."""

    def __init__(self, config: Config, workers: Workers, now: datetime) -> None:
        check(config)
        self._config, self._workers, self._now = config, workers, now
        self._cluster: TaskRunner[Any] | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    async def assess(self, what: str, jobs: Sequence[pipeline.Job], most: int = MOST_BATCHES) -> Results:
        """Extract and assess in batches, side by side; the results in the order of `jobs`. `what` names the tasks, of which
        there are `most` at most on this machine.
        """
        quick = len(jobs) <= INLINE and all(isinstance(job.item, Article) for job in jobs)
        parts = self._parts(len(jobs), most)
        found: dict[int, Assessment | Failure] = {}

        async def one(number: int, part: range) -> None:
            with tags("assess"):
                results = await self._batch(_named(what, number, part), [jobs[n] for n in part], quick=quick)
            found.update(zip(part, results, strict=True))
            showing.get().count("assessed", len(found), len(jobs))

        await asyncio.gather(*(one(number, part) for number, part in enumerate(parts, 1)))
        return [found[number] for number in range(len(jobs))]

    def _parts(self, jobs: int, most: int) -> list[range]:
        """Which jobs make a task each. On a cluster every n-th one: pages that follow each other are alike, and the last
        task would have the longest.
        """
        if self._config.run.runner == "processes":
            size = max(self._config.run.batch, ceil(jobs / most))
            return [range(start, min(start + size, jobs)) for start in range(0, jobs, size)]
        tasks = ceil(jobs / max(self._config.run.batch, _fair(jobs, self._config.run.workers)))
        return [range(first, jobs, tasks) for first in range(tasks)]

    async def _batch(self, name: str, batch: Sequence[pipeline.Job], *, quick: bool) -> Results:
        if quick:
            return await assess_batch(name, None, unseen(batch), self._config, self._now)
        if self._config.run.runner == "processes":
            return await assess_batch(name, self._workers, unseen(batch), self._config, self._now)
        work = _Work(
            tuple(batch),
            self._config.people,
            self._now,
            self._config.data,
            _fingerprint(self._config.people, self._config.data),
        )
        with temporary_settings({PREFECT_API_URL: await _api()}):
            # as bytes: Prefect looks through every value of a parameter; few of them, for Dask warns of more than 10 MB
            packed = zlib.compress(pickle.dumps(work), 1)
            future = self._started().submit(assess_elsewhere, {"name": name, "work": packed})
        answer: bytes = await asyncio.to_thread(future.result)
        results: Results = pickle.loads(answer)  # noqa: S301 - our own workers wrote it
        return results

    def _started(self) -> TaskRunner[Any]:
        if self._cluster is None:
            self._cluster = self._stack.enter_context(_cluster(self._config))
        return self._cluster


def _named(what: str, number: int, part: range) -> str:
    """The task in the UI: "pages 1-50"; for every fourth page "pages, 50, part 2"."""
    return f"{what} {part[0] + 1}-{part[-1] + 1}" if part.step == 1 else f"{what}, {len(part)}, part {number}"


def _fair(jobs: int, workers: int) -> int:
    """Jobs of a task, so that all workers have as many tasks, of `REMOTE` jobs at most."""
    rounds = ceil(jobs / (workers * REMOTE))
    return ceil(jobs / (workers * max(rounds, 1)))


async def _api() -> str:
    """The address of the API in use. The embedded server has one as well, which workers on this machine can reach."""
    async with get_client() as client:
        return str(client.api_url)


@contextmanager
def _cluster(config: Config) -> Iterator[TaskRunner[Any]]:
    """The configured cluster, or one of `run.workers` workers on this machine that lives as long as the block."""
    runner = {"dask": _dask, "ray": _ray}[config.run.runner](config.run.address, config.run.workers)
    with runner:
        yield runner


_DASK = {
    "DASK_LOGGING__DISTRIBUTED": "warning",  # else hundreds of lines
    # what a worker here does beside its work: a profile of each 10 ms, its memory each 100 ms, the machine each 500 ms
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__WORKER__MEMORY__MONITOR_INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
}
"""Settings of Dask for a cluster on this machine; those in the environment win."""


def _dask(address: str, workers: int) -> TaskRunner[Any]:
    for name, value in _DASK.items():
        os.environ.setdefault(name, value)
    from prefect_dask.task_runners import DaskTaskRunner

    local = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    made: TaskRunner[Any] = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=local)
    return made


def _ray(address: str, workers: int) -> TaskRunner[Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    from prefect_ray.task_runners import RayTaskRunner

    local = {"num_cpus": workers, "include_dashboard": False, "log_to_driver": False}
    made: TaskRunner[Any] = RayTaskRunner(address=address) if address else RayTaskRunner(init_kwargs=local)
    return made


# --- on the cluster ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """What travels to a worker. Paths must lead to the same files there."""

    jobs: tuple[pipeline.Job, ...]
    people: Path | None
    now: datetime
    data: Path
    fingerprint: str


@task(name="assess", task_run_name="assess {name}", cache_policy=NO_CACHE, persist_result=False)
def assess_elsewhere(name: str, work: bytes) -> bytes:
    """Extract and assess a batch on a worker of a cluster."""
    return _work_here(work)  # the task itself travels with a copy of all it refers to, this function by its name


def _work_here(work: bytes) -> bytes:
    given: _Work = pickle.loads(zlib.decompress(work))  # noqa: S301 - our own program wrote it
    if _fingerprint(given.people, given.data) != given.fingerprint:
        raise Strange("a worker has another version of monitor, another people file or other models than this program")
    worker = _idle.pop() if _idle else Worker()
    try:
        results = [
            worker.do(Stage.EXTRACT, pipeline.work_one, job, given.people, given.now, given.data) for job in given.jobs
        ]
    finally:
        _idle.append(worker)
    return pickle.dumps(results)


_idle: list[Worker] = []
"""Of this process: as many as it ever had tasks side by side. They end with it."""


def _fingerprint(people: Path | None, data: Path) -> str:
    """What the reading of an article depends on, beside the article."""
    digest = hashlib.sha256(__version__.encode())
    for path in (people, models_file(data)):
        digest.update(path.read_bytes() if path is not None and path.exists() else b"-")
    return digest.hexdigest()
