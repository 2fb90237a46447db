import { defineSearchAttributeKey } from '@temporalio/common';

/**
 * What managers filter lists by. Names and values are readable to anyone with access to the namespace: organisations, posts,
 * kinds and dates only, never a person. The server takes ten Keywords and three of every other type.
 */
export const attributeKeys = {
  Stage: defineSearchAttributeKey('Stage', 'KEYWORD'),
  Light: defineSearchAttributeKey('Light', 'KEYWORD'),
  Status: defineSearchAttributeKey('CooperationStatus', 'KEYWORD'),
  /** The post whose turn it is. */
  Owner: defineSearchAttributeKey('Owner', 'KEYWORD'),
  Title: defineSearchAttributeKey('Title', 'KEYWORD'),
  HomeUnit: defineSearchAttributeKey('HomeUnit', 'KEYWORD'),
  /** The agreement an entity belongs to: one query shows the whole family. */
  Agreement: defineSearchAttributeKey('Agreement', 'KEYWORD'),
  Parties: defineSearchAttributeKey('Parties', 'KEYWORD_LIST'),
  NextDue: defineSearchAttributeKey('NextDue', 'DATETIME'),
  OpenItems: defineSearchAttributeKey('OpenItems', 'INT'),
} as const;

/** For registering them on a server: name -> type as its command line spells it. */
export const searchAttributeTypes: Record<string, 'Keyword' | 'KeywordList' | 'Datetime' | 'Int'> = {
  Stage: 'Keyword',
  Light: 'Keyword',
  CooperationStatus: 'Keyword',
  Owner: 'Keyword',
  Title: 'Keyword',
  HomeUnit: 'Keyword',
  Agreement: 'Keyword',
  Parties: 'KeywordList',
  NextDue: 'Datetime',
  OpenItems: 'Int',
};
