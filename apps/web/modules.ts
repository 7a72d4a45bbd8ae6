import { customersWeb } from '#modules/customers/web/module.tsx';
import { activitiesWeb } from '#modules/activities/web/module.tsx';
import { salesWeb } from '#modules/sales/web/module.tsx';
import { valueWeb } from '#modules/value/web/module.tsx';
import { importWeb } from '#platform/import/web/module.tsx';
import { settingsWeb } from '#platform/settings/web/module.tsx';

/** The web application's table of contents. */
export const modules = [customersWeb, activitiesWeb, salesWeb, valueWeb, importWeb, settingsWeb];
