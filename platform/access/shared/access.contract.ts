import { z } from 'zod';

export const shareInput = z.object({ memberId: z.uuid().optional(), departmentId: z.uuid().optional(), until: z.iso.datetime().optional() });
