import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['beanstalkd'],
  start: () => ({ script: 'exec beanstalkd -p 11300' }),
  endpoints: [{ port: 11300, protocol: 'beanstalkd', product: 'beanstalkd', version: 'revealed' }],
})
