import {
  type RunningKafka,
  briefFlags,
  findJava,
  freePort,
  kafkaJars,
  startKafka,
  temporaryDir,
} from '@allocator/local';
import { kafkajsClient, withAdmin } from '@allocator/kafka';
import {
  type AclEntry,
  type Admin,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from 'kafkajs';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';
import type { KafkaUser } from './kafka-user.js';

const run = promisify(execFile);
const aclsScript = fileURLToPath(new URL('../../deploy/kafka-acls.sh', import.meta.url));
/** Of a key store that lives as long as its suite. */
const storePassword = 'of-a-test';

/** A broker with users and an authorizer; only `admin` may do everything. */
export interface SecuredKafka {
  /** The address at which clients must authenticate. */
  readonly brokers: string;
  /** Path of the PEM of the broker's certificate, which is self-signed. */
  readonly ca: string;
  /** Path of the PEM of a certificate that has not signed the broker's. */
  readonly otherCa: string;
  /** The path of a file with the user's password, or with what is given. */
  passwordFile(user: string, password?: string): string;
  /** A user whose groups begin so. */
  as(user: string, groups?: string): KafkaUser;
  /** Grants rights as operators do: by our script, which runs Kafka's own tool. */
  grantByTool(...args: string[]): Promise<void>;
  /** Grants the same, but sends what our script would run in one request: each run of Kafka's tool takes seconds. */
  grant(...args: string[]): Promise<void>;
  /** Stops the broker, and removes its files. */
  end(): Promise<void>;
}

export async function startSecuredKafka(prefix: string, users: readonly string[]): Promise<SecuredKafka> {
  const java = findJava() ?? 'java';
  const dir = temporaryDir('kafka-trust');
  let kafka: RunningKafka | undefined;
  const end = async (): Promise<void> => {
    await kafka?.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    const keyStore = join(dir, 'broker.p12');
    const ca = await selfSigned(java, keyStore, join(dir, 'broker.pem'));
    const otherCa = written(join(dir, 'other.pem'), rootCertificates[0] ?? '');
    const port = await freePort();
    kafka = await startKafka({
      dir: join(dir, 'kafka'),
      port: await freePort(),
      heapMbMax: 384,
      isBrief: true,
      secured: { port, properties: properties(keyStore), scramUsers: users.flatMap(scramUsers) },
    });
    const brokers = `127.0.0.1:${String(port)}`;
    const config = written(join(dir, 'admin.properties'), adminProperties(ca));
    const env = {
      PATH: process.env['PATH'],
      KAFKA_BIN: await kafkaTools(java, dir),
      BOOTSTRAP: brokers,
      COMMAND_CONFIG: config,
      PREFIX: prefix,
    };
    const as = (user: string, groups = 'test-'): KafkaUser => ({
      trust: {
        ssl: { ca: readFileSync(ca, 'utf8') },
        sasl: { mechanism: 'scram-sha-512', username: user, password: passwordOf(user) },
      },
      groups,
    });
    const asAdmin = <T>(work: (admin: Admin) => Promise<T>): Promise<T> =>
      withAdmin(kafkajsClient({ brokers: [brokers], ...as('admin').trust }), work);
    // Made when the first group is looked for, which takes a busy machine seconds: a service would say so in its log.
    const hasCoordinator = (): Promise<boolean> =>
      asAdmin((admin) => admin.describeGroups(['first'])).then(
        () => true,
        () => false,
      );
    await eventually(hasCoordinator, 30_000, 'a coordinator of groups');
    return {
      brokers,
      ca,
      otherCa,
      passwordFile: (user, password = passwordOf(user)) => written(join(dir, `${user}.password`), `${password}\n`),
      as,
      grantByTool: async (...args) => {
        await run(aclsScript, args, { env, timeout: 120_000 });
      },
      grant: async (...args) => {
        const { stdout } = await run(aclsScript, ['--dry-run', ...args], { env });
        await asAdmin((admin) => admin.createAcls({ acl: stdout.trim().split('\n').flatMap(aclsOf) }));
      },
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function passwordOf(user: string): string {
  return `password-of-${user}`;
}

function scramUsers(user: string): string[] {
  return ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
    (mechanism) => `${mechanism}=[name=${user},password=${passwordOf(user)}]`,
  );
}

/** The other two listeners, of the broker to itself, are anonymous; clients cannot be, on theirs. */
function properties(keyStore: string) {
  const login = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  const bearer =
    'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";';
  return {
    'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    'listener.name.secured.scram-sha-256.sasl.jaas.config': login,
    'listener.name.secured.scram-sha-512.sasl.jaas.config': login,
    // Tokens without a signature: what the broker makes of a real one is its own affair.
    'listener.name.secured.oauthbearer.sasl.jaas.config': bearer,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': keyStore,
    'ssl.keystore.password': storePassword,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': false,
    'super.users': 'User:admin;User:ANONYMOUS',
  };
}

function adminProperties(ca: string): string {
  const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="${passwordOf('admin')}";`;
  return [
    'security.protocol=SASL_SSL',
    'sasl.mechanism=SCRAM-SHA-512',
    `sasl.jaas.config=${login}`,
    'ssl.truststore.type=PEM',
    `ssl.truststore.location=${ca}`,
    '',
  ].join('\n');
}

/** Makes a key store for this host, and the PEM of its certificate, whose path it returns. */
async function selfSigned(java: string, keyStore: string, pem: string): Promise<string> {
  const keytool = basename(java) === java ? 'keytool' : join(dirname(java), 'keytool');
  const store = ['-keystore', keyStore, '-storepass', storePassword, '-alias', 'broker'];
  const made = ['-keyalg', 'EC', '-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1', '-validity', '2'];
  await run(keytool, ['-genkeypair', ...store, '-storetype', 'PKCS12', ...made]);
  await run(keytool, ['-exportcert', '-rfc', '-file', pem, ...store]);
  return pem;
}

/** A folder with Kafka's `kafka-acls.sh`, as its distribution has it and its jars have not. */
async function kafkaTools(java: string, dir: string): Promise<string> {
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  const words = [
    java,
    '-Xmx96m',
    ...briefFlags,
    '-cp',
    join(await kafkaJars(), '*'),
    'org.apache.kafka.tools.AclCommand',
  ];
  const quoted = words.map((word) => `'${word}'`).join(' ');
  chmodSync(written(join(bin, 'kafka-acls.sh'), `#!/bin/sh\nexec ${quoted} "$@"\n`), 0o755);
  return bin;
}

const resourceTypes: Readonly<Record<string, AclResourceTypes>> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
};
const patternTypes: Readonly<Record<string, ResourcePatternTypes>> = {
  literal: ResourcePatternTypes.LITERAL,
  prefixed: ResourcePatternTypes.PREFIXED,
};
const operations: Readonly<Record<string, AclOperationTypes>> = {
  Create: AclOperationTypes.CREATE,
  Delete: AclOperationTypes.DELETE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
};
const addition =
  / --add --allow-principal (\S+)((?: --operation \w+)+) --resource-pattern-type (\w+) --([\w-]+) ([\w.:-]+)$/;

/** What a call of Kafka's tool adds, which our script prints with `--dry-run`. Throws at an argument that is not known here. */
function aclsOf(line: string): AclEntry[] {
  const [, principal = '', words = '', pattern = '', resource = '', resourceName = ''] = addition.exec(line) ?? [];
  const [resourcePatternType, resourceType] = [patternTypes[pattern], resourceTypes[resource]];
  const [, ...allowed] = words.split(' --operation ');
  const known = allowed.flatMap((word) => operations[word] ?? []);
  if (resourcePatternType === undefined || resourceType === undefined || known.length < allowed.length)
    throw new Error(`Kafka's tool is called in a way that is not known here: ${line}`);
  const acl = { principal, resourcePatternType, resourceType, resourceName, host: '*' };
  return known.map((operation) => ({ ...acl, operation, permissionType: AclPermissionTypes.ALLOW }));
}

function written(file: string, content: string): string {
  writeFileSync(file, content);
  return file;
}
