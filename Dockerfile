# The built server for production. docs/deployment.md describes how to run it, and how to pin the image by its digest.
ARG NODE_IMAGE=node:22.23.3-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /allocator
RUN chown 1000:1000 .
USER 1000:1000
ENV HOME=/tmp
COPY --chown=1000:1000 . .
# No package runs scripts, neither during the install nor later as root.
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node tools/setup.mjs build
# Only what the two programs need at run time: no tools, no embedded PostgreSQL, no sources. The bundles contain our libraries.
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund --workspace=apps/allocator --workspace=apps/cli \
  && rm -rf libs apps/*/src apps/*/test \
  && find node_modules/@allocator -xtype l -delete

FROM ${NODE_IMAGE}
# PUBLIC_URL has no default: every event contains it, and it cannot be changed later. The metrics have no authentication: publish their port
# to Prometheus alone.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 METRICS_PORT=0.0.0.0:9464
WORKDIR /allocator
# Files belong to root: the service cannot change its own code. It writes no files.
COPY --from=build --chown=0:0 /allocator/package.json /allocator/LICENSE ./
COPY --from=build --chown=0:0 /allocator/node_modules ./node_modules
COPY --from=build --chown=0:0 /allocator/apps ./apps
# By number: Kubernetes' runAsNonRoot cannot verify a name.
USER 1000:1000
EXPOSE 8080 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1, so that it gets SIGTERM and stops in order.
CMD ["node", "--enable-source-maps", "apps/allocator/dist/main.js"]
