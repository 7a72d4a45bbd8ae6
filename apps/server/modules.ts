import { activitiesModule } from '#modules/activities/server/module.ts';
import { customersModule } from '#modules/customers/server/module.ts';
import { salesModule } from '#modules/sales/server/module.ts';
import { valueModule } from '#modules/value/server/module.ts';
import { fieldsModule } from '#platform/fields/server/module.ts';
import { importModule } from '#platform/import/server/module.ts';
import { tenancyModule } from '#platform/tenancy/server/module.ts';
import type { ServerModule } from '#platform/context/server/context.ts';

/** The product's table of contents, lower modules first. */
export const serverModules: readonly ServerModule[] = [tenancyModule, fieldsModule, importModule, customersModule, activitiesModule, salesModule, valueModule];
