// Who may import whom (docs/architecture.md). Each rule has a fixture below test/arch/fixtures that breaks it and
// nothing else; test/arch/import-rules.spec.ts checks both that and the real tree.

const ours = '^(libs|apps|tools|test)/';
const specs = ['\\.spec\\.ts$', '^(libs|apps)/[^/]+/test/'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing',
      comment: 'The domain is pure: no clock, no random, no I/O, no framework, so nothing from outside, Node included.',
      severity: 'error',
      from: { path: '^libs/domain/', pathNot: specs },
      to: { pathNot: '^libs/domain/' },
    },
    {
      name: 'application-imports-domain-and-runtime',
      comment: 'Use cases know the domain and their own ports; what implements a port is given to them.',
      severity: 'error',
      from: { path: '^libs/application/', pathNot: specs },
      to: { pathNot: '^libs/(application|domain|runtime)/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'runtime-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^libs/runtime/', pathNot: specs },
      to: { path: ours, pathNot: '^libs/runtime/' },
    },
    {
      name: 'adapters-import-the-core-alone',
      comment: "postgres and kafka implement application's ports and never see each other.",
      severity: 'error',
      from: { path: '^libs/(postgres|kafka)/', pathNot: specs },
      to: { path: ours, pathNot: '^libs/($1|application|domain|runtime|testing)/' },
    },
    {
      name: 'contracts-import-the-domain-alone',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: specs },
      to: { path: ours, pathNot: '^libs/(contracts|domain)/' },
    },
    {
      name: 'local-imports-contracts-and-kafka',
      comment: 'What starts the service, and talks to it, knows its public contract, and Kafka by our own client.',
      severity: 'error',
      from: { path: '^libs/local/', pathNot: specs },
      to: { path: ours, pathNot: '^libs/(local|contracts|kafka)/' },
    },
    {
      name: 'cli-imports-contracts-alone',
      comment: 'The command line is a client like any other, but for auditors, who read the history past the service.',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: [...specs, '^apps/cli/src/(history|database)/'] },
      to: { path: ours, pathNot: '^(apps/cli|libs/contracts)/' },
    },
    {
      name: 'dashboard-imports-contracts-alone',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: ours, pathNot: '^(apps/dashboard|libs/contracts)/' },
    },
    {
      name: 'dashboard-imports-types-of-contracts',
      comment: 'The shapes of answers, without the schemas that check them: zod is not part of the bundle.',
      severity: 'error',
      from: { path: '^apps/dashboard/' },
      to: { path: '^libs/contracts/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-imports-of-apps',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs|tools)/' },
      to: { path: '^apps/', pathNot: '^$1/' },
    },
    {
      name: 'nest-in-apps-alone',
      comment: 'The bench compares the service with a bare Nest server, which is a process of its own.',
      severity: 'error',
      from: { path: '^(libs|tools)/', pathNot: '^tools/src/bench/bare-server\\.ts$' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'typeorm-and-pg-in-postgres-alone',
      comment: 'tools and test may use pg to look behind the service.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^libs/postgres/' },
      to: { path: 'node_modules/(typeorm|pg|@types/pg)/' },
    },
    {
      name: 'kafkajs-in-kafka-alone',
      comment:
        'kafkajs can be replaced by changing one library. local, tools and test may use it to look behind the service.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^libs/(kafka|local)/' },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'opentelemetry-in-runtime-alone',
      comment: 'Spans are begun and ended in one way. testing has an SDK, which keeps spans in memory.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '^libs/(runtime|testing)/' },
      to: { path: 'node_modules/@opentelemetry/' },
    },
    {
      name: 'libraries-by-their-root',
      comment: 'Others see of a library what its package.json exports: index.ts, and the entries of testing.',
      severity: 'error',
      from: {},
      to: { path: '^@allocator/[^/]+/' },
    },
    {
      name: 'packages-by-their-name',
      comment:
        'No relative path leads from one package into another. The set-up in tools/*.mjs runs before packages are installed.',
      severity: 'error',
      from: { path: '^((?:libs|apps)/[^/]+|tools|test)/', pathNot: '^tools/[^/]+\\.mjs$' },
      to: {
        path: '^(libs|apps|tools|test)/',
        pathNot: '^$1/',
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased'],
      },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [...specs, '^libs/(testing|local)/'] },
      to: { path: [...specs, '^test/', '^libs/(testing|local)/', '^tools/'] },
    },
    {
      name: 'ims-model-imports-nothing',
      comment:
        'The model of the IMS shares no assumption with the design that it checks: it knows no terms and no bounds.',
      severity: 'error',
      from: { path: '^libs/testing/src/ims/' },
      to: { pathNot: '^libs/testing/src/ims/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-circles',
      comment: 'A folder can be read, and moved, without the folders that import it.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that imports nothing and that no other module imports is left over.',
      severity: 'error',
      from: { orphan: true, pathNot: [...specs, '/src/(index|main)\\.tsx?$', '\\.d\\.ts$'] },
      to: {},
    },
  ],
  options: {
    exclude: { path: ['(^|/)dist/', '^test/arch/fixtures/'] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      // The sources behind a package's name, not what is built from them.
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
