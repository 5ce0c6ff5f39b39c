# The program with the Node that it brings. Build: docker build -t spymaster .
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm prune --omit=dev

FROM debian:bookworm-slim
WORKDIR /app
RUN useradd --create-home spymaster
COPY --from=build /app /app
ENV PATH="/app/node_modules/.bin:$PATH"
USER spymaster
WORKDIR /home/spymaster
ENTRYPOINT ["node", "/app/bin/run.js"]
CMD ["--help"]
