import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';

/** Kinds of search attributes as the CLI spells them. */
export const SEARCH_ATTRIBUTE_TYPES = ['Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'] as const;
export type SearchAttributeType = (typeof SEARCH_ATTRIBUTE_TYPES)[number];

/** Name to type. The development server's SQLite has room for 10 keywords and 3 of every other type. */
export type SearchAttributes = Readonly<Record<string, SearchAttributeType>>;

/** Ended agreements stay to be looked at in the UI for as long as anybody will ask: the server takes ten years. */
export const RETENTION_DAYS = 3_650;

const { IndexedValueType } = proto.temporal.api.enums.v1;
const TYPE_NUMBERS: Record<SearchAttributeType, temporal.api.enums.v1.IndexedValueType> = {
  Text: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Double: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
};

/**
 * Adds the search attributes that a namespace lacks. Works for any server that allows it, also one that was started
 * by somebody else. Throws an Error that names the attribute when one exists with another type.
 *
 * `start-dev --search-attribute` alone is not enough: it is silently ignored for a database file that exists already.
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
  wanted: SearchAttributes,
): Promise<void> {
  const present = await connection.operatorService.listSearchAttributes({ namespace });
  const missing: Record<string, temporal.api.enums.v1.IndexedValueType> = {};
  for (const [name, type] of Object.entries(wanted)) {
    const there = present.customAttributes?.[name] ?? present.systemAttributes?.[name];
    if (there === undefined || there === null) missing[name] = TYPE_NUMBERS[type];
    else if (there !== TYPE_NUMBERS[type]) {
      const was = SEARCH_ATTRIBUTE_TYPES.find((one) => TYPE_NUMBERS[one] === there) ?? 'of another type';
      throw new Error(
        `The search attribute ${name} exists as ${was}, needed is ${type}: this data set is of another version.`,
      );
    }
  }
  if (Object.keys(missing).length === 0) return;
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
}

/** Keeps closed workflows `RETENTION_DAYS`, unless they are kept longer already. */
export async function ensureRetention(connection: Connection, namespace: string): Promise<void> {
  const seconds = RETENTION_DAYS * 24 * 3_600;
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) >= seconds) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(seconds * 1_000) },
  });
}

/** Creates the namespace if the server lacks it; the development server has its own from the start. */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  const { namespaces } = await connection.workflowService.listNamespaces({ pageSize: 200 });
  if (namespaces?.some(({ namespaceInfo }) => namespaceInfo?.name === namespace)) return;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs(RETENTION_DAYS * 24 * 3_600 * 1_000),
  });
}

/**
 * All that the product needs of a namespace, in order. Repeating it changes nothing.
 * @param each runs one step, named for people; see `patiently`
 */
export async function prepareNamespace(
  connection: Connection,
  namespace: string,
  searchAttributes: SearchAttributes,
  each: (what: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  await each(`Namespace ${namespace}`, () => ensureNamespace(connection, namespace));
  await each('Retention', () => ensureRetention(connection, namespace));
  await each('Search attributes', () => ensureSearchAttributes(connection, namespace, searchAttributes));
}

const GRPC_PERMISSION_DENIED = 7;
const GRPC_UNIMPLEMENTED = 12;
const GRPC_UNAUTHENTICATED = 16;

/** The server keeps this to others than us, or does not offer it at all. */
export const isNotAllowed = (error: unknown): boolean =>
  isGrpcServiceError(error) && [GRPC_PERMISSION_DENIED, GRPC_UNIMPLEMENTED].some((code) => code === error.code);

const TRIES = 60;
const PAUSE_MS = 1_000;

/**
 * A server that has just come up refuses for a while, and a new namespace is known to all its parts only after some seconds. What
 * will not change by waiting is not repeated.
 */
export async function patiently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const mayPass = isGrpcServiceError(error) && error.code !== GRPC_UNAUTHENTICATED && !isNotAllowed(error);
      if (!mayPass || attempt >= TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
