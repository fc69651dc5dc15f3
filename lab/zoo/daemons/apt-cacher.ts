import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['apt-cacher-ng'],
  start: ({ dir }) => ({
    script: `exec apt-cacher-ng ForeGround=1 CacheDir=${dir}/cache LogDir=${dir} SocketPath=${dir}/socket Port=3142 ReportPage=acng-report.html`,
  }),
  endpoints: [{ port: 3142, protocol: 'http', product: 'Apt-Cacher NG', version: 'revealed' }],
})
