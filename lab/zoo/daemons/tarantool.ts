import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['tarantool'],
  start: ({ dir }) => ({
    files: { 'zoo.lua': `box.cfg { listen = 3301, work_dir = '${dir}', memtx_memory = 33554432 }\n` },
    script: `exec tarantool ${dir}/zoo.lua`,
  }),
  endpoints: [{ port: 3301, protocol: 'tarantool', product: 'Tarantool', version: 'revealed' }],
})
