/**
 * Who may import whom (docs/architecture.md has the picture). `test/house/imports.test.ts` proves
 * every direction with a forbidden import.
 */

/** A room, and the rooms that it may import besides itself. */
const rooms = {
  contract: [],
  engine: ['contract'],
  shell: ['contract'],
  main: ['contract', 'shell'],
  preload: ['contract'],
  renderer: ['contract'],
  cli: ['contract', 'shell'],
};

const roomRules = Object.entries(rooms).map(([room, others]) => ({
  name: `${room}-imports-only-its-own`,
  comment: `src/${room} may import ${[room, ...others].map((name) => `src/${name}`).join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^(src|test|scripts)/', pathNot: `^src/(${[room, ...others].join('|')})/` },
}));

/** Packages of one runtime, and the rooms that live in it. */
const packagesOf = (name, packages, allowed) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/(${allowed.join('|')})/` },
  to: { path: `(^|node_modules/)(${packages.join('|')})(/|$)` },
});

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'contract-runs-anywhere',
      comment:
        'The contract runs in the renderer too: no Node, and packages of plain JavaScript only.',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { pathNot: '^(src|test|scripts)/|node_modules/(zod|i18next)/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^src/renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    packagesOf('electron-is-the-shells', ['electron', 'electron-log'], ['main', 'preload']),
    packagesOf('keychain-is-the-hosts', ['keytar', '@github/keytar'], ['shell', 'main', 'cli']),
    packagesOf(
      'pictures-are-the-renderers',
      ['react', 'react-dom', '@mantine', 'ag-grid-.+'],
      ['renderer'],
    ),
    {
      name: 'csv-knows-only-lists',
      comment: 'Reading and splitting serve any list: nothing of what a destination wants.',
      severity: 'error',
      from: { path: '^src/engine/csv/' },
      to: {
        path: '^src/engine/(checks|destinations|batches|delivery|friends|reports|cache|store)/',
      },
    },
    {
      name: 'destinations-know-no-delivery',
      severity: 'error',
      from: { path: '^src/engine/destinations/' },
      to: { path: '^src/engine/delivery/' },
    },
    {
      name: 'only-the-store-opens-databases',
      comment: 'SQL stands in store/ and in the queries.ts of a feature.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/(store/|.*queries\\.ts$)' },
      to: { path: 'better-sqlite3', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
