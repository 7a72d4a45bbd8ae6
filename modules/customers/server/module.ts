import { defineServerModule } from '#platform/context/server/context.ts';
import { contact } from '../shared/contact.object.ts';
import { customer } from '../shared/customer.object.ts';
import { group, groupMember } from '../shared/group.object.ts';
import { lead } from '../shared/lead.object.ts';

export const customersModule = defineServerModule({
  name: 'customers',
  objects: [customer, contact, lead, group, groupMember],
});
