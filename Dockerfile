FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
# What changes rarely first, so that a change of code does not install everything anew.
COPY requirements.lock ./
RUN python -m venv /opt/newsdesk \
 && /opt/newsdesk/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY bot ./bot
COPY briefings ./briefings
COPY storage ./storage
COPY seeds ./seeds
RUN /opt/newsdesk/bin/pip install --no-deps --no-build-isolation --no-index .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data newsdesk \
 && install --directory --owner newsdesk --group newsdesk --mode 0700 /data
COPY --from=build /opt/newsdesk /opt/newsdesk
# pip has compiled everything; at run time nothing is written but to /data (and /tmp).
ENV DATA_DIR=/data HEALTH_PORT=8081 PATH=/opt/newsdesk/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# By number, so that orchestrators can see that it is not root.
USER 10001:10001
VOLUME /data
# Asks the bot itself (/healthz): loop, Telegram, state, outbox, corpus.
HEALTHCHECK --interval=60s --timeout=10s --start-period=120s --retries=3 \
  CMD ["newsdesk", "check", "--running"]
ENTRYPOINT ["newsdesk"]
CMD ["run"]
