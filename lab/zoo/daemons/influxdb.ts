import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['influxdb'],
  start: ({ dir }) => ({
    files: {
      'influxdb.conf': `reporting-disabled = true\nbind-address = "127.0.0.1:18088"\n[meta]\ndir = "${dir}/meta"\n[data]\ndir = "${dir}/data"\nwal-dir = "${dir}/wal"\n[http]\nbind-address = ":8086"\nlog-enabled = false\n`,
    },
    script: `exec influxd -config ${dir}/influxdb.conf`,
  }),
  endpoints: [{ port: 8086, protocol: 'http', product: 'InfluxDB', version: 'revealed' }],
})
