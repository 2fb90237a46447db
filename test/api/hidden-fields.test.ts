import { expect, test } from '@jest/globals';
import { hiddenFields } from '../../api/dossier.ts';
import type { Principal } from '../../api/principal.ts';
import { Role as roles } from '../../domain/decider.ts';

/** Why somebody does not come is not for the others of a placement, nor for leaders (DOMAIN 2a "Researchers"). */

const reader = (role: Principal['roles'][number], isOurs: boolean): Principal => ({
  id: 'token-reader',
  organisationId: null,
  unitIds: [],
  isOurs,
  roles: [role],
});

test('why days are not kept is read by those who prepare placements alone', () => {
  const event = { type: 'placementDisrupted' };
  expect(hiddenFields(reader(roles.coordinator, true), event).has('cause')).toBe(false);
  for (const principal of [reader(roles.leader, true), reader(roles.confirmer, false)]) {
    expect([...hiddenFields(principal, event)]).toEqual(expect.arrayContaining(['cause', 'by', 'cannot']));
    expect(hiddenFields(principal, { type: 'placementCovered' }).has('cause')).toBe(false);
  }
});

test('what the office supplied to a placement, the person’s other enterprises among it, is for our office alone', () => {
  for (const type of ['placementProposed', 'placementOpened']) {
    expect(hiddenFields(reader(roles.coordinator, true), { type }).has('facts')).toBe(false);
    for (const principal of [reader(roles.leader, true), reader(roles.confirmer, false), reader(roles.owner, true)])
      expect(hiddenFields(principal, { type }).has('facts')).toBe(true);
  }
});
