import { z } from 'zod';

/** What `.meta()` and the schema itself say of a variable. */
interface Described {
  readonly description?: string;
  /** Values that are accepted, where the schema does not show them. */
  readonly values?: string;
  readonly unit?: string;
  /** What applies if the variable is not set and has no default. */
  readonly without?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const introduction = `# Configuration

The service reads its configuration from environment variables at start. A variable with an invalid value is named, and the process exits with
code 2. An empty value is invalid.

This page is generated from the schema in \`apps/allocator/src/config/environment.ts\`; see [generated files](../CONTRIBUTING.md#generated-files).

The server is \`node --enable-source-maps apps/allocator/dist/main.js\` (see \`Dockerfile\`). \`npm start\` runs it with a local stack: it starts
PostgreSQL, Kafka and a token issuer, and sets \`DATABASE_URL\`, \`KAFKA_BROKERS\`, \`AUTH_JWKS\`, \`AUTH_ISSUER\`, \`AUTH_AUDIENCE\`,
\`DASHBOARD_OIDC_ISSUER\`, \`DASHBOARD_OIDC_CLIENT_ID\` and \`CHECKPOINT_KEY\` accordingly. It starts only what you have not set: with \`DATABASE_URL\` set, it starts no PostgreSQL.
`;

const localStack = `
## Local stack

Read by \`npm start\`, \`npm run stack\` and \`npm run token\` only. With these and \`PORT\` two clones run side by side.

| variable              | default  | meaning                                                             |
| --------------------- | -------- | ------------------------------------------------------------------- |
| \`LOCAL_DIR\`           | \`.local\` | folder of the local data, logs and keys, relative to the repository |
| \`LOCAL_POSTGRES_PORT\` | \`5433\`   | port of the local PostgreSQL                                        |
| \`LOCAL_KAFKA_PORT\`    | \`9092\`   | port of the local Kafka                                             |
| \`LOCAL_ISSUER_PORT\`   | \`8081\`   | port of the local token issuer; if unset and taken, a free one      |

Requirements of PostgreSQL, Kafka and containers: [deployment](deployment.md). Rights on Kafka: [access](access.md#kafka). Variables of the command line: [cli](cli.md).
`;

/** docs/configuration.md: every variable by subject. */
export function configurationPage(settings: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>): string {
  const subjects = Object.entries(settings).map(([subject, variables]) => {
    const parts = Object.entries(variables).map(([name, schema]) => variablePart(name, schema));
    return `\n## ${subject}\n${parts.join('')}`;
  });
  return introduction + indexOf(settings) + subjects.join('') + localStack;
}

function indexOf(settings: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>>): string {
  const rows = Object.entries(settings).map(([subject, variables]) => [
    subject,
    Object.keys(variables)
      .map((name) => `[\`${name}\`](#${name.toLowerCase()})`)
      .join(', '),
  ]);
  return `\n${rows.map(([subject, names]) => `- ${String(subject)}: ${String(names)}`).join('\n')}\n`;
}

function variablePart(name: string, schema: z.ZodType): string {
  const described = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Described;
  const { description, unit } = described;
  if (description === undefined) throw new Error(`${name} has no description: add one by .meta()`);
  const lines = [`Default: ${defaultOf(schema, described)}`, `Values: ${valuesOf(name, described)}`];
  if (unit !== undefined) lines.push(`Unit: ${unit}`);
  return `\n### ${name}\n\n${description}\n\n${lines.map((line) => `- ${line}\n`).join('')}`;
}

/** As the schema itself decides for a variable that is not set. */
function defaultOf(schema: z.ZodType, { without }: Described): string {
  const { success, data } = schema.safeParse(undefined) as z.ZodSafeParseResult<
    string | number | readonly string[] | undefined
  >;
  if (!success) return 'none, required';
  if (data === undefined) return without ?? 'none';
  return `\`${[data].flat().join(',')}\``;
}

function valuesOf(name: string, { values, enum: choices, minimum, maximum }: Described): string {
  if (values !== undefined) return values;
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(', ');
  if (minimum === undefined || maximum === undefined) throw new Error(`${name} has no values: add them by .meta()`);
  return `whole number, ${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`;
}
