"""The Prefect flows: the only package that imports prefect.

`environment` must be called before prefect is imported; it keeps everything Prefect writes inside the data folder and
keeps it from calling home. Values already in the environment win.
"""

from __future__ import annotations

import os
from pathlib import Path

from flows.leftover import STARTER

_SETTINGS = {
    # no telemetry, no promotions; the V2 interface asks an outside host even so, the V1 interface does not
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # a first start with an empty database takes up to 17 s; the default gives up after 20
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # 3.5 times less server time per task run than the defaults (measured)
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    # the embedded server shares our standard error and, ended in the middle of a flush, writes a traceback there
    "PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).with_name("logging.yml")),
}


def environment(data: Path) -> None:
    """Set what Prefect reads from the environment, for a data folder, and make Prefect's home there."""
    home = (data / "prefect").resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ[STARTER] = str(os.getpid())
