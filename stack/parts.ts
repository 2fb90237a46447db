import { searchAttributeTypes } from '../workflows/search-attributes.ts';
import type { Parts } from './launch.ts';
import { apiService, inboxService, postgresService, temporalService, workerService } from './services.ts';

/** The product's parts. What only one step needs is loaded by that step, side by side with the others. */
export const parts: Parts = {
  postgres: postgresService,
  temporal: (context) => temporalService(context, searchAttributeTypes),
  prepareTemporal: async (config, report) => {
    const { prepareTemporal } = await import('./temporal/prepare.ts');
    await prepareTemporal(config, searchAttributeTypes, report);
  },
  inbox: inboxService,
  worker: workerService,
  api: apiService,
  migrate: async (databaseUrl) => {
    const { migrate } = await import('../prisma/migrate.ts');
    await migrate(databaseUrl);
  },
  loadDemonstration: async (options) => {
    const { loadDemonstration } = await import('./demonstration/load.ts');
    await loadDemonstration({ ...options, placements: true });
  },
};
