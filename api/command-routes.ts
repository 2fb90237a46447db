import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema } from 'fastify-zod-openapi';
import { z } from 'zod';
import type { CommandSpec } from '../domain/decider.ts';
import { deciders } from '../domain/deciders.ts';
import { writtenText } from '../domain/text.ts';
import { principalFrom } from './authentication.ts';
import { datesAnswer, withDates } from './dates-answer.ts';
import type { ApiDeps } from './deps.ts';
import { runCommand } from './entity-commands.ts';
import { commandAnswer, idempotencyHeader, problemResponses } from './documentation.ts';
import { startRoute } from './start-agreement.ts';

/** One route for each row of the command tables. What only the system does has none. */

const isForPeople = (spec: CommandSpec<never>): boolean => spec.who.some((role) => role !== 'system');

export function commandRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { agreement, plan } = deciders;
  for (const spec of agreement.commands.values()) {
    if (spec.name === 'startAgreement') startRoute(app, deps, spec);
    else if (isForPeople(spec)) route(app, deps, spec, '/v1/agreements/{id}', 'agreements');
  }
  for (const spec of plan.commands.values()) {
    if (isForPeople(spec)) route(app, deps, spec, '/v1/agreements/{id}/plans/{planId}', 'plans');
  }
}

const BRACES = /\{(\w+)\}/g;

/** The fields of the body that the address gives; each stands in braces. */
export function fieldsOf(path: string): string[] {
  return [...path.matchAll(BRACES)].map((match) => match[1] ?? '');
}

/** A command's schema without what the address gives. */
function bodyWithout(schema: z.ZodType, fields: readonly string[]): z.ZodType {
  if (!(schema instanceof z.ZodObject)) return schema;
  const shape: Record<string, z.ZodType> = { ...schema.shape };
  for (const name of fields) delete shape[name];
  return z.strictObject(shape);
}

function route(app: FastifyInstance, deps: ApiDeps, spec: CommandSpec<never>, base: string, tag: string): void {
  const fields = fieldsOf(spec.path);
  const isPlan = tag === 'plans';
  const full = spec.schema(writtenText);
  const body = bodyWithout(full, fields);
  const inAddress = ['id', ...(isPlan ? ['planId'] : []), ...fields];
  app.route({
    method: 'POST',
    url: `${base}/${spec.path}`.replaceAll(BRACES, ':$1'),
    config: { who: spec.who },
    // The whole command, address and body, is checked at once by `runCommand`.
    validatorCompiler: () => (value) => ({ value }),
    schema: {
      tags: [tag],
      // Agreements and plans share the commands of follow-ups.
      operationId: isPlan ? `${spec.name}OfPlan` : spec.name,
      summary: spec.describe.en,
      description: `${spec.describe.zh}\n\nFor: ${spec.who.filter((role) => role !== 'system').join(', ')}.`,
      params: z.object(Object.fromEntries(inAddress.map((name) => [name, z.string()]))),
      headers: idempotencyHeader,
      ...(isEmpty(body) ? {} : { body }),
      response: {
        200: {
          description: 'Recorded',
          content: { 'application/json': { schema: spec.tellsDates ? datesAnswer : commandAnswer } },
        },
        ...problemResponses(),
      },
    } satisfies FastifyZodOpenApiSchema,
    handler: async (request) => {
      const params = addressOf(request.params);
      const { id = '', planId } = params;
      const answer = await runCommand(deps, spec, request, principalFrom(request), {
        agreementId: id,
        ...(isPlan && planId !== undefined ? { planId } : {}),
        fields: Object.fromEntries(fields.map((name) => [name, params[name] ?? ''])),
      });
      return spec.tellsDates ? withDates(deps.db, answer) : answer;
    },
  });
}

function addressOf(params: unknown): Record<string, string | undefined> {
  return z.record(z.string(), z.string()).parse(params);
}

const isEmpty = (schema: z.ZodType): boolean => schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0;
