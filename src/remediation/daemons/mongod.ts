import { defineDaemon } from '../daemon.ts'

export default defineDaemon({
  title: 'MongoDB',
  processes: ['mongod', 'mongos'],
  settings: [
    {
      files: { any: '/etc/mongod.conf', debian: ['/etc/mongod.conf', '/etc/mongodb.conf'] },
      key: 'net.bindIp',
      pattern: /^\s*bind_?ip(?:All)?\s*[:=]/i,
      lines: ({ addresses, isLoopback }) => [`bindIp: ${isLoopback ? '127.0.0.1' : addresses.join(',')}`],
      section: 'net:',
    },
  ],
  service: 'mongod',
  takesEffect: 'restart',
  source: 'MongoDB manual, Configuration File Options, net.bindIp',
})
