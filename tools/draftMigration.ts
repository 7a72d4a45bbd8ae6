import { draftMigration } from '#kernel/objects/tableSql.ts';
import { serverModules } from '#apps/server/modules.ts';

/** Prints the first migration of an object: node tools/run.mjs tools/draftMigration.ts NAME */
const name = process.argv[2];
const object = serverModules.flatMap((m) => m.objects).find((o) => o.name === name);
if (!object) {
  process.stderr.write(`No object is named ${name}.\n`);
  process.exit(2);
}
process.stdout.write(draftMigration(object));
