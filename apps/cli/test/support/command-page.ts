import type { Command, Option } from 'commander';

const introduction = `# Command line

\`allocator\` is the command line for operators and auditors. Operators' commands are calls of the HTTP interface, with an access token. Auditors' commands read the history from the service, the database, the topic or an export.

Run it in the folder of this repository. It installs and builds what it needs; progress goes to standard error:

\`\`\`
npm run --silent allocator -- --help
\`\`\`

In the container image it is \`node apps/cli/dist/main.js\`. The examples below write \`allocator\` for either.

This page is generated from the help of the commands; see [generated files](../CONTRIBUTING.md#generated-files).

## Profiles

A profile is an installation of the service and the source of the caller's token. \`~/.config/allocator/profiles.json\` has them (\`XDG_CONFIG_HOME\` is used if it is set; \`ALLOCATOR_PROFILES\` names another file):

\`\`\`json
{
  "default": "local",
  "profiles": {
    "local": {
      "url": "http://127.0.0.1:8080",
      "token": { "command": ["npm", "run", "--silent", "token", "--", "--role", "auditor"] }
    },
    "production": { "url": "https://allocator.example", "token": { "file": "~/.config/allocator/production.token" } },
    "pipeline": { "url": "https://allocator.example", "token": { "environment": "PIPELINE_TOKEN" } }
  }
}
\`\`\`
`;

const tokenSources: readonly (readonly string[])[] = [
  ['`file`', 'a file with nothing but the token; a relative path is relative to the file of profiles'],
  [
    '`command`',
    'a program and its arguments that print the token within 60 s; run without a shell and a terminal; if it fails, or the command is stopped, all processes that it has started are ended',
  ],
  ['`environment`', 'the name of a variable'],
];

const origins = `The address and the token have one origin, the first of: \`--profile\`; \`--url\`, \`--token-file\`, \`ALLOCATOR_URL\` and \`ALLOCATOR_TOKEN\`; \`ALLOCATOR_PROFILE\`; the \`default\` of the file; \`http://127.0.0.1:8080\` without a token. \`ALLOCATOR_TOKEN\` is not sent to a \`--url\` of another server than \`ALLOCATOR_URL\`. A file and a command are read again when the service refuses the token, so that \`events --follow\` outlives it. No option takes a token, because other users of the host can read the arguments of a process.

The address is an http or https URL without a user, a query or a fragment. Its path is that of a proxy: \`https://host.example/allocator\` calls \`https://host.example/allocator/v1\`. A service that is unavailable is called again for up to two minutes, after a line on standard error; an address or a certificate that cannot be used ends the command immediately.

## Output

Results are on standard output, everything else on standard error. \`--json\` prints one JSON document, with the members of the [HTTP interface](api/README.md); followed events are one document a line (NDJSON). A list is printed from its first page on, while it is read: of a list that broke off, the JSON is not valid.

## Commands
`;

/** docs/cli.md: every command with its options, as its help has them. */
export function commandPage(program: Command): string {
  const leaves = leavesOf(program, '');
  const rows = leaves.map(({ path, command }) => [
    `[\`${path}\`](#${`allocator ${path}`.replaceAll(' ', '-')})`,
    command.description(),
  ]);
  const index = table(['command', 'what it does'], rows);
  const { text } = afterHelpOf(program);
  const sources = table(['source of a token', 'meaning'], tokenSources);
  return [
    introduction,
    sources,
    origins,
    index,
    text,
    ...leaves.map(({ path, command }) => commandPart(path, command)),
  ].join('\n');
}

function leavesOf(command: Command, path: string): readonly { path: string; command: Command }[] {
  return command.commands
    .filter((child) => child.name() !== 'help')
    .flatMap((child) => {
      const ownPath = `${path}${child.name()}`;
      return child.commands.length === 0 ? [{ path: ownPath, command: child }] : leavesOf(child, `${ownPath} `);
    });
}

function commandPart(path: string, command: Command): string {
  const { text, examples } = afterHelpOf(command);
  const parts = [
    `## \`allocator ${path}\``,
    '',
    `${sentence(command.description())}\n`,
    `\`\`\`\nallocator ${path} ${command.usage()}\n\`\`\`\n`,
    argumentsTable(command),
    command.options.length === 0
      ? ''
      : table(
          ['option', 'meaning', 'default'],
          command.options.map((option) => [`\`${option.flags}\``, meaningOf(option), defaultOf(option)]),
        ),
    text,
    examples === '' ? '' : `\`\`\`\n${examples}\n\`\`\`\n`,
  ];
  return parts.filter((part, index) => part !== '' || index === 1).join('\n');
}

function argumentsTable({ registeredArguments }: Command): string {
  if (registeredArguments.length === 0) return '';
  const rows = registeredArguments.map((argument) => [
    argument.required ? `\`<${argument.name()}>\`` : `\`[${argument.name()}]\``,
    `${argument.description}${argument.argChoices === undefined ? '' : ` (${choicesOf(argument.argChoices)})`}`,
  ]);
  return table(['argument', 'meaning'], rows);
}

function choicesOf(choices: readonly string[]): string {
  return choices.map((choice) => `\`${choice}\``).join(' or ');
}

function meaningOf({ description, mandatory, argChoices, envVar }: Option): string {
  const notes = [
    mandatory ? 'required' : undefined,
    argChoices === undefined ? undefined : choicesOf(argChoices),
    envVar === undefined ? undefined : `variable \`${envVar}\``,
  ].filter((note) => note !== undefined);
  const text = notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
  return text.replaceAll('<', '\\<');
}

function defaultOf({ defaultValue }: Option): string {
  const value = defaultValue as string | number | boolean | readonly string[] | undefined;
  return value === undefined || value === false || value === Infinity || Array.isArray(value)
    ? ''
    : `\`${String(value)}\``;
}

/** What \`addHelpText('after')\` adds: its paragraphs, and its examples. */
function afterHelpOf(command: Command): { text: string; examples: string } {
  let help = '';
  command.configureOutput({ writeOut: (part) => (help += part) });
  command.outputHelp();
  const after = help.slice(command.helpInformation().length).trim();
  const [text = '', examples = ''] = after.split(/^Examples?:\n/m);
  const lines = examples.split('\n').map((line) => line.replace(/^ {2}/, ''));
  return { text: text.trim() === '' ? '' : `${text.trim()}\n`, examples: lines.join('\n').trim() };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Aligned as the formatter aligns it. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}
