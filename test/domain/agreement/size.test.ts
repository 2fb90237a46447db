import { expect, test } from '@jest/globals';
import { builds } from '../../../domain/agreement/builds.ts';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { communication } from '../../../domain/agreement/communication.ts';
import { needs } from '../../../domain/agreement/needs.ts';
import { plans } from '../../../domain/agreement/plans.ts';
import { points } from '../../../domain/agreement/points.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { beginAt, ours, text, theirs } from './life.ts';

test.each(['assumed', 'confirmed'])(
  'twelve needs, six builds, twenty %s commitments and three plans are carried in less than 32 KB',
  (certainty) => {
    const life = beginAt('communication', [symposium, communication, points, commitments, needs, builds, plans]);
    for (let n = 1; n <= 12; n += 1) {
      life.run('addParty', { organisationId: `org-enterprise-${n}`, role: 'beneficiary' });
      life.run('recordNeed', { partyId: `org-enterprise-${n}`, class: 'process-upgrading', shortcoming: text('gap') });
    }
    for (let n = 1; n <= 6; n += 1) {
      const partnerOrganisationIds = [ours, theirs];
      life.run('proposeBuild', { form: 'base', purpose: 'other', name: text('base'), partnerOrganisationIds });
    }
    for (let n = 1; n <= 20; n += 1) {
      life.run('recordCommitment', {
        sentence: text('we will'),
        beneficiaryOrganisationId: theirs,
        ...(certainty === 'confirmed' ? { ownerPostId: 'post-owner', dueOn: '2026-06-30' } : {}),
      });
    }
    for (let n = 1; n <= 3; n += 1) life.run('proposePlan', { name: text('plan') });
    expect(Object.keys(life.state.followUps).length).toBeGreaterThanOrEqual(38);
    const bytes = Buffer.byteLength(JSON.stringify(life.state));
    console.log(`carried with ${certainty} commitments: ${bytes} bytes`);
    expect(bytes).toBeLessThan(32 * 1024);
  },
);
