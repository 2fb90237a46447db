import { z } from 'zod';

/** What the descriptions of many routes share. */

export const idempotencyHeader = z.looseObject({
  'idempotency-key': z.string().optional().meta({
    description:
      'Required. Something new for each intention; the same one when a request is repeated, which then is applied once.',
    example: '5f0c9a6e-visit-1',
  }),
});

export const ifMatchHeader = z.looseObject({
  'if-match': z.string().optional().meta({ description: 'Required. The ETag of what is changed.', example: '"v3"' }),
});

/** What became of a command: the numbers of its events, and the items it made or touched. */
export const commandAnswer = z.object({
  commandId: z.string(),
  entityId: z.string(),
  fromSeq: z.number(),
  toSeq: z.number(),
  created: z.array(z.string()),
});

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    detailZh: z.string(),
    advice: z.string(),
    rule: z.string().optional().meta({ description: 'Which rule refuses', example: 'max-enterprises' }),
    source: z
      .string()
      .optional()
      .meta({ description: 'Who says so: the code of a source, e.g. `CX1`, or `inferred`', example: 'CX1' }),
    instance: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string(), detailZh: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; `type` is the address of a help page' });

// Made anew for each route: the generator fills in the same object only once.
const problemContent = () => ({ 'application/problem+json': { schema: problemSchema } });

/** Of every route that changes something. `default`, because ranges like 4XX do not survive the document's generator. */
export const problemResponses = () => ({
  default: {
    description:
      'A problem. Below 500 nothing was changed; 503: nothing was sent; 504: the outcome is unknown, ask again with the same key',
    content: problemContent(),
  },
});

/** Of every route that only reads. */
export const readProblems = () => ({
  default: { description: 'Not understood, not found or not permitted', content: problemContent() },
});

/** A command's schema without what the address gives or the API looks up. */
export function bodyWithout(schema: z.ZodType, fields: readonly string[]): z.ZodType {
  if (!(schema instanceof z.ZodObject)) return schema;
  const shape: Record<string, z.ZodType> = { ...schema.shape };
  for (const name of fields) delete shape[name];
  return z.strictObject(shape);
}
