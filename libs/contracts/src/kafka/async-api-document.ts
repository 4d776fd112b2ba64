import { z } from 'zod';
import { assignedEventExample } from '../events/assigned-event-example.js';
import { eventDocument, eventTypes } from '../events/event-document.js';
import { commandId, poolId } from '../values/ids.js';
import { deadLetterHeaders, kafkaCommand, kafkaOutcome, traceHeaders } from './kafka-command.js';

type Json = Record<string, unknown>;

/** What differs between installations. */
export interface KafkaSetting {
  readonly topicPrefix: string;
  /** Partitions of every topic except that of dead letters. */
  readonly lanes: number;
}

/** The default configuration. */
export const kafkaByDefault: KafkaSetting = { topicPrefix: 'allocation', lanes: 8 };

/** `content-type` of an event's record: CloudEvents 1.0, Kafka protocol binding, structured mode. */
const eventHeaders = z.object({ 'content-type': z.literal('application/cloudevents+json') });

/** AsyncAPI 3.0 document of the topics, from the side of this service: what it receives and what it sends. */
export function asyncApiDocument({ topicPrefix, lanes }: KafkaSetting): object {
  const schemas = new Schemas();
  const messages = messagesOf(schemas);
  const channels = channelsOf(topicPrefix, lanes);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'IMS identity allocator: Kafka topics',
      version: '1',
      description:
        'Commands of WWSFs, their outcomes, and the events of all lanes. An event is published exactly once for readers with ' +
        '`isolation.level=read_committed`; an outcome at least once. Keys are placed by the default partitioner (murmur2).',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { kafka: server },
    channels,
    operations: operationsOf(topicPrefix),
    components: { schemas: schemas.all, messages, securitySchemes },
  };
}

const server = {
  host: '{brokers}',
  protocol: 'kafka-secure',
  description:
    'TLS and SASL. ACLs on the broker control which client writes and reads which topic: the topic identifies the WWSF.',
  variables: { brokers: { description: 'host:port, separated by commas', default: '127.0.0.1:9092' } },
  security: ['scramSha256', 'scramSha512', 'oauthBearer'].map((name) => ref(`components/securitySchemes/${name}`)),
};

const securitySchemes = {
  scramSha256: { type: 'scramSha256', description: 'SASL SCRAM-SHA-256' },
  scramSha512: { type: 'scramSha512', description: 'SASL SCRAM-SHA-512' },
  oauthBearer: {
    type: 'oauth2',
    description: 'SASL OAUTHBEARER (RFC 7628), with the issuer that the brokers trust',
    flows: { clientCredentials: { tokenUrl: 'https://issuer.example/token', availableScopes: {} } },
  },
};

function channelsOf(prefix: string, lanes: number): Json {
  const tenant = { wwsfId: { description: 'WWSF' } };
  const channel = (address: string, partitions: number, names: readonly string[], particular: Json): Json => ({
    address: `${prefix}.${address}`,
    messages: Object.fromEntries(names.map((name) => [name, ref(`components/messages/${name}`)])),
    bindings: { kafka: { partitions, bindingVersion: '0.5.0' } },
    ...particular,
  });
  return {
    commands: channel('commands.{wwsfId}', lanes, ['Command'], {
      description: 'Commands of one WWSF. Key: the pool, so that the record goes to the partition of its lane.',
      parameters: tenant,
    }),
    outcomes: channel('outcomes.{wwsfId}', lanes, ['Outcome'], {
      description: 'Outcomes for one WWSF, sent after commit. Key: the command.',
      parameters: tenant,
    }),
    events: channel('events', lanes, eventTypes, {
      description:
        'All events. The partition is the lane; within it the events are in order of `position`, without gaps.',
    }),
    checkpoints: channel('checkpoints', lanes, ['Checkpoint'], {
      description: 'Signed positions and hashes of the lanes. The partition is the lane. At least once.',
    }),
    deadLetters: channel('commands.dead-letter', 1, ['DeadLetter'], {
      description: 'Records of the commands topics that cannot be parsed or always fail.',
    }),
  };
}

