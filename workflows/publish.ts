import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { Page } from './page.ts';
import { attributeKeys as keys } from './search-attributes.ts';

/** Puts the recorded page where managers read it. Search attributes carry over to the next run, details do not. */
export function publish(page: Page, before: Page | null): void {
  const changed = before ? faceOf(before) !== faceOf(page) : true;
  if (changed) upsertSearchAttributes(pairs(page));
  if (page.details !== before?.details) setCurrentDetails(page.details);
}

const faceOf = ({ attributes, shown }: Page): string => JSON.stringify([attributes, shown]);

function pairs({ attributes: a, shown }: Page): SearchAttributeUpdatePair[] {
  return [
    { key: keys.Stage, value: shown?.stage ?? a.stage },
    { key: keys.Light, value: shown?.light ?? a.light },
    { key: keys.Status, value: shown?.status ?? a.status },
    { key: keys.Owner, value: a.owner },
    { key: keys.Title, value: a.title },
    { key: keys.HomeUnit, value: a.homeUnit },
    { key: keys.Agreement, value: a.agreement },
    { key: keys.Parties, value: a.parties },
    { key: keys.NextDue, value: a.nextDue ? new Date(a.nextDue) : null },
    { key: keys.OpenItems, value: a.openItems },
  ];
}
