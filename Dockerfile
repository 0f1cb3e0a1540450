# syntax=docker/dockerfile:1

# The pages. Without a web/package.json the program carries only the placeholder.
FROM node:22.20.0-bookworm-slim AS pages
WORKDIR /src
COPY web ./
RUN if [ -f package.json ]; then npm ci --no-audit --no-fund && npm run build; fi

FROM golang:1.26.8-bookworm AS build
WORKDIR /src
ENV CGO_ENABLED=0 GOTOOLCHAIN=local
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=pages /src/dist ./web/dist
RUN go build -trimpath -ldflags="-s -w" -o /out/crewcheck ./cmd/crewcheck \
    && mkdir /out/data

# Nothing but the program, which carries its own time zones, and the roots of trust it needs to
# call webhooks and a database over TLS.
FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/crewcheck /crewcheck
# A new volume on /data takes over this owner.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV CREWCHECK_ADDR=0.0.0.0:8080 CREWCHECK_DATA=/data
EXPOSE 8080
VOLUME ["/data"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["/crewcheck", "healthcheck"]
ENTRYPOINT ["/crewcheck"]
CMD ["serve"]
