import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type BackgroundProcess, endLeftover, startUntilReady } from '../../process/background-process.js';
import { type ClusterMember, onlyMember } from './cluster-member.js';
import { findJava } from './find-java.js';
import { kafkaAnswers } from './kafka-answers.js';
import { kafkaJars, kafkaProject } from './kafka-jars.js';
import { type SecuredListener, kafkaProperties } from './kafka-properties.js';
import { demandFreePort } from '../../process/free-port.js';

export interface RunningKafka extends Pick<BackgroundProcess, 'pid' | 'logFile' | 'exited' | 'stop' | 'kill'> {
  /** As KAFKA_BROKERS takes it. */
  readonly brokers: string;
}

export interface KafkaOptions {
  /** Folder of the broker's data and settings; created if missing, kept after the stop. The log is beside it. */
  readonly dir: string;
  readonly port: number;
  /** The port that the broker names to its clients; default: `port`. */
  readonly advertisedPort?: number;
  /** Default: the only broker. A member of a cluster is ready once most members run. */
  readonly member?: ClusterMember;
  /** Undefined: every client may connect and do everything. */
  readonly secured?: SecuredListener;
  readonly heapMbMax?: number;
  /** For tests: a start takes two thirds of the processor time, and 90 s of our suites took 34 s in place of 53. A load of minutes takes more. */
  readonly isBrief?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const readyMsMax = 60_000;
const stopMsMax = 20_000;
const heapMbMax = 512;
const flags = ['-Xms256m', '-XX:+UseParallelGC'];
/** Of a JVM that runs briefly: without the optimizing compiler and the threads of a collector. */
export const briefFlags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const run = promisify(execFile);

/** Starts a real Kafka broker on loopback and returns once it answers. If it throws, nothing is left running. */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const java = findJava();
  if (java === undefined) throw new Error('Kafka needs Java 17 or later');
  const dir = resolve(options.dir);
  const propertiesFile = join(dir, 'server.properties');
  const leftover = { files: dir, mark: propertiesFile, stopSignal: 'SIGTERM', stopMsMax } as const;
  await endLeftover(leftover);
  await demandFreePort('Kafka', '127.0.0.1', options.port, 'Set LOCAL_KAFKA_PORT to a free one, or KAFKA_BROKERS.');
  const jars = await kafkaJars(options.signal);
  const onClassPath = ['-cp', join(jars, '*'), `-Dlog4j2.configurationFile=${join(kafkaProject, 'log4j2.xml')}`];
  mkdirSync(dir, { recursive: true });
  const ports = { broker: options.port, advertised: options.advertisedPort ?? options.port };
  const member = options.member ?? (await onlyMember());
  writeFileSync(propertiesFile, kafkaProperties(dir, ports, member, options.secured));
  await format(java, onClassPath, dir, propertiesFile, { ...options, member });

  const heap = `-Xmx${options.heapMbMax ?? heapMbMax}m`;
  const command = {
    ...leftover,
    command: java,
    args: [heap, ...(options.isBrief ? briefFlags : flags), ...onClassPath, 'kafka.Kafka', propertiesFile],
    cwd: dir,
  };
  const isReady = (): Promise<boolean> => kafkaAnswers(options.port);
  const broker = await startUntilReady(command, { what: 'Kafka', isReady, readyMsMax, signal: options.signal });
  return { ...broker, brokers: `127.0.0.1:${options.port}` };
}

/** Formats the data folder the first time. The marker file is written last, so that an interrupted format is repeated. */
async function format(
  java: string,
  onClassPath: readonly string[],
  dir: string,
  propertiesFile: string,
  { member, secured, signal }: KafkaOptions & { readonly member: ClusterMember },
): Promise<void> {
  const formatted = join(dir, 'formatted');
  if (existsSync(formatted)) return;
  rmSync(join(dir, 'data'), { recursive: true, force: true });
  const args = [
    'kafka.tools.StorageTool',
    'format',
    '--initial-controllers',
    member.controllers.map(({ nodeId, port, directoryId }) => `${nodeId}@127.0.0.1:${port}:${directoryId}`).join(),
    '--cluster-id',
    member.clusterId,
    '--config',
    propertiesFile,
    ...(secured?.scramUsers ?? []).flatMap((user) => ['--add-scram', user]),
  ];
  await run(java, [...briefFlags, ...onClassPath, ...args], signal ? { signal } : {});
  writeFileSync(formatted, `${member.clusterId}\n`);
}
