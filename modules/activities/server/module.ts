import { defineServerModule, handle } from '#platform/context/server/context.ts';
import * as contract from '../shared/activities.contract.ts';
import { interaction } from '../shared/interaction.object.ts';
import { promise } from '../shared/promise.object.ts';
import { task } from '../shared/task.object.ts';
import { closePromise, completeTask, decidePromise, decideTask, reopenTask } from './close.service.ts';

export const activitiesModule = defineServerModule({
  name: 'activities',
  objects: [interaction, task, promise],
  decide: { task: decideTask, promise: decidePromise },
  handlers: [handle(contract.completeTask, completeTask), handle(contract.reopenTask, reopenTask), handle(contract.closePromise, closePromise)],
});
