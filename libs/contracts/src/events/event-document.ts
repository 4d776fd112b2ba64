import type { EventType } from '@allocator/domain';
import { eventSchemaVersion, eventSourcePrefix } from '@allocator/domain';
import { z } from 'zod';
import { instant } from '../values/ids.js';
import { eventData } from './event-data.js';

const text = z.string();
const count = z.int().min(0);
const sourcePattern = new RegExp(`^${eventSourcePrefix}(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$`);

/** In the order of `eventData`. */
export const eventTypes = Object.keys(eventData) as readonly EventType[];

/** The whole event document of a type (CloudEvents 1.0, JSON format). */
export function eventDocument(type: EventType) {
  return z.object({
    specversion: z.literal('1.0'),
    id: z
      .string()
      .regex(/^\d+-\d+$/)
      .meta({ description: '<lane>-<position>' }),
    source: z.string().regex(sourcePattern).meta({
      description:
        'The installation. `source` and `id` together are globally unique. Without a UUID in events of version 0.1',
    }),
    type: z.literal(type),
    subject: text.meta({ description: 'The IMPI, or the pool, agreement or operator' }),
    time: instant.meta({ description: 'When it was recorded' }),
    dataschema: z.url(),
    datacontenttype: z.literal('application/json'),
    lane: count,
    position: z.int().min(1).meta({ description: 'Number of the event in its lane, without gaps' }),
    previous: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'SHA-256 of the previous document in its lane' }),
    data: eventData[type],
  });
}

/** JSON Schema of a type's documents, at the address in `dataschema`; undefined if there is no such type or version. */
export function eventJsonSchema(type: string, version: string): object | undefined {
  const known = eventTypes.find((name) => name === type);
  if (known === undefined || version !== String(eventSchemaVersion)) return undefined;
  return z.toJSONSchema(eventDocument(known), { io: 'input', target: 'draft-2020-12' });
}
