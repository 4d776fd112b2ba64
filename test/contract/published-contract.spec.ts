import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventJsonSchema, eventTypes, problems } from '@allocator/contracts';
import type { WwsfId } from '@allocator/domain';
import { TopicNames } from '@allocator/kafka';
import type { AnySchema, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { committedContract } from '../support/committed-contract.js';
import type { OpenApiDocument } from '../support/openapi-document.js';
import { examplesOf, objectsOf, operationsOf, validatorsOf } from '../support/openapi-document.js';
import type { RunningService } from '../support/running-service.js';
import { runService } from '../support/running-service.js';

interface AsyncApi {
  readonly channels: Record<string, { readonly address: string; readonly messages: Record<string, object> }>;
  readonly components: {
    readonly schemas: Record<string, object>;
    readonly messages: Record<string, Message>;
  };
}
interface Message {
  readonly payload: { readonly $ref?: string };
  readonly examples?: readonly { readonly payload: unknown }[];
}

/** UPDATE_CONTRACT=1 rewrites docs/api: review the difference. */
describe('the contract published in docs/api', () => {
  let running: RunningService;
  let openApi: OpenApiDocument;
  let asyncApi: AsyncApi;
  beforeAll(async () => {
    running = await runService();
    openApi = (await served('/docs-json')) as OpenApiDocument;
    asyncApi = (await served('/docs/asyncapi.json')) as AsyncApi;
  }, 60_000);
  afterAll(() => running.end());

  const served = async (path: string): Promise<object> => {
    const answer = await fetch(running.api.baseUrl + path);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      200,
      expect.stringMatching(/json/),
    ]);
    return (await answer.json()) as object;
  };

  it('equals the served OpenAPI document', () => {
    expect(openApi).toEqual(committedContract('openapi.json', openApi));
  });

  it('equals the served AsyncAPI document', () => {
    expect(asyncApi).toEqual(committedContract('asyncapi.json', asyncApi));
  });

  it.each(eventTypes)('equals the served schema of %s, except for its address', async (type) => {
    const path = `/v1/schemas/${type}/1`;
    const { $id, ...schema } = (await served(path)) as { $id: string };
    expect($id).toMatch(new RegExp(`^http://.*${path}$`));
    expect(schema).toEqual(committedContract(`events/${type}-1.json`, eventJsonSchema(type, '1') ?? {}));
  });

  it('has no schema of an unknown event type', () => {
    const files = readdirSync(new URL('../../docs/api/events', import.meta.url));
    expect(files.sort()).toEqual(eventTypes.map((type) => `${type}-1.json`).sort());
  });

  describe('its OpenAPI document', () => {
    it('has a valid example of each request and of each answer', () => {
      const { validate } = validatorsOf(openApi);
      const faults = operationsOf(openApi).flatMap(({ name, operation }) => {
        const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
          Object.entries(part?.content ?? {}),
        );
        return contents.flatMap(([type, media]) => {
          const examples = examplesOf(openApi, media);
          if (examples.length === 0) return [`${name} ${type}: no example`];
          return examples.flatMap((example) =>
            validate(media.schema, example).map((fault) => `${name} ${type}: ${fault}`),
          );
        });
      });
      expect(faults).toEqual([]);
      expect(validate({ $ref: '#/components/schemas/Assignment' }, { assignmentId: '6-42' })).not.toEqual([]);
    });

    it('lists each problem code at its status, with an example', () => {
      for (const { name, operation } of operationsOf(openApi)) {
        for (const [status, { content }] of Object.entries(operation.responses)) {
          const media = content?.['application/problem+json'];
          if (media === undefined) continue;
          const codes = Object.keys(media.examples ?? {}) as (keyof typeof problems)[];
          expect([name, status, codes.length]).not.toEqual([name, status, 0]);
          for (const code of codes) {
            const { status: ofTerms, commandStatus = ofTerms } = problems[code];
            const expected = operation.parameters.some((parameter) => parameter.name === 'Idempotency-Key')
              ? commandStatus
              : ofTerms;
            expect([name, code, expected]).toEqual([name, code, Number(status)]);
          }
          expect(objectsOf(openApi, media.schema).flatMap(({ properties }) => properties['code']?.enum)).toEqual(codes);
        }
      }
    });

    it('lists every code, except those that none of its calls answers', () => {
      const named = new Set(
        [...JSON.stringify(openApi.paths).matchAll(/#\/components\/examples\/([a-z-]+)/g)].map(([, code]) => code),
      );
      const elsewhere = Object.keys(problems).filter((code) => !named.has(code));
      // An unknown route or method; and, over Kafka only, a pool of another WWSF.
      expect(elsewhere.sort()).toEqual(['method-not-allowed', 'not-found', 'not-your-pool']);
    });
  });

  describe('its AsyncAPI document', () => {
    const specification = createRequire(import.meta.url).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json');
    let isAsyncApi: ValidateFunction;
    beforeAll(() => {
      const ajv = new Ajv({ strict: false, allErrors: true });
      addFormats.default(ajv);
      isAsyncApi = ajv.compile(JSON.parse(readFileSync(specification, 'utf8')) as AnySchema);
    });

    it('is valid AsyncAPI 3.0; the control, a broken document, is not', () => {
      isAsyncApi(asyncApi);
      expect(isAsyncApi.errors ?? []).toEqual([]);
      expect(isAsyncApi({ ...asyncApi, operations: { take: { action: 'take' } } })).toBe(false);
      expect(isAsyncApi({ ...asyncApi, channels: { commands: { address: 7 } } })).toBe(false);
    });

    it('has the five kinds of topics, with the names that the service uses', () => {
      const names = new TopicNames('allocation');
      const wwsfId = 'wwsf-a' as WwsfId;
      const addresses = Object.values(asyncApi.channels).map(({ address }) => address.replace('{wwsfId}', wwsfId));
      expect(addresses.sort()).toEqual(
        [names.commands(wwsfId), names.outcomes(wwsfId), names.events, names.checkpoints, names.deadLetter].sort(),
      );
      expect(Object.keys(asyncApi.channels['events']?.messages ?? {})).toEqual(eventTypes);
    });

    it('has no broken reference', () => {
      const references = [...JSON.stringify(asyncApi).matchAll(/"\$ref":"#\/([^"]*)"/g)].map(([, path = '']) => path);
      expect(references.length).toBeGreaterThan(20);
      const found = (path: string): unknown =>
        path.split('/').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], asyncApi);
      expect(references.filter((path) => found(path) === undefined)).toEqual([]);
    });

    it('has valid examples', () => {
      const ajv = new Ajv({ strict: false });
      addFormats.default(ajv);
      ajv.addSchema({ $id: 'asyncapi', components: { schemas: inDocument(asyncApi.components.schemas) } });
      const examples = Object.entries(asyncApi.components.messages).flatMap(([name, message]) =>
        (message.examples ?? []).map(({ payload }) => ({ name, schema: inDocument(message.payload), payload })),
      );
      expect(new Set(examples.map(({ name }) => name))).toEqual(new Set(['Command', 'Outcome', 'Assigned']));
      for (const { name, schema, payload } of examples) {
        const isValid = ajv.compile(schema);
        isValid(payload);
        expect([name, isValid.errors]).toEqual([name, null]);
        expect(isValid({ ...(payload as object), commandId: 7, lane: 'x' })).toBe(false);
      }
    });

    it('has the events with the served schemas', () => {
      for (const type of eventTypes) {
        const { properties, required } = asyncApi.components.schemas[`${type}Event`] as Record<string, unknown>;
        expect({ properties, required }).toEqual({
          properties: (eventJsonSchema(type, '1') as Record<string, unknown>)['properties'],
          required: (eventJsonSchema(type, '1') as Record<string, unknown>)['required'],
        });
      }
    });
  });
});

/** The references of a document, as a validator resolves them against this name. */
function inDocument<T extends object>(schema: T): T {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"asyncapi#/')) as T;
}
