import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { CommandError, exitCodes } from '../command/command-error.js';

/** Id of an event: its lane, and its position there. */
export const eventIdPattern = /^(0|[1-9]\d{0,4})-(\d{1,15})$/;

const storedPlaces = z.array(z.string().regex(eventIdPattern));

/** How far a reader is in each lane: the position of the last event that it has passed, by lane. It only moves forward. */
export class EventPlaces {
  private readonly positions = new Map<string, number>();

  /** Those of a file that `store` has written; none if there is no file. Throws `CommandError` if it has something else. */
  static stored(file: string): EventPlaces {
    const places = new EventPlaces();
    if (!existsSync(file)) return places;
    try {
      places.reached(storedPlaces.parse(JSON.parse(readFileSync(file, 'utf8'))));
    } catch {
      throw new CommandError(`${file} has no places of events: name another file`, exitCodes.wrongUse);
    }
    return places;
  }

  /** An id that is no event's has no effect. */
  reached(ids: readonly string[]): void {
    for (const id of ids) {
      const [, lane, text] = eventIdPattern.exec(id) ?? [];
      if (lane === undefined) continue;
      this.positions.set(lane, Math.max(Number(text), this.positions.get(lane) ?? 0));
    }
  }

  /** Ids of events, one a lane. */
  get ids(): readonly string[] {
    return [...this.positions].map(([lane, position]) => `${lane}-${String(position)}`);
  }

  /** Replaces the file as a whole: a stop leaves the former or the new one. */
  store(file: string): void {
    writeFileSync(`${file}.partial`, JSON.stringify(this.ids));
    renameSync(`${file}.partial`, file);
  }
}

/** The ids in a header of an answer, or in an `id` of server-sent events. */
export function idsIn(text: string | null): readonly string[] {
  return text === null ? [] : text.split(',').map((id) => id.trim());
}
