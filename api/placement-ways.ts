import type { placementKinds } from '../domain/policy/placement-kinds.ts';
import type { Way } from './recording-ways.ts';

/** The same of what a placement follows up. */
export const placementWays: Record<keyof typeof placementKinds, readonly Way[]> = {
  'placement-willing': [],
  'placement-consent': [],
  'placement-host-answer': [],
  'placement-document': [],
  'placement-days': [],
  'placement-clash': [],
  'placement-terms': [],
  'placement-log': [],
  'placement-missed-log': [],
  'placement-presence': [],
  'placement-pace': [],
  'placement-assessment': [],
  'placement-result': [],
  'placement-renewal': [],
  'placement-next-batch': [],
  'placement-cover': [],
  'placement-substitute': [],
};
