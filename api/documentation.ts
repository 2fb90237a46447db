import { z } from 'zod';

/** What the descriptions of many routes share. */

export const idempotencyHeader = z.looseObject({
  'idempotency-key': z.string().optional().meta({
    description:
      'Required. Something new for each intention; the same one when a request is repeated, which then is applied once.',
    example: '5f0c9a6e-visit-1',
  }),
});

/** What became of a command: the numbers of its events, and the items it made or touched. */
export const commandAnswer = z.object({
  commandId: z.string(),
  entityId: z.string(),
  fromSeq: z.number(),
  toSeq: z.number(),
  created: z.array(z.string()),
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    detailZh: z.string().optional(),
    advice: z.string(),
    instance: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; `type` is the address of a help page' });

const problemContent = { 'application/problem+json': { schema: problemSchema } };

/** Of every route that changes something. */
export const problemResponses = {
  '4XX': { description: 'Refused; nothing was changed', content: problemContent },
  '5XX': {
    description: 'Not available, or the outcome is unknown: ask again with the same key',
    content: problemContent,
  },
};

/** Of every route that only reads. */
export const readProblems = {
  '4XX': { description: 'Not understood, not found or not permitted', content: problemContent },
};
