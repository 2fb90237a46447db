import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { Page } from './page.ts';
import { attributeKeys as keys } from './search-attributes.ts';

/** Puts the recorded page where managers read it. Search attributes carry over to the next run, details do not. */
export function publish(page: Page, before: Page | null): void {
  const changed = before ? JSON.stringify(before.attributes) !== JSON.stringify(page.attributes) : true;
  if (changed) upsertSearchAttributes(pairs(page.attributes));
  if (page.details !== before?.details) setCurrentDetails(page.details);
}

function pairs(a: Page['attributes']): SearchAttributeUpdatePair[] {
  return [
    { key: keys.Stage, value: a.stage },
    { key: keys.Light, value: a.light },
    { key: keys.Status, value: a.status },
    { key: keys.Owner, value: a.owner },
    { key: keys.Title, value: a.title },
    { key: keys.HomeUnit, value: a.homeUnit },
    { key: keys.Agreement, value: a.agreement },
    { key: keys.Parties, value: a.parties },
    { key: keys.NextDue, value: a.nextDue ? new Date(a.nextDue) : null },
    { key: keys.OpenItems, value: a.openItems },
  ];
}