function messagesOf(schemas: Schemas): Json {
  const kafka = (key: object): Json => ({ kafka: { key, bindingVersion: '0.5.0' } });
  const eventMessages = eventTypes.map((type): [string, Json] => [
    type,
    {
      title: type,
      contentType: 'application/cloudevents+json',
      headers: schemas.add('EventHeaders', eventHeaders),
      payload: schemas.add(`${type}Event`, eventDocument(type)),
      bindings: kafka({ type: 'string', description: "The event's `subject`" }),
      ...(type === 'Assigned' ? { examples: [{ name: type, payload: assignedEventExample }] } : {}),
    },
  ]);
  return {
    Command: {
      title: 'Command of a WWSF',
      headers: schemas.add('TraceHeaders', traceHeaders),
      payload: schemas.add('KafkaCommand', kafkaCommand),
      bindings: kafka(jsonSchema(poolId)),
      examples: examplesOf(kafkaCommand),
    },
    Outcome: {
      title: 'Outcome of a command: the same as over HTTP',
      headers: schemas.add('TraceHeaders', traceHeaders),
      payload: schemas.add('KafkaOutcome', kafkaOutcome),
      bindings: kafka(jsonSchema(commandId)),
      examples: examplesOf(kafkaOutcome),
    },
    ...Object.fromEntries(eventMessages),
    Checkpoint: {
      title: 'A signed checkpoint: JWS, compact serialisation (RFC 7515)',
      contentType: 'application/jose',
      payload: { type: 'string', description: 'Of `{lane, position, hash, time}`, signed with Ed25519' },
      bindings: kafka({ type: 'string', description: 'The lane' }),
    },
    DeadLetter: {
      title: 'A refused record, unchanged',
      contentType: 'application/octet-stream',
      headers: schemas.add('DeadLetterHeaders', deadLetterHeaders),
      payload: { description: 'The bytes of the record, cut if there are too many' },
      bindings: kafka({ type: 'string', description: 'The key of the record' }),
    },
  };
}

function operationsOf(prefix: string): Json {
  const operation = (action: 'send' | 'receive', channel: string, summary: string, particular: Json = {}): Json => ({
    action,
    channel: ref(`channels/${channel}`),
    summary,
    ...particular,
  });
  return {
    receiveCommand: operation('receive', 'commands', 'Receive a command of a WWSF and decide it', {
      bindings: { kafka: { groupId: { type: 'string', const: `${prefix}.commands` }, bindingVersion: '0.5.0' } },
      reply: { channel: ref('channels/outcomes') },
    }),
    sendOutcome: operation('send', 'outcomes', 'Send the outcome after commit'),
    publishEvents: operation('send', 'events', 'Publish the events exactly once, in the order of their lane'),
    sendCheckpoints: operation('send', 'checkpoints', 'Publish a signature of the state of each lane, at intervals'),
    sendDeadLetter: operation('send', 'deadLetters', 'Publish a record that cannot be processed, with the reason'),
  };
}

/** Named JSON Schemas of the document. Draft 7 is the default of AsyncAPI. */
class Schemas {
  readonly all: Json = {};

  /**
   * @param name for a schema without an id
   * @returns the reference to it
   */
  add(name: string, schema: z.ZodType): Json {
    const { definitions = {}, ...own } = jsonSchema(schema);
    for (const [other, { id: _, ...definition }] of Object.entries(definitions as Record<string, Json>)) {
      this.all[other] = inDocument(definition);
    }
    if ('$ref' in own) return inDocument(own);
    this.all[name] = inDocument(own);
    return ref(`components/schemas/${name}`);
  }
}

function jsonSchema(schema: z.ZodType): Json {
  const options = { io: 'input', target: 'draft-7', reused: 'inline' } as const;
  const { $schema: _, ...json } = z.toJSONSchema(schema, options) as Json;
  return json;
}

function inDocument(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/')) as Json;
}

function examplesOf(schema: z.ZodType): readonly object[] {
  const examples = (z.globalRegistry.get(schema)?.['examples'] ?? []) as readonly object[];
  return examples.map((payload) => ({ payload }));
}

function ref(path: string): Json {
  return { $ref: `#/${path}` };
}
