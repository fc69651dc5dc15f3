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
      // The files of before 2.6 are of another form.
      rewrite: (line, { addresses, isLoopback }) => {
        const [, key] = /^\s*(bind_ip)\s*=/i.exec(line) ?? []
        if (key !== undefined) return `${key} = ${isLoopback ? '127.0.0.1' : addresses.join(',')}`
        const indentation = /^\s*/.exec(line)![0]
        return `${indentation}bindIp: ${isLoopback ? '127.0.0.1' : addresses.join(',')}`
      },
      once: true,
      section: 'net:',
    },
  ],
  service: 'mongod',
  takesEffect: 'restart',
  source: 'MongoDB manual, Configuration File Options, net.bindIp',
})
