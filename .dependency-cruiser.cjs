// Who may import whom (docs/PRINCIPLES.md). A row: what stands in src/<folder>/ may import these folders besides its own.
const everyStage = ['model', 'lib', 'knowledge']

/** @type {Record<string, readonly string[]>} */
const table = {
  model: [],
  lib: [],
  knowledge: ['model', 'lib'],
  targets: everyStage,
  libc: ['lib'],
  wire: ['lib'],
  confined: ['lib', 'libc'],
  link: [...everyStage, 'libc', 'wire'],
  probe: [...everyStage, 'link', 'targets', 'libc', 'wire', 'confined'],
  resume: [...everyStage, 'libc', 'probe', 'targets', 'confined'],
  local: [...everyStage, 'libc'],
  'local/firewalls': [...everyStage, 'libc', 'local', 'firewall'],
  firewall: everyStage,
  outside: everyStage,
  reconcile: [...everyStage, 'firewall'],
  identify: [...everyStage, 'libc', 'confined'],
  assess: everyStage,
  remediation: [...everyStage, 'firewall'],
  inventory: everyStage,
  notify: everyStage,
  report: everyStage,
  config: ['model', 'lib', 'targets'],
}

// These join the stages: all of src is open to them, but for cli and server.
const joining = ['pipeline(?:\\.test)?\\.ts', 'prepare/', 'index\\.ts', 'watch/']

const rows = Object.entries(table).map(([folder, others]) => {
  const own = `^src/${folder}/`
  const nested = Object.keys(table).filter((other) => other.startsWith(`${folder}/`))
  return {
    name: `${folder}-imports-only`,
    comment: `src/${folder} may import ${others.join(', ') || 'nothing else of src'}`,
    severity: 'error',
    from: { path: own, ...(nested.length > 0 ? { pathNot: nested.map((other) => `^src/${other}/`) } : {}) },
    to: { path: '^src/', pathNot: [own, ...others.map((other) => `^src/${other}/`)] },
  }
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...rows,
    {
      name: 'every-folder-has-a-row',
      comment: 'A new folder of src needs a row in the table of .dependency-cruiser.cjs',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          `^src/(${[...Object.keys(table), 'cli', 'server'].join('|')})/`,
          '^src/version\\.ts$',
          ...joining.map((each) => `^src/${each}`),
        ],
      },
      to: {},
    },
    {
      name: 'nobody-imports-cli-or-server',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|server)/' },
      to: { path: '^src/(cli|server)/' },
    },
    {
      name: 'cli-and-server-apart',
      severity: 'error',
      from: { path: '^src/(cli|server)/' },
      to: { path: '^src/(cli|server)/', pathNot: '^src/$1/' },
    },
    {
      name: 'libc-only-for-some',
      comment:
        'Only link, probe, confined, local, resume (a lock), identify (TCP_INFO) and the privilege code in cli call into the C library',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(libc|link|probe|confined|local|resume|identify|cli)/' },
      to: { path: '^src/libc/' },
    },
    {
      name: 'koffi-only-in-libc',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/libc/' },
      to: { path: '^(node_modules/)?koffi' },
    },
    {
      name: 'src-stands-alone',
      comment: 'What is shipped imports nothing that is not',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(lab|test|tools|bench)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^(src|lab|tools|bench)/' },
      to: { circular: true },
    },
    {
      name: 'found',
      comment: 'What is imported exists and is a dependency',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count as well: a stage that needs another's types depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
