import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['etcd-server'],
  start: ({ dir, address }) => ({
    script: `exec etcd --data-dir ${dir}/data --listen-client-urls http://0.0.0.0:2379 --advertise-client-urls http://${address}:2379 --listen-peer-urls http://127.0.0.1:2380`,
  }),
  endpoints: [{ port: 2379, protocol: 'etcd', product: 'etcd', version: 'revealed' }],
})
