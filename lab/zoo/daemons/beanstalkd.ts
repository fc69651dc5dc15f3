import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['beanstalkd'],
  start: () => ({ script: 'exec beanstalkd -p 21300' }),
  endpoints: [{ port: 21300, protocol: 'beanstalkd', product: 'beanstalkd', version: 'revealed' }],
})
