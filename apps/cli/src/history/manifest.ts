import { z } from 'zod';

/** The contents of an export, with hashes to check that it is unaltered. */
export const manifestSchema = z.object({
  format: z.enum(['ndjson', 'parquet']),
  exportedFrom: z.string(),
  files: z.array(
    z.object({
      /** Name in the folder of the manifest. */
      file: z.string().regex(/^[\w.-]+$/),
      lane: z.int().min(0),
      /** Positions, both included. */
      first: z.int().min(1),
      last: z.int().min(1),
      events: z.int().min(1),
      bytes: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
  /** Signed checkpoints of the lanes up to the last positions, in compact serialisation. */
  checkpoints: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type ExportedFile = Manifest['files'][number];

export const manifestFile = 'manifest.json';
/** A JWS of `{sha256}` of the manifest. */
export const signatureFile = 'manifest.jws';
