import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema } from 'fastify-zod-openapi';
import { z } from 'zod';
import type { CommandSpec } from '../domain/decider.ts';
import { deciders } from '../domain/deciders.ts';
import { writtenText } from '../domain/text.ts';
import { principalFrom } from './authentication.ts';
import { datesAnswer, withDates } from './dates-answer.ts';
import { planningAnswer, withProvisional } from './days-off.ts';
import type { ApiDeps } from './deps.ts';
import { runCommand } from './entity-commands.ts';
import { bodyWithout, commandAnswer, idempotencyHeader, problemResponses } from './documentation.ts';
import { startRoute } from './start-agreement.ts';

/** One route for each row of the command tables. What only the system does has none. */

const isForPeople = (spec: CommandSpec<never>): boolean => spec.who.some((role) => role !== 'system');

export function commandRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { agreement, plan, placement } = deciders;
  for (const spec of agreement.commands.values()) {
    if (spec.name === 'startAgreement') startRoute(app, deps, spec);
    else if (isForPeople(spec)) route(app, deps, spec, '/v1/agreements/{id}', 'agreements');
  }
  for (const spec of plan.commands.values()) {
    if (isForPeople(spec)) route(app, deps, spec, '/v1/agreements/{id}/plans/{planId}', 'plans');
  }
  for (const spec of placement.commands.values()) {
    if (isForPeople(spec)) route(app, deps, spec, '/v1/agreements/{id}/placements/{placementId}', 'placements');
  }
}

const BRACES = /\{(\w+)\}/g;

/** The fields of the body that the address gives; each stands in braces. */
export function fieldsOf(path: string): string[] {
  return [...path.matchAll(BRACES)].map((match) => match[1] ?? '');
}

/** How the children of an agreement are addressed. */
const children: Readonly<Record<string, { idField: string; suffix: string }>> = {
  plans: { idField: 'planId', suffix: 'OfPlan' },
  placements: { idField: 'placementId', suffix: 'OfPlacement' },
};

function route(app: FastifyInstance, deps: ApiDeps, spec: CommandSpec<never>, base: string, tag: string): void {
  const fields = fieldsOf(spec.path);
  const child = children[tag];
  const full = spec.schema(writtenText);
  const body = bodyWithout(full, [...fields, ...(spec.supplied ?? [])]);
  const inAddress = ['id', ...(child ? [child.idField] : []), ...fields];
  app.route({
    method: 'POST',
    url: `${base}/${spec.path}`.replaceAll(BRACES, ':$1'),
    config: { who: spec.who },
    // The whole command, address and body, is checked at once by `runCommand`.
    validatorCompiler: () => (value) => ({ value }),
    schema: {
      tags: [tag],
      // Agreements, plans and placements share the commands of follow-ups.
      operationId: `${spec.name}${child?.suffix ?? ''}`,
      summary: spec.describe.en,
      description: `${spec.describe.zh}\n\nFor: ${spec.who.filter((role) => role !== 'system').join(', ')}.`,
      params: z.object(Object.fromEntries(inAddress.map((name) => [name, z.string()]))),
      headers: idempotencyHeader,
      ...(isEmpty(body) ? {} : { body }),
      response: {
        200: {
          description: 'Recorded',
          content: { 'application/json': { schema: answerSchema(spec) } },
        },
        ...problemResponses(),
      },
    } satisfies FastifyZodOpenApiSchema,
    handler: async (request) => {
      const params = addressOf(request.params);
      const { id = '' } = params;
      const childId = child ? params[child.idField] : undefined;
      const answer = await runCommand(deps, spec, request, principalFrom(request), {
        agreementId: id,
        ...(childId === undefined ? {} : { childId }),
        fields: Object.fromEntries(fields.map((name) => [name, params[name] ?? ''])),
      });
      if (spec.plansDay) return withProvisional(deps.db, answer);
      return spec.tellsDates ? withDates(deps.db, answer) : answer;
    },
  });
}

function answerSchema({ plansDay, tellsDates }: CommandSpec<never>) {
  if (plansDay) return planningAnswer;
  return tellsDates ? datesAnswer : commandAnswer;
}

function addressOf(params: unknown): Record<string, string | undefined> {
  return z.record(z.string(), z.string()).parse(params);
}

const isEmpty = (schema: z.ZodType): boolean => schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0;
