import { defineConfig } from 'vitest/config'
import { TotalsReporter } from './tools/vitest-reporter.ts'

// unit: beside the code, needs nothing. simulation: hundreds of scans of a simulated network, a minute of arithmetic. lab: real
// hosts in network namespaces, one file at a time on two cores.
export default defineConfig({
  test: {
    reporters: ['default', new TotalsReporter()],
    // Processes, not threads: the lab's clean-up hangs on a process's signals and exit.
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['src/**/*.simulated.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'simulation', include: ['src/**/*.simulated.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/**/*.test.ts', 'lab/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
