import { z } from 'zod';
import { defineServerModule } from '#platform/context/server/context.ts';
import { refreshTokenFrequencies } from '#platform/search/server/tokenFrequency.ts';
import { runImport } from './runImport.ts';
import { undoImport } from './undoImport.ts';

const job = z.object({ tenantId: z.uuid(), importId: z.uuid() });

export const importModule = defineServerModule({
  name: 'import',
  objects: [],
  jobs: [
    { name: 'runImport', run: (services, payload) => runImport(services, job.parse(payload)) },
    { name: 'undoImport', run: (services, payload) => undoImport(services, job.parse(payload)) },
    { name: 'refreshTokenFrequency', run: refreshTokenFrequencies },
  ],
  reactions: [
    { event: 'import.started', job: 'runImport', key: ({ importId }) => `runImport:${String(importId)}` },
    { event: 'import.undoStarted', job: 'undoImport', key: ({ importId }) => `undoImport:${String(importId)}` },
  ],
  schedules: [{ job: 'refreshTokenFrequency', minuteOfDay: 220 }],
});
