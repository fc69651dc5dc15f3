import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['fossil'],
  start: ({ dir }) => ({
    script: `export USER=root; fossil init ${dir}/zoo.fossil > /dev/null; exec fossil server ${dir}/zoo.fossil -P 8088`,
  }),
  endpoints: [{ port: 8088, protocol: 'http', product: 'Fossil' }],
})
