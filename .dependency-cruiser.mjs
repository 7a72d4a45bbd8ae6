// Who may import whom: see ARCHITECTURE.md. Top to bottom only.
const modules = ['customers', 'activities', 'sales', 'value'];

const moduleRules = modules.flatMap((name, i) => {
  const below = modules.slice(0, i);
  const above = modules.slice(i + 1);
  const rules = [];
  if (above.length) {
    rules.push({
      name: `${name}-imports-no-upper-module`,
      severity: 'error',
      from: { path: `^modules/${name}/` },
      to: { path: `^modules/(${above.join('|')})/` },
    });
  }
  if (below.length) {
    rules.push({
      name: `${name}-only-public-parts-of-lower-modules`,
      severity: 'error',
      from: { path: `^modules/${name}/`, pathNot: '\\.test\\.tsx?$' },
      to: { path: `^modules/(${below.join('|')})/`, pathNot: '^modules/[^/]+/(shared/|server/public\\.ts$|web/public\\.tsx$|messages/)' },
    });
  }
  return rules;
});

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'kernel-imports-nothing-of-ours', severity: 'error', from: { path: '^kernel/' }, to: { path: '^(platform|modules|apps|ui)/' } },
    { name: 'ui-knows-no-business', severity: 'error', from: { path: '^ui/' }, to: { path: '^(platform|modules|apps)/' } },
    {
      name: 'ui-runs-in-a-browser',
      severity: 'error',
      from: { path: '^(ui|platform/[^/]+/web|modules/[^/]+/web)/' },
      to: { path: '^(kernel/db|platform/[^/]+/server|modules/[^/]+/server)/' },
    },
    { name: 'platform-knows-no-module', severity: 'error', from: { path: '^platform/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^(modules|apps)/' } },
    { name: 'apps-are-not-imported', severity: 'error', from: { path: '^(kernel|platform|modules|ui)/', pathNot: '\\.test\\.tsx?$' }, to: { path: '^apps/' } },
    { name: 'server-does-not-import-web', severity: 'error', from: { path: '/server/' }, to: { path: '^(ui|platform/[^/]+/web|modules/[^/]+/web)/' } },
    {
      name: 'testing-only-in-tests',
      severity: 'error',
      from: { pathNot: '(\\.test\\.tsx?$|^platform/testing/|^apps/server/testServer\\.ts$|^e2e/|^bench/|^tools/testing/)' },
      to: { path: '^platform/testing/' },
    },
    {
      name: 'sql-only-where-it-belongs',
      severity: 'error',
      from: { path: '^modules/', pathNot: '(\\.sql\\.ts|/server/public\\.ts|\\.service\\.ts|\\.jobs\\.ts|\\.test\\.ts)$' },
      to: { path: '^kernel/db/sql\\.ts$' },
    },
    ...moduleRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
