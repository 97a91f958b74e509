FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/oms-mock \
    && /opt/oms-mock/bin/pip install --no-cache-dir ".[postgresql]"

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home oms-mock
COPY --from=build /opt/oms-mock /opt/oms-mock
ENV PATH=/opt/oms-mock/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMS_MOCK_HOST=0.0.0.0
USER 10001
EXPOSE 4010
# The database is below /tmp, the only folder that the server writes to.
VOLUME ["/tmp"]
# http.client, unlike urllib, never uses a proxy of the environment.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s \
    CMD ["python", "-c", "import http.client as h, os; c = h.HTTPConnection('127.0.0.1', int(os.environ.get('OMS_MOCK_PORT', '4010')), timeout=2); c.request('GET', '/readyz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["oms-mock"]
CMD ["serve"]
