# One image for everything: `monitor serve` by default, a worker or any other command by argument. Data and
# configuration are mounted; see docs/operations.md.
FROM python:3.11-slim

RUN useradd --create-home --home-dir /srv/monitor monitor
WORKDIR /srv/monitor

COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY flows flows
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
COPY config.yaml prefect.yaml ./
COPY seeds seeds
RUN mkdir data && chown monitor data

USER monitor
# What `monitor` sets for itself must also hold for a worker: Prefect's files in the volume, and nothing calls home.
ENV PYTHONUNBUFFERED=1 \
    MONITOR_HOME=/srv/monitor \
    PREFECT_HOME=/srv/monitor/data/prefect \
    DO_NOT_TRACK=1 \
    PREFECT_SERVER_ANALYTICS_ENABLED=false \
    PREFECT_SERVER_UI_V2_ENABLED=false \
    PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT=false
VOLUME /srv/monitor/data
EXPOSE 4200
CMD ["monitor", "serve"]
