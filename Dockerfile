# The built server alone, for production. DATABASE_URL and KAFKA_BROKERS say what it works with (README, configuration).

FROM node:22-bookworm-slim AS build
WORKDIR /allocator
COPY . .
# Installs and builds, as on any clean clone.
RUN node tools/setup.mjs build
# What the server needs at run time: neither the tools nor the embedded Postgres.
RUN npm ci --omit=dev --workspace=libs --workspace=apps --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /allocator
COPY --from=build /allocator/package.json ./
COPY --from=build /allocator/node_modules ./node_modules
COPY --from=build /allocator/libs ./libs
COPY --from=build /allocator/apps ./apps
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so that it gets SIGTERM and stops in order.
CMD ["node", "--enable-source-maps", "apps/allocator/dist/main.js"]
