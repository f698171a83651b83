FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md ./
RUN python -m venv /opt/newsdesk \
 && /opt/newsdesk/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY bot ./bot
COPY briefings ./briefings
COPY storage ./storage
COPY seeds ./seeds
RUN /opt/newsdesk/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data newsdesk \
 && install --directory --owner newsdesk --group newsdesk --mode 0700 /data
COPY --from=build /opt/newsdesk /opt/newsdesk
ENV DATA_DIR=/data PATH=/opt/newsdesk/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER newsdesk
VOLUME /data
ENTRYPOINT ["newsdesk"]
CMD ["run"]
