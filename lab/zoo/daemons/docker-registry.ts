import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['docker-registry'],
  start: ({ dir }) => ({
    files: {
      'config.yml': `version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: ${dir}/data\nhttp:\n  addr: :5000\n`,
    },
    script: `exec docker-registry serve ${dir}/config.yml`,
  }),
  endpoints: [{ port: 5000, protocol: 'http', product: 'Docker Registry' }],
})
