import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['zabbix-agent'],
  start: ({ dir }) => ({
    files: {
      'zabbix.conf': `PidFile=${dir}/pid\nLogType=console\nServer=10.9.0.1\nListenPort=10050\nHostname=zoo\nAllowRoot=1\nStartAgents=1\n`,
    },
    script: `exec zabbix_agentd -f -c ${dir}/zabbix.conf`,
  }),
  endpoints: [{ port: 10050, protocol: 'zabbix', product: 'Zabbix', version: 'revealed' }],
})
