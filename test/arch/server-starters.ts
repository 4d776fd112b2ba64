import type { IModule } from 'dependency-cruiser';

/** What starts a server, or connects to one that the test run has started. */
export const serverStarters = [
  'test/support/test-database.ts',
  'test/support/describe-with-kafka.ts',
  'test/support/own-postgres.ts',
  'test/support/service-process.ts',
  'libs/kafka/test/describe-on-kafka.ts',
  'libs/postgres/test/server.ts',
  'libs/local/src/stack/kafka/start-kafka.ts',
  'libs/local/src/stack/postgres/start-postgres.ts',
];

/** The server starters that a file imports, directly or through others; types do not count. */
export type StartersOf = (path: string) => readonly string[];

export function startersIn(modules: readonly IModule[]): StartersOf {
  const imports = new Map(
    modules.map(({ source, dependencies }) => [
      source,
      dependencies
        .filter(({ dependencyTypes }) => !dependencyTypes.includes('type-only'))
        .map(({ resolved }) => resolved),
    ]),
  );
  return (path) => {
    const reached = new Set([path]);
    for (const file of reached) for (const imported of imports.get(file) ?? []) reached.add(imported);
    return serverStarters.filter((starter) => reached.has(starter));
  };
}
